/** The mails, by kind (lib/mail/kinds.ts). `subject` is also the heading; `preview` is what a list of mails shows after it. */
export const mail = {
  duration:
    "{unit, select, hours {{count, plural, one {# hour} other {# hours}}} other {{count, plural, one {# minute} other {# minutes}}}}",
  copyLink: "If the button doesn't work, copy this link into your browser:",
  help: "Get help",
  resetPassword: "Reset your password",
  openWorkspaces: "Open your workspaces",
  notYou: "If this wasn't you, reset your password now.",

  address_confirmation: {
    subject: "Confirm your e-mail address",
    preview: "The link works for {duration}.",
    lead: "Confirm that this address is yours. You'll need it to reset your password and to accept invitations.",
    button: "Confirm this address",
    note: "The link works once, for {duration}. If you didn't ask for it, you can ignore this mail.",
  },
  address_contested: {
    subject: "Someone else wants to use your e-mail address",
    preview: "Confirm it to keep it.",
    lead: "Someone else signed up with this address, or asked to confirm it. Your account {known, select, yes {{name}, created on {moment},} other {created on {moment}}} has a plan but never confirmed the address. The account that confirms it first keeps it.",
    note: "The link works once, for {duration}. If this account isn't yours, ignore this mail.",
  },
  /** Added to mails about one of several accounts that use an address. */
  whichAccount:
    "Several accounts use this address. This mail is about the one {known, select, yes {named {name}, created on {moment}} other {created on {moment}}}.",
  password_reset: {
    subject: "Reset your password",
    preview: "The link works for {duration}.",
    lead: "Choose a new password for your HyperSaaS account. You'll be signed out on all devices.",
    button: "Choose a new password",
    note: "The link works once, for {duration}. If you didn't ask for it, you can ignore this mail. Your password stays the same.",
  },
  sign_in_link: {
    subject: "Your link to sign in",
    preview: "The link works for {duration}.",
    lead: "Use this link to sign in to your HyperSaaS account.",
    button: "Sign in",
    note: "The link works once, for {duration}. If you didn't ask for it, you can ignore this mail. Don't forward it, because anyone with the link can sign in as you.",
  },
  password_changed: {
    subject: "Your password was changed",
    preview: "If this was you, there's nothing to do.",
    lead: "The password of your HyperSaaS account was changed on {moment}. If this was you, there's nothing to do.",
  },
  address_changed: {
    subject: "Your e-mail address was changed",
    preview: "Your account now uses {address}.",
    lead: "Your HyperSaaS account has used {address} since {moment}. {reader, select, new {You sign in with it, and we write to it.} other {We won't write to your old address again.}}",
    note: "If this wasn't you, {known, select, yes {ask us for help} other {reply to this mail}} right away.",
  },
  sign_in_method_changed: {
    subject:
      "{change, select, added {You can now sign in with {method}} other {You can no longer sign in with {kind, select, password {your password} other {{method}}}}}",
    preview: "If this was you, there's nothing to do.",
    lead: "{kind, select, password {Your password} other {{method}}} was {change, select, added {added} other {removed}} as a way to sign in to your HyperSaaS account on {moment}.",
    forgotten:
      "You signed in by a link to an address that was not confirmed, so someone else may have chosen that password. You can set a new one on your account page.",
    unlink: "Then unlink {method} on your account page. A new password alone doesn't remove it.",
  },
  invitation: {
    subject: "{inviter} invited you to {workspace}",
    preview: "Join the workspace on HyperSaaS.",
    lead: "{inviter} invited you to join the workspace {workspace} on HyperSaaS. You'll be {role, select, admin {an admin} other {a member}}.",
    button: "Accept invitation",
    note: "The link works once, for seven days. If you don't know {inviter}, you can ignore this mail.",
  },
  ownership_transferred: {
    subject: "{reader, select, to {You now own {workspace}} other {You transferred {workspace}}}",
    preview: "{reader, select, to {{from} transferred it to you.} other {It now belongs to {to}.}}",
    lead: "{reader, select, to {{from} transferred the workspace {workspace} to you. As its owner, you decide about its members and its plan.} other {The workspace {workspace} now belongs to {to}. You're still one of its admins.}}",
    note: "{reader, select, to {Who pays for the workspace hasn't changed.} other {If this wasn't you, contact {to} and reset your password.}}",
    button: "Open the workspace",
  },
  removed_from_workspace: {
    subject: "You were removed from {workspace}",
    preview: "You no longer have access to it.",
    lead: "You no longer have access to the workspace {workspace}. Your account and your other workspaces stay the same.",
    note: "If you pay for its plan, you'll keep being charged until you cancel. You can do that under Workspaces.",
  },

  yourPlan: "your plan",
  anotherMember: "Another member",
  openDashboard: "Open your dashboard",
  payer: "You get this mail because you pay for this plan.",
  owner: "You get this mail because you own this workspace.",
  notPayer: "Someone else pays for this plan. Only they can pay this bill.",
  charge: {
    exact: "We'll charge {amount} on {day}.",
    before: "We'll charge {amount} on {day}, before discounts, credit and tax.",
    unknown: "You'll be charged on {day}. Your dashboard shows the details.",
  },
  access: {
    until: "You can use {plan} until {day} while the payment is overdue.",
    over: "Access to {plan} ended on {day}. It returns when the bill is paid.",
  },
  payment_failed: {
    subject: "{reader, select, owner {The payment for {workspace} failed} other {Your payment for {workspace} failed}}",
    lead: "{known, select, yes {We couldn't charge {amount} for {plan} in the workspace {workspace}.} other {The payment for {plan} in the workspace {workspace} failed.}}",
    next: "We'll try again on {day}.",
    last: "We won't try again automatically.",
    button: "Pay now",
  },
  authentication_needed: {
    subject: "Confirm your payment for {workspace}",
    preview: "Your bank asks you to approve it.",
    lead: "{known, select, yes {Your bank asks you to approve the payment of {amount} for {plan} in the workspace {workspace}.} other {Your bank asks you to approve the payment for {plan} in the workspace {workspace}.}} Until then it isn't paid.",
    button: "Confirm the payment",
  },
  payment_recovered: {
    subject: "Your payment for {workspace} went through",
    preview: "There's nothing left to do.",
    lead: "{known, select, yes {We received {amount} for {plan} in the workspace {workspace}.} other {The bill for {plan} in the workspace {workspace} is paid.}} There's nothing left to do.",
  },
  plan_canceled: {
    subject: "{plan} in {workspace} was canceled",
    preview: "{known, select, yes {You can use it until {day}.} other {Your dashboard shows when it ends.}}",
    lead: "{plan} in the workspace {workspace} was canceled. {known, select, yes {You can use it until {day}.} other {Your dashboard shows when it ends.}}",
    resume: "Changed your mind? You can keep the plan from your dashboard until then.",
  },
  plan_ended: {
    subject: "{plan} in {workspace} has ended",
    preview: "You won't be charged for it again.",
    lead: "{cause, select, unpaid {{plan} in the workspace {workspace} ended on {day} because the payment failed.} other {{plan} in the workspace {workspace} ended on {day}.}} You won't be charged for it again.",
    next: "Your data stays where it is. Choose a plan to continue.",
  },
  plan_changed: {
    subject: "{same, select, yes {Billing for {plan} in {workspace} has changed} other {{workspace} is now on {plan}}}",
    preview: "Your plan was changed.",
    lead: "{same, select, yes {How {plan} in the workspace {workspace} is billed has changed.} other {The workspace {workspace} switched from {before} to {plan}.}}",
    cost: "{plan} costs {interval, select, year {{amount} per year} month {{amount} per month} week {{amount} per week} other {{amount} per day}}.",
    costBefore:
      "{plan} costs {interval, select, year {{amount} per year} month {{amount} per month} week {{amount} per week} other {{amount} per day}}, before discounts and tax.",
  },
  seats_changed: {
    seats: "{count, plural, one {# seat} other {# seats}}",
    subject: "{workspace} now has {counted}",
    preview: "Before: {before}.",
    lead: "The number of members changed, so {plan} in the workspace {workspace} now has {counted} instead of {before}.",
    leadChosen: "{plan} in the workspace {workspace} now has {counted} instead of {before}.",
    cost: "Renewals come to {amount}, before discounts, credit and tax. The next bill includes the difference for the current period.",
  },
  trial_ending: {
    subject: "Your free trial of {plan} ends on {day}",
    lead: "The free trial of {plan} in the workspace {workspace} ends on {day}.",
    cancel: "You can cancel before then on your dashboard. You won't be charged if you do.",
    noMethod: "Add a payment method on your dashboard to keep the plan.",
    firstPayment: "The first payment is {amount}{exact, select, yes {} other {, before discounts, credit and tax}}.",
  },
  renewal_coming: {
    subject: "{plan} in {workspace} renews on {day}",
    lead: "{plan} in the workspace {workspace} renews on {day} for another year.",
    cancel: "To change or cancel it, go to your dashboard before then.",
  },
  card_expiring: {
    subject: "Your card for {workspace} expires soon",
    preview: "The card ending in {last4} expires before the next payment.",
    lead: "The card ending in {last4}, which pays for {plan} in the workspace {workspace}, is valid until {month}. It expires before the next payment.",
    button: "Update your card",
  },
  duplicate_refunded: {
    subject: "You had {plan} twice in {workspace}",
    preview: "We canceled the second subscription.",
    lead: "The workspace {workspace} had {plan} twice, so we canceled the second subscription. The first one continues.",
    refund: "We refunded {amount}. Your bank needs a few days.",
  },
  billing_taken_over: {
    subject: "{reader, select, to {You now pay for {workspace}} other {{to} now pays for {workspace}}}",
    preview: "{reader, select, to {You took over the bill.} other {You won't be charged for it again.}}",
    lead: "{reader, select, to {You took over the bill for {plan} in the workspace {workspace} from {from}.} other {{to} took over the bill for {plan} in the workspace {workspace}. You won't be charged for it again.}}",
    next: "{reader, select, to {{charged, select, later {We'll first charge you on {day}.} other {Your first payment has been made.}}} other {The workspace keeps the plan.}}",
  },
};
