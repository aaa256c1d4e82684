/**
 * What a renewal is charged to, in the order in which Stripe looks, as SQL on a subscription `s` and its customer `c`. A
 * source is a card or account of the API before payment methods. Its id may have no row here.
 * https://docs.stripe.com/billing/subscriptions/payment-methods-setting#payment-method-priority
 */
export const PAYS_WITH =
  "COALESCE(s.default_payment_method_id, s.default_source_id, c.default_payment_method_id, c.default_source_id)";
