/**
 * Newest first, and those of one second by their numbers, which Stripe counts up: of a number with more digits the count is
 * higher. As SQL on an invoice `v`.
 */
export const INVOICE_KEY = "v.created_at, COALESCE(length(v.number), 0), COALESCE(v.number, ''), v.id";

export const NEWEST_FIRST =
  "v.created_at DESC, COALESCE(length(v.number), 0) DESC, COALESCE(v.number, '') DESC, v.id DESC";
