import { withLocalStripe } from "./app-settings";
import { runningAddresses } from "./running";
import { madeUpSecrets } from "./secrets";
import { type Settings } from "./settings";

/** Without a key of the user's own, the settings of the local Stripe that `quickstart` or `dev` runs; null where none runs. */
export function runningStripe(given: Settings): Settings | null {
  const local = given.STRIPE_API_SECRET ? null : runningAddresses()?.localStripe;
  return local ? withLocalStripe({ NEXTAUTH_SECRET: madeUpSecrets().NEXTAUTH_SECRET, ...given }, given, local) : null;
}
