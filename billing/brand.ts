import type { Brand } from "@/lib/brand/types";

/**
 * Your brand, for pages and mail. After a change of colors run `npm run build` (or start `npm run dev` again): it writes
 * app/brand.css from this file. A unit test checks that every color can be read where it is used.
 */
export const brand = {
  /** In the header, titles and mail. */
  name: "HyperSaaS",
  /** A picture in public/ that is shown before the name, square; `null` for none. The browser's tab has app/icon.svg. */
  logo: "/logo.svg",
  colors: {
    /** Links, and what buttons are filled with. */
    accent: { light: "#14532d", dark: "#8fd6a5" },
    /** The words on a filled button. */
    onAccent: { light: "#ffffff", dark: "#0b2413" },
    /** The pale ground of tags. */
    wash: { light: "#eaf3ec", dark: "#1c2b20" },
  },
  legal: {
    /** A page of this app ("/terms") or an address (https://…), by language where they differ; `null` is not linked. */
    terms: null,
    privacy: null,
  },
  /** Where customers get help: "mailto:…" or a page; `null` for none. The setting SUPPORT_URL says otherwise for one server. */
  support: null,
} as const satisfies Brand;
