/**
 * SQL: that a subscription `s` is a user's. Who bought it is known by our metadata, also where the customer was deleted at
 * Stripe. @param userId SQL of the id
 */
export const isSubscriptionOf = (userId: string): string =>
  `(s.user_id = ${userId} OR s.customer_id = (SELECT su.customer_id FROM stripe_user su WHERE su.user_id = ${userId}))`;
