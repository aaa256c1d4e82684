/**
 * The types of payment methods with which an attempt succeeds or fails at once, as Stripe's own mobile SDK lists them:
 * `hasDelayedSettlement = false` in PaymentMethod.kt of github.com/stripe/stripe-android. All others say only after
 * minutes or days whether the money comes, bank debits and vouchers among them. So does, as far as we know, a type that
 * Stripe adds later. https://docs.stripe.com/payments/payment-methods#payment-notification
 */
export const SETTLES_AT_ONCE: ReadonlySet<string> = new Set([
  "affirm",
  "afterpay_clearpay",
  "alipay",
  "alma",
  "amazon_pay",
  "bancontact",
  "billie",
  "blik",
  "card",
  "card_present",
  "cashapp",
  "eps",
  "fpx",
  "giropay",
  "grabpay",
  "ideal",
  "klarna",
  "link",
  "mobilepay",
  "p24",
  "paypal",
  "revolut_pay",
  "satispay",
  "sunbit",
  "swish",
  "twint",
  "upi",
  "wechat_pay",
  "zip",
]);

/** The SQL of whether a payment method's type settles later; null where it is not known. */
export const settlesLater = (type: string) =>
  `(${type} NOT IN (${[...SETTLES_AT_ONCE].map((one) => `'${one}'`).join(", ")}))`;
