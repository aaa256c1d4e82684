// The rule, once, as SQL conditions on a subscription `s`. What follows of it with time (grace, overrides) is in
// evaluate.ts.
// Statuses: https://docs.stripe.com/api/subscriptions/object#subscription_object-status

export { LIVE } from "@/lib/live-subscription";

/** Granting: the workspace may use what the subscription's products carry; `past_due` for PAST_DUE_GRACE_DAYS only. */
export const GRANTING = "s.status IN ('active', 'trialing', 'past_due')";
