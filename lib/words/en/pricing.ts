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
  empty: "There are no plans on offer right now. Please come back later.",
  trial: {
    forNewCustomers: "New customers try any plan free for {days}.",
    forYou: "You can try any plan free for {days}.",
    notForYou: "You or this workspace had a plan before, so a new one starts without a free trial.",
    notForAChange:
      "This workspace has a plan. You see what a change costs before you confirm it; it starts no new free trial.",
  },
  /** What the browser says once it knows who reads: plain `{names}` only. */
  personal: {
    choose: "Choose {plan}",
    change: "Change to {plan}",
    changeRhythm: "Pay {rhythm} instead",
    current: "Current plan",
    manage: "Manage",
    manageOf: "Manage {plan}",
    askAnOwner: "An owner or admin of the workspace can choose a plan.",
    forWorkspace: "For the workspace",
  },
} as const;
