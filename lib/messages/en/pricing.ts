/** The pricing page. */
export const pricing = {
  title: "Plans and pricing",
  lead: "One plan for each workspace. Change or cancel it whenever you like.",
  period: "Billing period",
  monthly: "Monthly",
  yearly: "Yearly",
  included: "What is included",
  perSeat: "per person, {rhythm}",
  addOn: "Add-on",
  save: "Save {amount} a year",
  free: "Free",
  freeTerms: "No card needed.",
  currency: "Currency",
  otherCurrencies: "or {amounts}",
  notInCurrency: "Not sold in {currency}.",
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
    seat: "For you alone in the workspace: {amount} {rhythm}. Each new member adds a seat.",
    seats: "For the {members} people in the workspace: {amount} {rhythm}. Each new member adds a seat.",
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
