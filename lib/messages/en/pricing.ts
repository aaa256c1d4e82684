/** The pricing page. */
export const pricing = {
  title: "Plans and pricing",
  lead: "One plan per workspace. Switch or cancel anytime.",
  period: "Billing period",
  /** The tabs of the switch. */
  every:
    "{interval, select, day {{count, plural, one {Daily} other {Every # days}}} week {{count, plural, one {Weekly} other {Every # weeks}}} month {{count, plural, =1 {Monthly} =3 {Quarterly} other {Every # months}}} other {{count, plural, one {Yearly} other {Every # years}}}}",
  /** Below an amount per month. */
  billedMonthly: "Billed monthly",
  billedAs:
    "{amount} billed {interval, select, month {{count, plural, =3 {quarterly} other {every # months}}} other {{count, plural, one {yearly} other {every # years}}}}",
  included: "What's included",
  /** Above what a plan adds to the one before it. */
  plusOf: "Everything in {plan}, plus:",
  popular: "Most popular",
  plans: "Plans",
  addOns: "Add-ons",
  /** On the tab of a longer period. */
  savePercent: "Save {percent, number}%",
  saveUpTo: "Save up to {percent, number}%",
  save: "Save {amount} a year",
  saveEach: "Save {amount} a year {per}",
  /** What one of a price is; `units` is the meter's, or one of those below. */
  per: { person: "per person", seat: "per seat", unit: "per {unit}", pack: "per {size, number} {units}" },
  counted: "{count, plural, one {# {one}} other {# {many}}}",
  units: { person: "person", people: "people", seat: "seat", seats: "seats", unit: "unit", units: "units" },
  terms: "{per}, {rhythm}",
  billedBy: "{per}, billed {rhythm}",
  byUse: "By usage",
  billed: "billed {rhythm}",
  started: "A started pack counts in full.",
  full: "Only full packs count.",
  tiers: {
    from: "from",
    graduated: "Each tier's price applies to the {units} in it.",
    volume: "The tier that you reach sets the price of all {units}.",
    each: "Each",
    base: "Base",
    range: "{first, number}–{last, number}",
    rest: "{first, number} or more",
    included: "Included",
  },
  plus: "plus {amount} {per}",
  plusTiers: "plus {units}, in tiers",
  plusOnce: "plus {amount} once, when you start",
  plusOnceAtTrial: "plus {amount} once, when you start, even with a free trial",
  atLeast: "At least {count, number} seats.",
  atMost: "Up to {count, number} seats.",
  between: "{min, number} to {max, number} seats.",
  /** Of an add-on: `counted` is "40 licenses". */
  atLeastOf: "At least {counted}.",
  atMostOf: "Up to {counted}.",
  betweenOf: "{min, number} to {counted}.",
  numberOf: "Number of {units}",
  free: "Free",
  freeTerms: "No card needed.",
  currency: "Currency",
  otherCurrencies: "or {amounts}",
  notInCurrency: "Not available in {currency}.",
  talk: {
    amount: "Let's talk",
    action: "Talk to us",
  },
  /** The button of another interval of their plan. */
  switchBilling:
    "Switch to {interval, select, day {{count, plural, one {daily billing} other {billing every # days}}} week {{count, plural, one {weekly billing} other {billing every # weeks}}} month {{count, plural, =1 {monthly billing} =3 {quarterly billing} other {billing every # months}}} other {{count, plural, one {yearly billing} other {billing every # years}}}}",
  questions: "Questions and answers",
  compare: {
    title: "Compare plans",
    feature: "Feature",
    has: "Included",
    hasNot: "Not included",
  },
  empty: "No plans are available right now. Please check back later.",
  trial: {
    /** Where not all plans have the same trial. */
    whereSaid: "New customers can start with a free trial of the plans that offer one.",
    start: "Start {count, plural, other {#-day}} free trial",
    /** The same for screen readers: it begins with what is seen. */
    startOf: "Start {count, plural, other {#-day}} free trial of {plan}",
    /** Under the button: what is due today and when it is paid first. `{day}` is put in by the browser. */
    terms: "{due} today, first payment after {count, plural, one {# day} other {# days}}, cancel anytime",
    termsOn: "{due} today, first payment {day}, cancel anytime",
    /** With a set-up fee. */
    feeTerms: "{due} today, next payment after {count, plural, one {# day} other {# days}}, cancel anytime",
    feeTermsOn: "{due} today, next payment {day}, cancel anytime",
    noCard: "No card needed, nothing to pay for {count, plural, one {# day} other {# days}}",
    forNewCustomers: "New customers try any plan free for {days}.",
    forYou: "You can try any plan free for {days}.",
    /** `{day}` is, put in by the browser, in the reader's time zone. */
    firstPayment: "First payment on {day}.",
    userHadPlan: "You've had a plan before, so a new one starts without a free trial.",
    workspaceHadPlan: "This workspace has had a plan before, so a new one starts without a free trial.",
    notForAChange: "You'll see the cost before you switch. Switching doesn't start a new trial.",
  },
  /** What the browser says once it knows who reads: plain `{names}` only. */
  personal: {
    choose: "Choose {plan}",
    change: "Switch to {plan}",
    seat: "1 person: {sum} {rhythm}. Each new member adds a seat.",
    seats: "{members} people: {sum} {rhythm}. Each new member adds a seat.",
    /** Where there are as many people as the plan is sold for, or more. */
    allSeats: "{members} people: {sum} {rhythm}. That's the most for this plan.",
    upTo: "For up to {least} people.",
    /** Where there are fewer people than seats are sold. */
    leastSeats: "At least {least} seats: {sum} {rhythm}.",
    /** A number of seats that is typed. */
    chosenSeats: "Seats",
    chosenSum: "{sum} {rhythm}",
    /** Below the button where there is no trial. */
    cancelAnytime: "Cancel anytime",
    current: "Your plan",
    /** How it is with it; `{day}` is a date. */
    ends: "Ends on {day}",
    trialUntil: "Trial until {day}",
    trialEnds: "Trial, ends on {day}",
    pastDue: "Past due",
    incomplete: "Payment incomplete",
    paused: "Paused",
    /** Where the plan costs something else by now. */
    ownPrice: "Your price: {amount} {rhythm}.",
    /** Of a change that is planned. */
    plannedFrom: "Your plan from {day}",
    seePlanned: "See planned change",
    manage: "Manage",
    manageOf: "Manage {plan}",
    noChange: "To switch, cancel your plan, then choose this one when it ends.",
    askAnOwner: "Only owners and admins can choose plans. Ask one of them.",
    forWorkspace: "For workspace",
    yourCurrency: "You're billed in {currency}.",
    creditIn: "Your credit in {currency} isn't used for a plan in another currency.",
  },
} as const;
