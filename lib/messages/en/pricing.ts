/** The pricing page. */
export const pricing = {
  title: "Plans and pricing",
  lead: "One plan for each workspace. Change or cancel it whenever you like.",
  period: "Billing period",
  /** The tabs of the switch. */
  every:
    "{interval, select, day {{count, plural, one {Daily} other {Every # days}}} week {{count, plural, one {Weekly} other {Every # weeks}}} month {{count, plural, =1 {Monthly} =3 {Quarterly} other {Every # months}}} other {{count, plural, one {Yearly} other {Every # years}}}}",
  /** Behind an amount per month. */
  perMonthBilled:
    "per month, billed {interval, select, month {{count, plural, =3 {quarterly} other {every # months}}} other {{count, plural, one {yearly} other {every # years}}}}",
  included: "What is included",
  popular: "Most popular",
  plans: "Plans",
  addOns: "Add-ons",
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
  compare: {
    title: "Compare the plans",
    feature: "Feature",
    has: "Included",
    hasNot: "Not included",
  },
  empty: "There are no plans on offer right now. Please come back later.",
  trial: {
    /** Where not all plans have the same trial. */
    whereSaid: "New customers start with a free trial where the plan says so.",
    ofPlan: "{days} free for new customers",
    ofPlanNoCard: "{days} free for new customers, no card needed",
    forNewCustomers: "New customers try any plan free for {days}.",
    forYou: "You can try any plan free for {days}.",
    /** `{day}` is, put in by the browser, in the reader's time zone. */
    firstPayment: "The first payment falls on {day}.",
    userHadPlan: "You had a plan before, so a new one starts without a free trial.",
    workspaceHadPlan: "This workspace had a plan before, so a new one starts without a free trial.",
    notForAChange:
      "This workspace has a plan. You see what a change costs before you confirm it; it starts no new free trial.",
  },
  /** What the browser says once it knows who reads: plain `{names}` only. */
  personal: {
    choose: "Choose {plan}",
    change: "Change to {plan}",
    changeRhythm: "Pay {rhythm} instead",
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
    current: "Current plan",
    /** Where the plan costs something else by now. */
    ownPrice: "Your price: {amount} {rhythm}.",
    manage: "Manage",
    manageOf: "Manage {plan}",
    noChange: "You can't switch to this plan here. Cancel your plan, then choose this one when it ends.",
    askAnOwner: "An owner or admin of the workspace can choose a plan.",
    forWorkspace: "For the workspace",
    yourCurrency: "Prices are in {currency}, which you or this workspace pay in already.",
    creditIn: "Your credit in {currency} isn't used for a plan in another currency.",
  },
} as const;
