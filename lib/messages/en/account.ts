/** A person's own account, and the way back into it. */
export const account = {
  title: "Your account",
  link: "Your account",
  signedInAs: "Signed in as {who}",

  done: {
    name: "Your name was changed.",
    asked: "A mail with a link is on its way, unless somebody else has this address.",
    password: "Your password was changed. You are signed out on all other devices.",
    ended: "That device is signed out.",
    others: "All other devices are signed out.",
  },

  profile: "Name",
  name: "Name",
  nameHint: "Members of your workspaces see it.",
  save: "Save",
  notText: "This must be a name of at most 100 characters.",

  address: "E-mail address",
  addressIs: { confirmed: "{email}, confirmed", unconfirmed: "{email}, not confirmed yet" },
  noAddress: "Your account has no address: somebody else has confirmed the one it had. Give it one that is yours.",
  unconfirmedLead:
    "Open the link in the mail that we sent there. Until you do, the address goes to anyone else who confirms it, and invitations to it can't be accepted.",
  askAgain: "Send the mail again",
  newAddress: "New address",

  password: "Password",
  passwordLead: "A new password signs you out on all other devices.",
  noPassword: "You sign in with {providers}. With a password you can sign in without them, too.",
  present: "Present password",
  new: "New password",
  newHint: "8 to 200 characters",
  change: "Change password",
  set: "Set a password",
  wrongPassword: "This is not your present password.",
  passwordLength: "This must have 8 to 200 characters.",
  passwordCommon: "This password is too easy to guess. Try three or four unrelated words.",

  devices: "Where you are signed in",
  thisDevice: "This device",
  unknownDevice: "Unknown device",
  deviceOf: "{browser} on {system}",
  methods: { password: "with a password", other: "with {provider}" },
  seen: "Last seen <date></date>, from {address}",
  since: "Signed in <date></date> {how}",
  end: "Sign out",
  endOf: "Sign out {device}",
  endOthers: "Sign out everywhere else",

  export: "Your data",
  exportLead: "All that is kept about you here, as a JSON file: your account, workspaces, subscriptions and invoices.",
  exportLink: "Download your data",

  delete: "Delete the account",
  deleteLead:
    "Deletes your name, address, password and sign-ins, and the workspaces in which nobody else is. You leave all others.",
  deleteStays:
    "Invoices and payments stay, here without your name and at Stripe with it, because tax law asks for them.",
  deletePays: "You pay for {workspace}. Cancel that plan first.",
  deleteEnds: "The plan that you pay for in {workspace} ends on <date></date>. You can delete the account afterwards.",
  deleteAlone: "You are the only owner of {workspace}. Make another member an owner, or delete it.",
  elsewhere: "a workspace that was deleted",
  deleteConfirm: "I know that this can't be undone.",
  deleteButton: "Delete my account",
  deletePassword: "Your password",
  deletedTitle: "Your account is deleted",

  forgot: {
    title: "Forgot your password?",
    lead: "Type your e-mail address. If there is an account with it, a mail with a link to set a new password is sent there.",
    leadValid: "The link works once, for {minutes, plural, one {# minute} other {# minutes}}.",
    email: "E-mail address",
    notEmail: "This must be an e-mail address.",
    send: "Send the link",
    sent: "If there is an account with this address, a mail is on its way. Look into the folder for spam as well.",
    noMail: "Mails can't be sent from here.",
    ask: "Ask us for a link to set a new password.",
    back: "Back to sign in",
  },
  reset: {
    title: "Set a new password",
    lead: "For the account of {email}. You are signed out on all devices.",
    button: "Set password",
    doneTitle: "Your password is set",
    done: "Sign in with it now.",
    signIn: "Sign in",
    goneTitle: "This link does not work any more",
    gone: "It was used, is older than {minutes, plural, one {# minute} other {# minutes}}, or a newer one was used.",
    again: "Ask for a new link",
  },

  confirm: {
    title: "Confirm your e-mail address",
    lead: "{email} becomes the confirmed address of your account.",
    change: "{email} becomes the address of your account, instead of {before}.",
    button: "Confirm this address",
    doneTitle: "Your address is confirmed",
    toDashboard: "Go to your dashboard",
    gone: "It was used, is too old, or the address was confirmed for another account. Ask for a new one on the page of your account.",
  },
  /** On the dashboard. */
  notice: {
    unconfirmed: "Confirm your e-mail address: open the link in the mail that we sent you.",
    missing: "Your account has no e-mail address any more.",
    toAccount: "Your account",
  },

  /** Why something was not done; what every page may be refused is in browser.ts. */
  refusals: {
    link_not_valid: "This link does not work any more. Ask for a new one.",
    password_refused: "This password can't be used. Try another one.",
    address_not_confirmed: "Confirm your e-mail address first: open the link in the mail that we sent you.",
    wrong_password: "This is not your present password.",
    sign_in_again: "To do this, sign out and in again first, so that we know it is you.",
    account_pays: "You pay for a plan. The account can be deleted once the plan has ended.",
    account_owns_workspace:
      "You are the only owner of a workspace with other members. Make one of them an owner first.",
  },
} as const;
