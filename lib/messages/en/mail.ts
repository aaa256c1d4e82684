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
  password_reset: {
    subject: "Reset your password",
    preview: "The link works for {duration}.",
    lead: "Choose a new password for your HyperSaaS account. You'll be signed out on all devices.",
    button: "Choose a new password",
    note: "The link works once, for {duration}. If you didn't ask for it, you can ignore this mail. Your password stays the same.",
  },
  password_changed: {
    subject: "Your password was changed",
    preview: "If this was you, there's nothing to do.",
    lead: "The password of your HyperSaaS account was changed on {moment}. If this was you, there's nothing to do.",
  },
  address_changed: {
    subject: "Your e-mail address was changed",
    preview: "Your account now uses {address}.",
    lead: "Your HyperSaaS account has used {address} since {moment}. We won't write to your old address again.",
    note: "If this wasn't you, ask us for help right away.",
  },
  sign_in_method_changed: {
    subject:
      "{change, select, added {You can now sign in with {method}} other {You can no longer sign in with {method}}}",
    preview: "If this was you, there's nothing to do.",
    lead: "{method} was {change, select, added {added} other {removed}} as a way to sign in to your HyperSaaS account on {moment}.",
  },
  invitation: {
    subject: "{inviter} invited you to {workspace}",
    preview: "Join the workspace on HyperSaaS.",
    lead: "{inviter} invited you to join the workspace {workspace} on HyperSaaS. You'll be {role, select, admin {an admin} other {a member}}.",
    button: "Accept the invitation",
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
};
