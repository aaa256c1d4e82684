/** Links to the pages that billing/brand.ts names. */
export const legal = {
  terms: "Terms of service",
  privacy: "Privacy policy",
} as const;
