/** The page that a checkout comes back to. `<date></date>` is where the day stands, in the reader's time zone. */
export const payment = {
  title: "Payment",
  toDashboard: "Go to the dashboard",
  toPlans: "See the plans",
  lookAgain: "Look again",
  confirmed: {
    title: "You're on {plan}",
    unnamed: "You're on your new plan",
    trial: "Free until <date></date>. Then {price} unless you cancel first.",
    trialUnpriced: "Free until <date></date>. Then you pay unless you cancel first.",
    cardOrEnds:
      "Free until <date></date>. To keep the plan for {price}, add a card on the dashboard before then. Without one it ends on that day.",
    cardOrPauses:
      "Free until <date></date>. To keep the plan for {price}, add a card on the dashboard before then. Without one it pauses on that day.",
    counted: "It has {counted}.",
    seats: "It has {count, plural, one {# seat} other {# seats}}.",
    usage: "What you use is added.",
    fee: "Your first invoice includes a one-time set-up fee of {amount}.",
    noTrial:
      "There is one free trial for each customer, and you, or this card, had one before. So the plan begins without a trial.",
    renews: "{priced, select, amount {You pay {price}} other {It is {price}}}. The next payment is on <date></date>.",
    paid: "{priced, select, amount {You pay {price}} other {It is {price}}}.",
    free: "It's free of charge.",
    ends: "Canceled. Yours until <date></date>.",
    active: "Your plan is active.",
    today: "Paid at checkout",
    next: "Next payment",
    nextAmount: "{amount} on <date></date>",
    nextDay: "<date></date>",
    card: "Payment method",
    receipt: "Receipt",
    seeReceipt: "View receipt",
    invite: "Invite people",
    /** In place of {price} in the sentences above. */
    discounted: "{priced, select, amount {{price}} other {{price},}} less your discount",
  },
  /** Changes by itself in the browser: nothing to fill in. */
  processing: {
    title: "Your payment is being confirmed",
    soon: "It usually takes a few seconds. This page updates automatically.",
    long: "This is taking longer than usual. You don't need to pay again, and you can close this page. Your plan appears on the dashboard as soon as the payment is confirmed. If it hasn't by tomorrow, contact us.",
    toDashboard: "Go to the dashboard",
  },
  open: {
    title: "Your checkout isn't finished",
    sentence: "Nothing has been paid yet. You can continue where you left off.",
    next: "Continue checkout",
  },
  /** By a method that settles later. One of the first two stands before the others, which change by themselves. */
  settling: {
    begun: "You can use {plan} already.",
    begunUnnamed: "You can use your plan already.",
    waits: "Your plan starts when it arrives.",
    title: "Your payment is on its way",
    soon: "Your bank needs a few days. This page updates automatically.",
    long: "Your bank needs a few days. You don't need to pay again, and you can close this page. The dashboard shows whether the payment has arrived, and what to do if it doesn't.",
    toDashboard: "Go to the dashboard",
  },
  failed: {
    title: "The payment didn't go through",
    sentence: "Your bank declined the payment, so the plan hasn't started. Choose a plan again and pay another way.",
    owed: "Your bank declined the payment. Pay another way to keep the plan. See your dashboard to fix it.",
    notStarted:
      "Your bank declined the payment, so the plan hasn't started. Pay another way to start it. See your dashboard to fix it.",
  },
  expired: {
    title: "This checkout has expired",
    sentence: "Nothing has been paid. Choose a plan to start again.",
  },
  trialRefused: {
    title: "This free trial isn't available",
    sentence:
      "There's one free trial per customer, and you or this card already had one. {refund} You can get {plan} without a trial.",
    plan: "the plan",
    unpaid: "We canceled the subscription, and you haven't been charged.",
    refunding: "We're canceling the subscription and refunding anything you paid.",
    refunded: "We canceled the subscription and refunded {amount}.",
    next: "Choose a plan without a trial",
  },
  duplicate: {
    title: "You already have this plan",
    refunded:
      "It was bought for this workspace twice. This second purchase was canceled, and {amount} goes back to the card that paid.",
    refunding:
      "It was bought for this workspace twice. This second purchase is canceled, and what was paid for it is being refunded.",
    unpaid:
      "It was bought for this workspace twice. This second purchase was canceled before anything was paid for it.",
  },
  attention: {
    title: "This plan needs your attention",
    sentence:
      "The checkout was completed. Since then a payment has failed, or a card was missing. See your dashboard to fix it.",
  },
  unclear: {
    title: "We can't tell whether this plan is active",
    sentence:
      "The checkout was completed. Stripe reports a status that we don't know, so the plan includes nothing for now. We'll look into it; write to us if you need it sooner.",
  },
  ended: {
    title: "This plan has ended",
    sentence: "The checkout was completed, and the plan it began has ended since.",
  },
  unknown: {
    title: "We don't know this checkout",
    sentence: "It isn't one of yours, or the address is incomplete. Your plan is on your dashboard.",
  },
  away: {
    title: "We can't look this up right now",
    sentence: "If you paid, your payment isn't lost. Try again in a moment.",
    next: "Try again",
  },
} as const;
