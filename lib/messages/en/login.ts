/** The page to sign in and to sign up. */
export const login = {
  title: "Sign in",
  chosen: "Your choice",
  otherPlan: "See the other plans",
  notOnOffer: "The plan you chose is no longer on offer.",
  trial: {
    forNewCustomers: "New customers start with {days} free.",
    forYou: "You start with {days} free.",
    notForYou: "You or this workspace had a plan before, so this one starts without a free trial.",
  },
  /** Stripe's portal, for who pays and can't sign in. */
  billing: {
    lead: "Can't sign in, but need an invoice or want to cancel?",
    link: "Manage billing by e-mail",
  },
  /** Where a link by mail leads. */
  link: {
    lead: "You'll be signed in as {email}.",
    unconfirmed: "This also confirms your e-mail address.",
    password:
      "Your address wasn't confirmed yet, so we can't tell who set this account's password. It's removed, and all other devices are signed out. You can set a new password on your account page.",
    gone: "It was already used, it's older than {minutes, plural, one {# minute} other {# minutes}}, or you used a newer one.",
    again: "Back to sign in",
  },
  /** The form works in the browser: plain `{names}` only. */
  form: {
    signUpTitle: "Create your account",
    signInTitle: "Sign in",
    name: "Name",
    nameHint: "optional",
    email: "E-mail address",
    password: "Password",
    newPasswordHint: "At least 8 characters",
    workspace: "For the workspace",
    signUp: "Create account",
    signIn: "Sign in",
    signUpThenCheckout: "Create account and go to checkout",
    signInThenCheckout: "Sign in and go to checkout",
    checkoutTitle: "Continue to checkout",
    notForThat:
      "In the workspace that this plan was chosen for, only owners and admins can choose plans, and you are none. You can choose it for another one.",
    toCheckout: "Continue to checkout",
    forgot: "Forgot your password?",
    haveAccount: "You have an account already?",
    noAccount: "You have no account yet?",
    switchToSignIn: "Sign in instead",
    switchToSignUp: "Create one",
    signedInAs: "You are signed in as {who}.",
    nobodyToBuyFor:
      "You are signed in, but there is no workspace that you may choose a plan for. Ask an owner or admin of yours, or make one.",
    toDashboard: "Go to the dashboard",
    toWorkspaces: "Create a workspace of your own",
    wrongPassword: "This address and password don't belong together. Check both and try again.",
    taken:
      "There seems to be an account with this address already. Sign in with its password. If we've just sent you a mail, open its link first.",
    tooMany: "Too many attempts. Wait a quarter of an hour, then try again.",
    failed: "That did not work. Check your connection and try again.",
    byMail: {
      send: "E-mail me a sign-in link",
      sent: "If this address has an account, a sign-in link is on its way. Check your spam folder, too.",
    },
    /** Signing in at a provider. */
    provider: {
      goOn: "Continue with {name}",
      or: "or",
      addressTaken: "There is an account with this address already, and it has a password. Sign in with that one.",
      addressContested:
        "An account with a plan uses this address without having confirmed it. We've sent it a mail. If it's yours, open the link there and come back. If not, try again in a day.",
      addressNotVerified: "No address of yours is verified there. Verify one, or sign up with a password.",
      verificationUnknown:
        "We can't sign you in that way, because we aren't told whether your e-mail address is verified. Sign in another way.",
      failed: "That did not work. Nothing has changed; try again, or sign in with a password.",
    },
    /** What is wrong with a field, whatever the endpoint found. */
    problems: {
      name: "This must be a name of at most 100 characters.",
      email: "This must be an e-mail address.",
      password: "This must have 8 to 200 characters.",
    },
    commonPassword: "This password is too easy to guess. Try three or four unrelated words.",
  },
} as const;
