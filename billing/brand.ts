/** Your brand, for pages and mail. */
export const brand = {
  /** In the header, titles and mail. */
  name: "HyperSaaS",
  /** A picture in public/ that is shown before the name, square; `null` for none. */
  logo: "/icon.svg",
} as const;
