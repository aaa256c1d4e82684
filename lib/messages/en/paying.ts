/** Paying an open invoice, a new card, and a paused plan. `<date></date>` is where the day stands. */
export const paying = {
  /** What is owed, and how it is paid. */
  owed: "{count, plural, one {A payment of {amount} failed.} other {# payments failed, {amount} in total.}}",
  retry: "We'll charge {card} on <date></date>, or pay now.",
  /** Beside the name of the card that was charged last. */
  declined: "Declined on <date></date>",
  retryDeclined: "We'll try it again on <date></date>. Update your card, or pay now.",
  noRetryDeclined: "We won't retry automatically. Update your card, then pay.",
  noRetry: "We won't retry automatically. Pay now with {card}, or update the card first.",
  updateCard: "Update your card, then pay.",
  noCard: "There's no card to charge. Add one, then pay.",
  payNow: "Pay {amount} now with {card}",
  newTab: "(opens in a new tab)",
  paused: "The plan is paused until the payment goes through.",
  paid: "Thanks, your payment went through.",
  openInvoice: "Open the invoice",
  /** What was just done, once our copy confirms it. */
  done: {
    changed: "You're on {plan} now.",
    changes: "{plan} begins on <date></date>. Your plan stays as it is until then.",
    canceled: "Canceled. Yours until <date></date>.",
    ended: "Canceled. The plan has ended.",
    undo: "Undo",
    kept: "You're keeping {plan}. The cancellation is revoked.",
    card: "{card} is now your card.",
  },
  /** An invoice that the customer pays themselves. */
  due: "An invoice of {amount} is due by <date></date>.",
  dueAnyDay: "An invoice of {amount} is due.",
  overdue: "An invoice of {amount} was due on <date></date> and is overdue.",
  payInvoice: "Pay the invoice",
  invoiceDue: "Due by <date></date>",
  invoiceOverdue: "Overdue since <date></date>",
  byInvoice: "By invoice",
  nextInvoice: "Next invoice",
  pastDue: "An invoice is overdue.",
  unpaid: "Stopped until the overdue invoice is paid.",
  /** A new card, and a plan that has a card of its own. */
  card: {
    question: "You added {card}. {plan} is still charged to {own}.",
    use: "Use {card} for {plan}",
    keep: "Keep {own}",
  },
  /** Why a plan is paused, and the way out. The names are Stripe's. */
  pausedBy: {
    trial_end_without_payment_method:
      "Paused because the trial ended without a card. Add a card, then resume the plan.",
    first_payment_failure: "Paused because the first payment failed. Pay the open invoice to start the plan.",
    final_payment_failure: "Paused because the last payment attempt failed. Pay the open invoice to resume the plan.",
    /** After a failure, once nothing is open any more. */
    settled: "Paused after a failed payment. Nothing is open, so you can resume the plan.",
    pause_requested: "Paused on request. Resume the plan to use it again.",
    system: "Paused by Stripe. Contact us to resume the plan.",
    unknown: "Paused, and we don't know the reason. Resume the plan, or contact us.",
    /** Of one that can't be resumed here. */
    elsewhere: "Paused. Contact us to resume the plan.",
    payerCan: "The person who pays can resume it.",
  },
  resume: {
    title: "Resume plan",
    action: "Resume plan",
    actionOne: "Resume {plan}",
    heading: "Resume {plan}",
    charged: "You pay {amount} today, and a new period begins.",
    chargedUntil: "You pay {amount} today for the time until <date></date>.",
    free: "You pay nothing today, and a new period begins.",
    samePeriod: "You've already paid until <date></date>. You pay nothing today, and the plan continues as before.",
    payFirst: "Pay the open invoice first. The dashboard shows it.",
    confirm: "Resume and pay {amount}",
    confirmFree: "Resume plan",
    cancel: "Keep it paused",
    refused: "This plan can't be resumed here",
    toDashboard: "Back to the dashboard",
    resumed: "Your plan is active again.",
  },
  refusals: {
    card_question_over: "This was answered already, or the card was changed again.",
    invoice_not_found: "There is no such invoice in this workspace.",
    nothing_to_pay: "This invoice can't be paid any more. Nothing was charged.",
    no_payment_method: "There's no card to charge. Add one first. Nothing was charged.",
    payment_declined: "The bank declined the payment. Update the card, or contact your bank.",
    payment_action_required: "Your bank needs you to confirm this payment. Open the invoice to pay it.",
    payment_processing: "A payment of this invoice is on its way. Nothing more was charged.",
    payment_unclear: "Stripe didn't confirm the payment. Try again shortly. You won't be charged twice.",
    resume_not_possible: "The plan can't be resumed here. Nothing was charged.",
    amount_changed: "The amount has changed. Check it, then confirm again. Nothing was charged.",
  },
} as const;
