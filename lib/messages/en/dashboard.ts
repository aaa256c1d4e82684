/** The dashboard. `<date></date>` is where the day stands, in the reader's time zone. */
export const dashboard = {
  title: "Dashboard",
  workspaces: "Workspaces",
  settings: "Members and settings",
  allWorkspaces: "All workspaces",
  signOut: "Sign out",
  morePlans: "This workspace has more plans than are shown here.",
  plan: "Plan",
  manage: "Manage billing",
  change: "Change plan",
  card: "Update card",
  addCard: "Add a card",
  cancel: "Cancel plan",
  cancelOne: "Cancel {plan}",
  keep: "Keep the plan",
  keepOne: "Keep {plan}",
  twice:
    "{plan} was bought twice for this workspace. It is billed twice until the later one is canceled; write to us, and what was paid for it is refunded.",
  sideBySide:
    "This workspace has {plans} side by side, and needs only one of them. Each is billed until it is canceled; write to us if one was bought by mistake.",
  /** What a plan comes to, where its price alone doesn't say it. */
  paid: {
    seats: "{count, plural, one {# seat} other {# seats}}: {sum} {rhythm}.",
    units: "{count, number} units: {sum} {rhythm}.",
    use: "{amount} {per}.",
    tiers: "{units}, in tiers.",
    planNotSold: "{plan} is no longer sold. You keep it until you change or cancel.",
    priceNotSold: "This price is no longer sold. You keep it until you change or cancel.",
  },
  /** What the next payment is, and what makes it another sum than the price. */
  nextPayment: {
    label: "Next payment",
    exact: "{amount} on <date></date>",
    from: "On <date></date>, from a price of {amount}",
    unknown: "On <date></date>",
    use: "What you use until then is added.",
    useOnly: "The amount goes by what you use.",
    tiers: "The amount goes by the quantity.",
    discount: "Your discount comes off.",
    tax: "Tax is added.",
    schedule: "A change of plan is due by then and may change it.",
    pause: "Collection is paused, so nothing may be charged.",
    change: "It also settles what changed in this period, so the amount differs this once.",
    credit: "Your next invoices use your credit of {amount} first.",
    owed: "{amount} from before is added.",
  },
  method: {
    label: "Payment method",
    card: "{brand} ending in {last4}",
    expires: "expires {month}/{year}",
    other:
      "{type, select, sepa_debit {SEPA debit} us_bank_account {Bank account} link {Link} paypal {PayPal} saved {Saved at Stripe} other {A method that we don't know ({type}), saved at Stripe}}",
    none: "None yet",
  },
  /** The last two: by a subscription that was made at Stripe, not here. */
  payer: { label: "Paid by", you: "You", invoice: "Billed by invoice", outside: "Billed outside this app" },
  /** A payment that failed: what it means, until when the plan can be used, and the way out. */
  debt: {
    failed: "The last payment failed.",
    first: "The first payment has not gone through.",
    until: "You can use the plan until <date></date>. Pay by then to keep it.",
    ended: "The plan could be used until <date></date>. It comes back as soon as the payment goes through.",
    atLeastUntil: "You can use the plan at least until <date></date>, when the payment is tried again.",
    open: "You can still use the plan for now.",
    canceledUntil: "It is canceled. You can use the plan until <date></date>, and paying does not keep it beyond that.",
    canceledLater: "It is canceled: paying keeps it until <date></date>, and no longer.",
    last: "It's for the last invoice of a plan that has ended.",
    stopped: "The plan is stopped until the payment goes through.",
    notStarted: "The plan starts as soon as it does.",
    pay: "Pay the invoice",
    payerCan: "{name} pays and can set this right.",
  },
  /** A change that is not paid for yet. */
  heldBack: "Your plan change takes effect once it's paid. Until then you have what {before} includes.",
  heldBackUntil:
    "Your plan change takes effect once it's paid. Until then, and no longer than <date></date>, you have what {before} includes.",
  /** A renewal that Stripe can't turn into an invoice to pay. */
  unbilled: {
    what: "We couldn't bill your renewal of <date></date>.",
    address:
      "Your billing address is missing or incomplete, so the tax can't be calculated. Update it so that you keep the plan.",
    unknown: "We'll look into it. Write to us if you'd like to know more.",
  },
  whatToDo: "Choose a plan to go on. Your invoices stay here.",
  whatToDoMember: "An owner or admin can choose a new plan.",
  choose: "Choose a plan",
  included: "What you can use",
  nothingIncluded: "Nothing at the moment.",
  /** Why something can be used, and how long; or no longer. */
  reason: {
    plan: "With {plan}.",
    planUntil: "With {plan}, until <date></date>.",
    trial: "With the free trial of {plan}.",
    trialUntil: "With the free trial of {plan}, until <date></date>.",
    grace: "With {plan}, while a payment is overdue.",
    graceUntil: "With {plan}, whose payment is overdue, until <date></date>.",
    override: "Granted by us, until <date></date>.",
    ended: "No longer.",
    endedOn: "No longer, since <date></date>.",
    unpaidChange: "With {plan}, once the invoice for the change is paid.",
    used: "{used, number} of {limit, number} in use.",
    upTo: "Up to {limit, number}.",
    limitUntil: "So many until <date></date>.",
    unlimitedUntil: "Without a limit until <date></date>.",
  },
  otherPays: "{name} pays for this workspace and manages its billing.",
  somebodyPays: "Somebody else pays for this workspace and manages its billing.",
  invoices: "Invoices",
  exportInvoices: "Download all as CSV",
  lastInvoices: "These are the last {count}.",
  allInvoices: "All of them are at Stripe, under Manage billing.",
  noInvoices: "There are no invoices yet.",
  invoice: "Invoice",
  amount: "Amount",
  view: "View",
  pdf: "PDF",
  documents: "Documents",
  watching: "Looking for changes you made…",
  invoiceStatus:
    "{status, select, paid {Paid} open {To be paid} settling {On its way} refunded {Refunded} partly_refunded {Partly refunded} disputed {Disputed} uncollectible {Written off} void {Withdrawn} other {Unknown ({status})}}",
  /** What a subscription's status means, and what follows. */
  status: {
    trial: "Free trial until <date></date>.",
    trialThenPays: "Free trial until <date></date>. Then {price}.",
    trialThenEnds: "Free trial until <date></date>. Then the plan ends, and nothing is charged.",
    trialThenEndsWithoutCard:
      "Free trial until <date></date>. Without a payment method the plan ends then, and nothing is charged.",
    trialThenPausesWithoutCard:
      "Free trial until <date></date>. Without a payment method the plan is paused then, and nothing is charged.",
    renews: "Renews on <date></date>.",
    renewsFor: "Renews on <date></date>{priced, select, amount { for {price}} other {; {price}}}.",
    ends: "Canceled. You keep the plan until <date></date>. Nothing more will be charged.",
    endsLater: "Canceled. You keep the plan until <date></date>, and pay for it until then.",
    endsAndSettles:
      "Canceled. You keep the plan until <date></date>. What is open until then comes with a last invoice.",
    free: "Free of charge.",
    active: "Active.",
    /** Trialing, and Stripe names no end. */
    trialing: "Free trial.",
    unknown: "We don't know the status that Stripe reports ({status}), so this plan includes nothing for now.",
    pastDue: "A payment is overdue.",
    unpaid: "Stopped: a payment is overdue.",
    /** After one of the two before it. */
    endsAnyway: "Canceled: it ends on <date></date>.",
    incomplete: "Not started yet.",
    /** A payment by a method that settles later; the first one goes before the sentence of an active plan. */
    settling: "The last payment is on its way, which takes the bank some days.",
    settlingFirst: "It starts as soon as the payment has come, which takes the bank some days.",
    /** Of a second free trial. */
    trialRefused:
      "Canceled: there's one free trial per customer, and this customer or card already had one. {refunded, select, true {Everything that was paid has been refunded.} other {Nothing was charged.}} You can choose the plan without a trial.",
    endedOn: "Ended on <date></date>.",
    ended: "Ended.",
    neverStarted: "The first payment never went through, so the plan did not start.",
  },
} as const;
