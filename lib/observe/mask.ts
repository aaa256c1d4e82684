// Texts of libraries may quote what they were given.
const SECRETS: [RegExp, string][] = [
  [/\b((?:sk|rk)_(?:test|live)_|whsec_)[\w-]+/g, "$1…"],
  // https://docs.stripe.com/api/checkout/sessions/object#checkout_session_object-client_secret
  [/\b((?:cs|pi|seti)_\w+?_secret_)\w+/g, "$1…"],
  [/\b((?:postgres(?:ql)?|smtps?):\/\/)[^\s"'@/]+@/g, "$1…@"],
  [/\b(Bearer |Authorization: Basic )[\w.~+/=-]+/gi, "$1…"],
  [/\b((?:__Secure-|__Host-)?next-auth\.[a-z-]+=)[^;\s"\\]+/g, "$1…"],
  // A link that opens something: in an address, as a part of it or as a parameter.
  [/(\/(?:reset-password|confirm-address|sign-in-by-mail)\/|[?&](?:token|invitation)=)[\w.%-]+/g, "$1…"],
  // A signed token: three parts or, encrypted as NextAuth does, five.
  [/\beyJ[\w-]+(?:\.[\w-]*){2,4}/g, "…"],
];

/** A line of a log without what opens anything: keys, signing secrets, passwords in addresses, session tokens. */
export const maskSecrets = (text: string): string =>
  SECRETS.reduce((masked, [secret, instead]) => masked.replace(secret, instead), text);
