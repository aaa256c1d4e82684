import { withLocalStripe } from "./app-settings";
import { runningAddresses } from "./running";
import { madeUpSecrets } from "./secrets";
import { type Settings } from "./settings";

/**
 * Without a Stripe key in the settings, those of the local Stripe that `quickstart` or `dev` runs; null if it does not
 * run.
 */
export function runningStripe(given: Settings): Settings | null {
  const local = given.STRIPE_API_SECRET ? null : runningAddresses()?.localStripe;
  return local ? withLocalStripe({ NEXTAUTH_SECRET: madeUpSecrets().NEXTAUTH_SECRET, ...given }, given, local) : null;
}
