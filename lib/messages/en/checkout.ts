/** The page that shows Stripe's payment form beside the order. */
export const checkout = {
  title: "Checkout",
  heading: "Complete your order",
  /** What is bought. */
  order: {
    label: "Your order",
    now: "<figure>{today}</figure> today, then {price}",
    trial: "<figure>{today}</figure> today, then {price} from <date></date>",
    fee: "Includes a one-time set-up fee of {amount}",
    workspace: "For {workspace}",
    takenOver: "This plan continues without a gap. Your first payment is on <date></date>.",
    other: "Choose another plan",
    back: "Back to {workspace}",
  },
  /** The payment form: what a screen reader calls its part of the page, and what is said until it's there. */
  form: {
    label: "Payment",
    loading: "Loading checkout…",
    instead: "Open on Stripe instead",
    again: "Continue to Stripe",
  },
  /** A checkout on a page of Stripe's own, which follows without a script, too. */
  leaving: {
    title: "Taking you to Stripe…",
    sentence: "If nothing happens, continue to Stripe's payment page.",
    next: "Continue to Stripe",
  },
} as const;
