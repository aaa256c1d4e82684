import { permissionsPolicy } from "./permissions-policy.mjs";

/**
 * What Stripe.js, Checkout and Link need: https://docs.stripe.com/security/guide#content-security-policy. Its scripts are
 * run by ours, so the policy's `strict-dynamic` lets them, and needs no hosts.
 */
const STRIPE = {
  frames: [
    "https://*.js.stripe.com",
    "https://js.stripe.com",
    "https://hooks.stripe.com",
    "https://checkout.stripe.com",
    "https://link.com",
    "https://*.link.com",
  ],
  connections: ["https://api.stripe.com", "https://checkout.stripe.com", "https://link.com", "https://*.link.com"],
  images: ["https://*.stripe.com", "https://*.link.com"],
};

/** The frames of Stripe's from which Apple Pay and Google Pay are opened. */
const STRIPE_PAYERS = ["https://js.stripe.com", "https://checkout.stripe.com"];

/** Whom the page of the checkout may load from. @param scriptUrl STRIPE_JS_URL: a stand-in for all of Stripe's hosts */
export function checkoutHosts(scriptUrl: string): typeof STRIPE {
  if (scriptUrl === "") return STRIPE;
  return { frames: [new URL(scriptUrl).origin], connections: [], images: [] };
}

/** What the page of the checkout lets its frames do. */
export const checkoutPermissions = (scriptUrl: string): string =>
  permissionsPolicy(scriptUrl === "" ? STRIPE_PAYERS : [new URL(scriptUrl).origin]);
