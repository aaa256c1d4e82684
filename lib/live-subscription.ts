/**
 * SQL over a subscription `s`: it exists for Stripe and may still cost money. Statuses that Stripe invents later count as
 * live. It lies here for lib/auth; what else follows of a status is in lib/billing/entitlements/statuses.ts.
 */
export const LIVE = "s.status NOT IN ('canceled', 'incomplete_expired')";
