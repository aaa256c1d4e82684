/** A price that was offered to one workspace, on its dashboard. `<date></date>` is where the day stands. */
export const offers = {
  title: "Your offer",
  until: "You can accept this offer until <date></date>.",
  seats: "Seats",
  perSeat: "{price} per seat",
  perUnit: "{price} per {unit}",
  usage: "Plus what you use.",
  fee: "Plus a one-time set-up fee of {amount}.",
  change: "You'll see what switching costs before you confirm.",
  buy: "Continue to checkout",
  review: "Review the switch to {plan}",
} as const;
