/** A person's own account, and the way back into it. */
export const account = {
  title: "Your account",
  link: "Your account",
  signedInAs: "Signed in as {who}",
  contents: "On this page",

  done: {
    name: "Name saved",
    asked: "If no other account has confirmed this address, we've sent a link there.",
    password: "Password changed. You're signed out on all other devices.",
    ended: "That device is signed out.",
    others: "All other devices are signed out.",
  },

  profile: "Name",
  name: "Name",
  nameHint: "Visible to members of your workspaces",
  save: "Save",
  notText: "Use at most 100 characters.",

  address: "E-mail address",
  addressIs: { confirmed: "{email}, confirmed", unconfirmed: "{email}, not confirmed yet" },
  noAddress: "Your account has no e-mail address, because another account confirmed it. Add a new one.",
  unconfirmedLead:
    "Open the link we sent you. Until then, another account can confirm this address, and you can't accept invitations to it.",
  askAgain: "Send the mail again",
  newAddress: "New address",
  newAddressHint: "We'll send a link there. Your address changes when you confirm it.",
  changeAddress: "Change address",

  password: "Password",
  passwordLead: "A new password signs you out on all other devices.",
  noPassword: "You sign in with {providers}. With a password you can sign in without them, too.",
  present: "Current password",
  new: "New password",
  newHint: "8–200 characters",
  change: "Change password",
  set: "Set a password",
  wrongPassword: "That's not your current password.",
  passwordLength: "Use 8–200 characters.",
  passwordCommon: "This password is too easy to guess. Try three or four unrelated words.",

  devices: "Where you're signed in",
  thisDevice: "This device",
  unknownDevice: "Unknown device",
  deviceOf: "{browser} on {system}",
  methods: { password: "with a password", mail: "with a link by mail", other: "with {provider}" },
  seen: "Last seen <date></date>, from {address}",
  since: "Signed in <date></date> {how}",
  end: "Sign out",
  endOf: "Sign out {device}",
  endOthers: "Sign out everywhere else",
  endOthersAsk: "Sign out everywhere else…",
  endOthersTitle: "Sign out everywhere else?",
  endOthersWhat:
    "{count, plural, one {# other device is} other {# other devices are}} signed out now. You stay signed in here.",
  /** In every dialog that asks first. */
  keep: "Cancel",
  linkTitle: "Link {provider}?",
  unlinkTitle: "Unlink {provider}?",
  unlinkWhat: "You can no longer sign in with {provider}. You can link it again anytime.",

  export: "Your data",
  exportLead: "Everything we keep about you, as a JSON file: account, workspaces, subscriptions and invoices.",
  exportLink: "Download your data",

  danger: "Danger zone",
  delete: "Delete account",
  deleteAsk: "Delete account…",
  deleteTitle: "Delete your account?",
  deleteWhat: "You lose access to all your workspaces now. Nothing more is charged. This can't be undone.",
  deleteLead:
    "We delete your name, address, password and sign-ins, and workspaces where you're the only member. You leave all others.",
  deleteStays:
    "Invoices and payments stay, because tax law requires them. They keep the name and e-mail address that Stripe has for you.",
  deletePays: "You're billed for {workspace}. Cancel that plan first.",
  deleteEnds: "Your plan in {workspace} ends on <date></date>. You can delete the account afterwards.",
  deleteAlone: "You're the only owner of {workspace}. Make another member an owner, or delete it.",
  elsewhere: "a workspace that was deleted",
  deleteConfirm: "I understand that this can't be undone.",
  deleteButton: "Delete my account",
  deletePassword: "Your password",
  deletedTitle: "Your account is deleted",

  forgot: {
    title: "Forgot your password?",
    lead: "Enter your e-mail address. If it has an account, we'll send a link to set a new password.",
    leadValid: "The link works once, for {minutes, plural, one {# minute} other {# minutes}}.",
    email: "E-mail address",
    notEmail: "Enter a valid e-mail address.",
    send: "Send the link",
    sent: "If this address has an account, a link is on its way. Check your spam folder, too.",
    noMail: "This site can't send e-mail.",
    ask: "Contact us for a link to set a new password.",
    back: "Back to sign in",
  },
  reset: {
    title: "Set a new password",
    lead: "For {email}. You'll be signed out on all devices.",
    button: "Set password",
    doneTitle: "Your password is set",
    done: "Sign in with it now.",
    signIn: "Sign in",
    goneTitle: "This link no longer works",
    gone: "It was already used, it's older than {minutes, plural, one {# minute} other {# minutes}}, or you used a newer one.",
    again: "Send a new link",
    others:
      "{count, plural, one {# other person is} other {# other people are}} in this account's workspaces. Nobody has confirmed its address until now, so someone else may have invited them. After you sign in, check the members of each workspace.",
  },

  confirm: {
    title: "Confirm your address",
    lead: "Confirm {email} as the address of your account.",
    change: "Confirm {email} as the new address of your account. It replaces {before}.",
    which: "The account: {name}, created on {moment}.",
    whichUnnamed: "The account was created on {moment}.",
    button: "Confirm this address",
    password: "Password of this account",
    wrongPassword: "That's not the password of this account.",
    signInFirst: "Sign in to this account, then open the link again.",
    notMine:
      "Didn't create this account, or don't know its password? Don't confirm. A new password signs everyone else out of it and confirms the address for you.",
    notMineChange: "Not your account? Then don't confirm, and ignore the mail.",
    doneTitle: "Your address is confirmed",
    toDashboard: "Go to your dashboard",
    gone: "It was already used, it's too old, or another account confirmed the address. Request a new one on your account page.",
  },
  /** On the dashboard. */
  notice: {
    unconfirmed: "Open the link we sent you to confirm your e-mail address.",
    contested:
      "Someone else wants to use your e-mail address. Confirm it to keep it: open the link we sent you, or get a new one.",
    missing: "Your account no longer has an e-mail address.",
    toAccount: "Go to your account",
  },

  /** Why something was not done; what every page may be refused is in browser.ts. */
  refusals: {
    link_not_valid: "This link no longer works. Request a new one.",
    password_refused: "This password can't be used. Try another one.",
    address_not_confirmed: "Confirm your e-mail address first. We've sent you a link.",
    address_contested:
      "Another account pays for a plan and uses this address. We've just sent a mail about it. If that account is yours, keep the address there. Otherwise, try again.",
    wrong_password: "That's not your current password.",
    account_linked_elsewhere: "Someone else already signs in with that account.",
    last_way_in: "This is your only way to sign in. Set a password or link another account first.",
    sign_in_again: "Sign out and back in first, so we know it's you.",
    account_pays: "You're billed for a plan. You can delete your account once the plan has ended.",
    account_owns_workspace: "You're the only owner of a workspace with other members. Make one of them an owner first.",
  },
} as const;
