/** Who pays for a workspace's plan, and how that passes to another member. `<date></date>` is where the day stands. */
export const handOver = {
  title: "Who pays",
  payerLeft: "{payer} left this workspace and still pays for {plan}.",
  nobody: "The person who pays for {plan} is no longer a member.",
  payerAgrees: "{payer} lets you take over {plan} until <date></date>.",
  stopped: "{plan} is stopped because {payer} hasn't paid. You can pay for it instead.",
  stoppedNobody: "{plan} is stopped because its payment failed. You can pay for it instead.",
  from: "You're first charged on <date></date>. Until then, nothing changes.",
  atOnce: "You're charged right away, because the current period isn't paid.",
  seeFirst: "You'll see the amount before you confirm.",
  dropsChange: "The change that was planned for {plan} is dropped.",
  take: "Take over {plan}",
  notSold: "{plan} is no longer sold. It runs until <date></date>. Choose a plan that starts then:",
  notSoldYet:
    "{plan} is no longer sold. It runs until <date></date>. Come back closer to that day to choose a new plan.",
  newPlan: "Plan",
  youTake: "You take over {plan}. You're first charged on <date></date>.",
  fromYou: "{name} takes over {plan}. You won't be charged after <date></date>.",
  fromOther: "{name} takes over {plan} on <date></date>.",
  fromYouAgain:
    "You kept {plan}, but {name} already pays for it from <date></date>. We canceled yours again, so you aren't both charged.",
  waits: "{name} is taking over {plan}. It's done as soon as the payment has gone through.",
  leftTaken: "{name} pays from then on.",
  leftTakenAgain: "You kept it, but {name} already pays from then on, so we canceled it again.",
  consentTitle: "Let someone else pay",
  consentLead:
    "Another owner or admin can then take over {plan} within seven days. They start paying when the period that you've paid for ends.",
  consentButton: "Allow taking over {plan}",
  consentOpen: "Owners and admins can take over {plan} until <date></date>. Nothing changes unless one of them does.",
  withdraw: "Withdraw consent for {plan}",
} as const;
