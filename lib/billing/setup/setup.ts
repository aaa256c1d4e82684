import type Stripe from "stripe";
import { stripe } from "@/lib/stripe/client";
import { catalog } from "@/billing/catalog";
import { fetchPlan, findProduct, planChanges } from "./catalog";
import { keysOfSetup, type Change } from "./change";
import { findConfiguration, portalChanges } from "./portal";
import { webhookChanges } from "./webhook";

export type SetupOptions = {
  /** Where Stripe is to deliver events; null when it could not reach the address. */
  webhookUrl: string | null;
  /** False when the secret of an existing endpoint is unknown. */
  webhookSecretIsKnown: boolean;
  /** Only says what it would change. */
  dryRun?: boolean;
  /** Ours, where the database is known: only its products are written. */
  installation?: string | null;
  /** Called with each change before it is made. */
  say: (line: string) => void;
};

export type SetupResult = {
  changes: number;
  /** The portal configuration to name in STRIPE_PORTAL_CONFIGURATION; empty where the account has a default. */
  portalConfiguration: string;
  /** The new endpoint's signing secret, if one was made. */
  webhookSecret: string | undefined;
};

/** Brings a Stripe account to what the app needs: products, prices, portal, webhook endpoint. A second run changes nothing. */
export async function setup({
  webhookUrl,
  webhookSecretIsKnown,
  installation = null,
  dryRun = false,
  say,
}: SetupOptions): Promise<SetupResult> {
  let count = 0;
  const apply = async <T>(changes: Change<T>[]): Promise<T[]> => {
    for (const change of changes) say(`  will ${change.what}`);
    count += changes.length;
    const made: T[] = [];
    if (dryRun) return made;
    for (const change of changes) made.push(await change.make());
    return made;
  };

  const keyFor = keysOfSetup();
  const products = await listProducts();
  const catalogChanges: Change<void>[] = [];
  for (const plan of catalog.plans) catalogChanges.push(...(await planChanges(plan, products, keyFor, installation)));
  await apply(catalogChanges);

  if (dryRun && catalog.plans.some((plan) => !findProduct(products, plan, installation))) {
    say("  will create the portal's configuration for these plans, and the webhook endpoint");
    return { changes: count + 1, portalConfiguration: "", webhookSecret: undefined };
  }
  const present = catalogChanges.length > 0 ? await listProducts() : products;
  const stripePlans = [];
  for (const plan of catalog.plans) stripePlans.push(await fetchPlan(plan, present, installation));
  await apply(await portalChanges(stripePlans, keyFor));

  const known = new Set(stripePlans.map(({ productId }) => productId));
  const others = present.filter(({ id, active }) => active && !known.has(id));
  for (const { id, name } of others) say(`  not in the catalog: ${name} (${id}), left as it is`);

  const endpoints = webhookUrl ? await apply(await webhookChanges(webhookUrl, webhookSecretIsKnown, keyFor)) : [];
  const configuration = await findConfiguration();
  if (configuration && !dryRun) say(`  ${loginPageOf(configuration)}`);
  return {
    changes: count,
    portalConfiguration: configuration && !configuration.is_default ? configuration.id : "",
    webhookSecret: endpoints.find((endpoint) => endpoint.secret)?.secret,
  };
}

function loginPageOf({ login_page }: Stripe.BillingPortal.Configuration): string {
  if (login_page.enabled) return `the portal's login page is on: ${login_page.url}`;
  return "the portal's login page is off; loginPage in billing/portal.ts switches it on";
}

const listProducts = () => stripe().products.list({ limit: 100 }).autoPagingToArray({ limit: 10_000 });
