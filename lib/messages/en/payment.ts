/** The page that a checkout comes back to. `<date></date>` is where the day stands, in the reader's time zone. */
export const payment = {
  title: "Payment",
  toDashboard: "Go to the dashboard",
  toPlans: "See the plans",
  lookAgain: "Look again",
  confirmed: {
    title: "You have {plan}",
    unnamed: "You have your plan",
    trial: "Your free trial runs until <date></date>. After that it is {price}, unless you cancel before.",
    trialUnpriced: "Your free trial runs until <date></date>. After that you pay, unless you cancel before.",
    cardOrEnds:
      "Your free trial runs until <date></date>. To keep the plan for {price}, add a card on the dashboard before then. Without one it ends on that day.",
    cardOrPauses:
      "Your free trial runs until <date></date>. To keep the plan for {price}, add a card on the dashboard before then. Without one it pauses on that day.",
    counted: "It has {counted}.",
    seats: "It has {count, plural, one {# seat} other {# seats}}.",
    usage: "What you use is added.",
    fee: "Your first invoice includes a one-time set-up fee of {amount}.",
    noTrial:
      "There is one free trial for each customer, and you, or this card, had one before. So the plan begins without a trial.",
    renews: "{priced, select, amount {You pay {price}} other {It is {price}}}. The next payment is on <date></date>.",
    paid: "{priced, select, amount {You pay {price}} other {It is {price}}}.",
    free: "It is free of charge.",
    ends: "It is canceled. You keep it until <date></date>.",
    active: "Your plan is active.",
    /** In place of {price} in the sentences above. */
    discounted: "{priced, select, amount {{price}} other {{price},}} less your discount",
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
  /** By a method that settles later. One of the first two stands before the others, which change by themselves. */
  settling: {
    begun: "You can use {plan} already.",
    begunUnnamed: "You can use your plan already.",
    waits: "Your plan starts as soon as it has come.",
    title: "Your payment is on its way",
    soon: "Your bank takes some days to carry it out. This page changes by itself when it has.",
    long: "Your bank takes some days to carry it out. You need not pay again, and you may close this page: the dashboard says whether the payment has come, and what to do if it does not.",
    toDashboard: "Go to the dashboard",
  },
  failed: {
    title: "The payment did not go through",
    sentence: "Your bank refused the payment, so the plan has not started. Choose a plan again and pay another way.",
    owed: "Your bank refused the payment. Pay another way to keep the plan: the dashboard says how, and until when.",
    notStarted:
      "Your bank refused the payment, so the plan has not started. Pay another way to start it: the dashboard says how.",
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
    title: "You have this plan already",
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
      "The checkout was completed. Since then a payment has failed, or a card was missing: the dashboard says what to do.",
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
    sentence: "It is not one of yours, or the address is incomplete. Your plan is on your dashboard.",
  },
  away: {
    title: "We can't look this up right now",
    sentence: "A payment that you made is not lost. Try again in a moment.",
    next: "Try again",
  },
} as const;
