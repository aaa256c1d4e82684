/** What a person chooses for themselves: language, theme, and the ways to sign in. */
export const choices = {
  title: "Language and theme",
  language: "Language of pages and mail",
  automatic: "Automatic (as your browser)",
  theme: "Theme of this browser",
  themes: { system: "System", light: "Light", dark: "Dark" },
  /** At the foot of each page. */
  themeLabel: "Theme",
  apply: "Apply",

  signIns: {
    title: "Ways to sign in",
    password: "Password",
    set: "Set",
    notSet: "Not set",
    noAddress: "Set, but you need an e-mail address to use it",
    byMail: "Link by e-mail",
    byMailWorks: "Sent to your address when you ask for it on the sign-in page",
    byMailNot: "Confirm your e-mail address first.",
    linked: "Linked",
    since: "Linked <date></date>",
    notLinked: "Not linked",
    confirmFirst: "Not linked. Confirm your e-mail address first.",
    notOffered: "Linked, but this site no longer offers it",
    link: "Link {provider}",
    unlink: "Unlink {provider}",
    linkPassword: "Password to link {provider}",
    unlinkPassword: "Password to unlink {provider}",
    lead: "Unlinking signs you out on devices where you signed in this way, except this one.",
    only: "Your only way to sign in. Set a password or link another account before you unlink it.",
    needsScript: "Turn on JavaScript to link an account.",
  },
  done: {
    applied: "Your language and theme are set.",
    linked: "Done. You can now sign in this way, too.",
    unlinked: "Done. You can no longer sign in this way.",
  },
  /** Why nothing was linked, for who comes back from a provider. */
  refused: {
    account_linked_elsewhere:
      "Someone else already signs in with that account, so we didn't link it. If both accounts are yours, sign in to the other one and unlink it there.",
    address_not_confirmed: "Nothing was linked. Confirm your e-mail address first.",
    unauthenticated: "Your session changed in the meantime, so nothing was linked. Try again.",
    linking_failed: "Nothing was linked. Try again.",
  },
} as const;
