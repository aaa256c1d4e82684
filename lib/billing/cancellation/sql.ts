/** The SQL of whether a payer has said why a subscription is canceled, and Stripe has not heard; true or null. */
export const reasonOf = (subscription: string) =>
  `(SELECT true FROM cancellation_reason r WHERE r.subscription_id = ${subscription} AND r.sent_at IS NULL)`;
