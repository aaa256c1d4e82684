/** A price that was offered to one workspace, on its dashboard. `<date></date>` is where the day stands. */
export const offers = {
  /** A dashboard without a plan. */
  noPlan: {
    title: "No plan yet",
    lead: "Choose a plan to start using this workspace's features.",
    member: "This workspace has no plan. Ask an owner or admin to choose one.",
    from: "Plans from {amount} per month. Cancel anytime.",
    freeOrFrom: "Start free, or from {amount} per month. Cancel anytime.",
    free: "There's a free plan.",
    cancel: "Cancel anytime.",
    choose: "Choose a plan",
    see: "See plans",
  },
  title: "Your offer",
  until: "You can accept this offer until <date></date>.",
  seats: "Seats",
  forOwners: "For this workspace only.",
  perSeat: "{price} per seat",
  perUnit: "{price} per {unit}",
  usage: "Plus what you use.",
  fee: "Plus a one-time set-up fee of {amount}.",
  change: "You'll see what switching costs before you confirm.",
  buy: "Continue to checkout",
  review: "Review the switch to {plan}",
} as const;
