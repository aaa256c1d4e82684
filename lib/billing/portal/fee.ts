import type { Change } from "./change";

/** What a change adds to its invoice, as Stripe takes it: https://docs.stripe.com/api/subscriptions/update#update_subscription-add_invoice_items */
export const feeOf = ({ setupFee }: Pick<Change, "setupFee">): { price: string; quantity: number }[] =>
  setupFee ? [{ price: setupFee.priceId, quantity: 1 }] : [];
