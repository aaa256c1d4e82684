import { join } from "node:path";
import { readEnvFile } from "./env-file";
import { dataDir, root } from "./paths";
import { madeUpSecrets } from "./secrets";
import { type Settings } from "./settings";

/** What `stripe:setup` wrote down about local Stripe: its webhook secret and its portal configuration. */
export const setupFile = join(dataDir, "local-stripe.env");

/** Settings that every start of the app needs; those given by the user win over those made up. */
export function appSettings(given: Settings, parts: { port: number; databaseUrl: string }): Settings {
  const baseUrl = given.FRONT_END_BASE_URL ?? given.NEXTAUTH_URL ?? `http://localhost:${parts.port}`;
  return {
    NEXTAUTH_SECRET: madeUpSecrets().NEXTAUTH_SECRET,
    FRONT_END_BASE_URL: baseUrl,
    NEXTAUTH_URL: baseUrl,
    NEXT_TELEMETRY_DISABLED: "1",
    ...given,
    DATABASE_URL: parts.databaseUrl,
    PORT: String(parts.port),
  };
}

/** The same with local Stripe at the other end; before its setup ran, with a placeholder for the webhook secret. */
export function withLocalStripe(settings: Settings, given: Settings, url: string, file = setupFile): Settings {
  const { STRIPE_API_SECRET, STRIPE_PUBLISHABLE_KEY } = madeUpSecrets();
  const known = readEnvFile(file);
  const secrets = [known.STRIPE_WEBHOOK_SECRET, given.STRIPE_WEBHOOK_SECRET].filter(Boolean);
  return {
    STRIPE_API_SECRET,
    STRIPE_PUBLISHABLE_KEY,
    // Left out where it is not known: as process.env has it, undefined would be a text.
    ...(known.STRIPE_PORTAL_CONFIGURATION && { STRIPE_PORTAL_CONFIGURATION: known.STRIPE_PORTAL_CONFIGURATION }),
    STRIPE_JS_URL: `${url}/stripe.js`,
    ...settings,
    STRIPE_WEBHOOK_SECRET: secrets.join(",") || "whsec_not_set_up_yet",
    STRIPE_API_BASE: url,
  };
}

/** True when the settings lead to Stripe, or to another server that speaks its API, instead of local Stripe. */
export function bringsOwnStripe(given: Settings, quickstart: boolean): boolean {
  if (given.STRIPE_API_BASE) return true;
  // A newcomer's shell may hold a test key for other reasons: only the project's own file turns quickstart to Stripe.
  return quickstart
    ? Boolean(readEnvFile(join(root, ".env.local")).STRIPE_API_SECRET)
    : Boolean(given.STRIPE_API_SECRET);
}
