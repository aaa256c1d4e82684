/** The API version of stripe-node 23.1.0, in which this server stores and answers. */
export const API_VERSION = "2026-10-28.endive";

/** In basil (2025-03-31 to 2025-08-27) a discount and a promotion code show their coupon otherwise than since clover. */
export const isBasil = (version: string | null | undefined): boolean => /^2025-0[3-8]-\d\d\.basil$/.test(version ?? "");
