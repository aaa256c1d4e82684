/** Seats: who has one, and the page that changes a number that is chosen. `<date></date>` is where the day stands. */
export const seats = {
  /** Of an add-on: `units` is "licenses", `counted` "3 licenses". */
  units: {
    heading: "{plan}: number of {units}",
    now: "You have {counted} {priced, select, amount {at {each} each, {all} together} other {together, {all}}}.",
    number: "Number of {units}",
    atLeast: "At least {count, number}.",
    between: "From {count, number} to {limit, number}.",
    more: "{counted} instead of {earlier, number}, as soon as you confirm.",
    confirm: "Change to {counted}",
    change: "Change the number of {units}",
    changeOf: "{plan}: change the number of {units}",
  },
  title: "Change quantity",
  heading: "Seats of {plan}",
  now: "You have {count, plural, one {# seat} other {# seats}} {priced, select, amount {at {each} each, {all} together} other {together, {all}}}.",
  inUse: "{used, plural, one {# is} other {# are}} in use.",
  number: "Number of seats",
  atLeast: "At least {count, plural, other {#}}: every member needs one.",
  between: "From {count, plural, other {#}} to {limit, plural, other {#}}. Every member needs one.",
  notInRange: "Enter a whole number in this range.",
  preview: "See what it costs",
  more: "{count, plural, one {# seat} other {# seats}} instead of {earlier, plural, other {#}}, as soon as you confirm.",
  rest: "For the rest of this period {amount} is added to your next invoice.",
  restCredited: "For the rest of this period {amount} is credited on your next invoice.",
  planned: "The change planned for <date></date> stays, with the new number.",
  ends: "The plan stays canceled and ends on <date></date>.",
  confirm: "Change to {count, plural, one {# seat} other {# seats}}",
  change: "Change seats",
  changeOf: "Change seats of {plan}",
  /** Beside the price, on the workspace's page. */
  room: "{used, plural, other {#}} of {count, plural, one {# seat} other {# seats}} in use.",
  least: "At least {count, plural, one {# seat is} other {# seats are}} paid for.",
  most: "This plan is for {count, plural, one {# member} other {# members}} at the most.",
  chosenLead:
    "The number of seats stays as you chose it when members join or leave. Nobody can join without a free seat.",
  /** The way out, for who manages the workspace. */
  taken: {
    seats:
      "{count, plural, one {The only seat is} other {All # seats are}} in use. To invite someone, buy more seats or remove a member.",
    plan: "{count, plural, one {The only seat of this plan is} other {All # seats of this plan are}} in use, and it has no more. To invite someone, choose a bigger plan or remove a member.",
    contact:
      "{count, plural, one {The only seat that was agreed on is} other {All # seats that were agreed on are}} in use. To invite someone, contact us or remove a member.",
  },
  /** For who is invited. */
  takenForGuest:
    "{count, plural, one {The only seat of this workspace is} other {All # seats of this workspace are}} in use. Ask one of its owners or admins for another seat, then open this link again.",
  toPlans: "See the plans",
  refused: "The number of seats can't be changed",
  refusals: {
    seat_limit_reached:
      "All seats of this workspace's plan are taken. Ask one of its owners or admins for another seat.",
    seats_out_of_range: "This plan isn't sold with that number of seats, or more people are in the workspace by now.",
    seats_unpaid: "A bill of this plan is unpaid. Pay it first, then buy more seats.",
    seats_not_changeable: "The number of seats of this plan can't be changed here. Contact us to change it.",
  },
} as const;
