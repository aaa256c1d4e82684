/** The page that a checkout comes back to. `<date></date>` is where the day stands, in the reader's time zone. */
export const payment = {
  title: "Payment",
  toDashboard: "Go to the dashboard",
  toPlans: "See the plans",
  confirmed: {
    title: "You have {plan}",
    unnamed: "You have your plan",
    trial: "Your free trial runs until <date></date>. After that it is {price}, unless you cancel before.",
    trialUnpriced: "Your free trial runs until <date></date>. After that you pay, unless you cancel before.",
    renews: "You pay {price}. The next payment is on <date></date>.",
    paid: "You pay {price}.",
    active: "Your plan is active.",
  },
  /** Changes by itself in the browser: nothing to fill in. */
  processing: {
    title: "Your payment is being confirmed",
    soon: "This page changes by itself as soon as it is. It usually takes a few seconds.",
    long: "This takes longer than usual. You need not pay again, and you may close this page: your plan appears on the dashboard as soon as the payment is confirmed. If it has not by tomorrow, write to us.",
    toDashboard: "Go to the dashboard",
  },
  open: {
    title: "Your checkout is not finished",
    sentence: "Nothing has been paid yet. The checkout is still open, where you left it.",
    next: "Back to the checkout",
  },
  failed: {
    title: "The payment did not go through",
    sentence: "Your bank refused the payment, so the plan has not started. Choose a plan again and pay another way.",
  },
  expired: {
    title: "This checkout has expired",
    sentence: "Nothing has been paid. Choose a plan to start again.",
  },
  ended: {
    title: "This plan has ended",
    sentence: "The checkout was completed, and the plan it began has ended since.",
  },
  unknown: {
    title: "We don't know this checkout",
    sentence: "It is not one of yours, or the address is incomplete. Your plan is on your dashboard.",
  },
  away: {
    title: "We can't look this up right now",
    sentence: "A payment that you made is not lost. Try again in a moment.",
    next: "Try again",
  },
} as const;
