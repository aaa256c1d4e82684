/** The page to sign in and to sign up. */
export const login = {
  title: "Sign in",
  chosen: "Your choice",
  otherPlan: "See the other plans",
  /** Of a form that was sent meanwhile. */
  sessionExpired: "Your session has expired, so nothing was saved. Sign in, then try again.",
  notOnOffer: "The plan you chose is no longer available.",
  /** Said where no script runs. */
  providersNeedScript: "Turn on JavaScript for other ways to sign in.",
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
      "Only owners and admins can choose plans for that workspace. Ask one of them, or choose another workspace.",
    toCheckout: "Continue to checkout",
    forgot: "Forgot your password?",
    haveAccount: "Already have an account?",
    noAccount: "New here?",
    switchToSignIn: "Sign in instead",
    switchToSignUp: "Create an account",
    signedInAs: "You're signed in as {who}.",
    nobodyToBuyFor: "Only owners and admins can choose plans. Ask one of them, or create a workspace.",
    toDashboard: "Go to the dashboard",
    toWorkspaces: "Create a workspace",
    wrongPassword: "Incorrect e-mail or password.",
    taken:
      "An account with this e-mail already exists. Sign in with its password. If we've just e-mailed you, open that link first.",
    tooMany: "Too many attempts. Try again in 15 minutes.",
    failed: "We couldn't reach the server. Check your connection and try again.",
    byMail: {
      send: "E-mail me a sign-in link",
      sent: "If this address has an account, a sign-in link is on its way. Check your spam folder, too.",
    },
    /** Signing in at a provider. */
    provider: {
      goOn: "Continue with {name}",
      or: "or",
      addressTaken: "An account with this e-mail already exists. Sign in with its password.",
      addressContested:
        "An account with a plan uses this address without having confirmed it. We've sent it a mail. If it's yours, open the link there and come back. If not, try again in a day.",
      addressNotVerified: "No address of yours is verified there. Verify one, or sign up with a password.",
      verificationUnknown:
        "We can't sign you in that way, because we aren't told whether your e-mail address is verified. Sign in another way.",
      failed: "We couldn't sign you in. Try again, or sign in with a password.",
    },
    /** What is wrong with a field, whatever the endpoint found. */
    problems: {
      name: "Use at most 100 characters.",
      email: "Enter a valid e-mail address.",
      password: "Use 8–200 characters.",
    },
    commonPassword: "This password is too easy to guess. Try three or four unrelated words.",
  },
} as const;
