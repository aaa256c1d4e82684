import type Stripe from "stripe";
import { catalog } from "@/billing/catalog";
import { METADATA } from "@/lib/stripe/metadata";
import type { CatalogFile } from "../catalog-file/catalog-file";
import { problemsOf } from "../catalog-file/checks";
import { refuseProblems } from "../catalog-file/file-error";
import { keysOfSetup, noIds, type Change, type Ids } from "./change";
import { lostFeatures, vanishedPlans } from "./lost-features";
import { matchProducts, type Products } from "./match";
import { meterChanges } from "./meters";
import { portalChanges } from "./portal";
import { portalPlans } from "./portal-prices";
import { PRICE_STEPS } from "./prices";
import { archiving, productChanges, refuseTakenKeys } from "./products";
import { changeLines } from "./say";
import { fetchState, type StripeState } from "./state";
import { isFeeKey, wantedProducts } from "./wanted";
import { webhookChanges, type WantedEndpoint } from "./webhook";

export type SetupOptions = {
  /** What Stripe is brought in line with. */
  file?: CatalogFile;
  /** Where Stripe is to deliver events; null when it could not reach the address. */
  endpoint: WantedEndpoint | null;
  /** Only says what it would change. */
  dryRun?: boolean;
  /** Ours, where the database is known: only its products are written. */
  installation: string | null;
  /** Called with each line of the report: what will change, before anything does, and what was done. */
  say: (line: string) => void;
  /** Asked once all has been said, if there is anything to change. False: nothing is. */
  mayBegin?: (changes: number) => Promise<boolean>;
};

export type SetupResult = {
  changes: number;
  /** How many were made: all, or none. */
  made: number;
  /** The portal configuration to name in STRIPE_PORTAL_CONFIGURATION; empty where the account has a default. */
  portalConfiguration: string;
  /** The new endpoint's signing secret, if one was made. */
  webhookSecret: string | undefined;
};

/** Stripe failed at one of the changes. What came of those before it is in `result`. */
export class SetupStopped extends Error {
  constructor(
    message: string,
    readonly result: SetupResult,
    cause: unknown,
  ) {
    super(message, { cause });
    this.name = "SetupStopped";
  }
}

/**
 * Brings a Stripe account to what the app needs: meters, products, prices, portal, webhook endpoint. Everything is compared
 * first, then said, then made in that order. A second run changes nothing, and one after a run that was cut off does the
 * rest.
 * @throws Error, before anything is changed, where the file can't be carried out; SetupStopped, where Stripe fails
 */
export async function setup(options: SetupOptions): Promise<SetupResult> {
  const { file = catalog, endpoint, installation, dryRun = false, say, mayBegin } = options;
  refuseProblems("billing/catalog.ts", problemsOf(file));
  const state = await fetchState({ meters: file.meters.length > 0, endpoints: endpoint !== null });
  const { changes, ids, products } = planOf(file, state, endpoint, installation);

  for (const change of changes) for (const line of changeLines(change)) say(line);
  const hasDatabase = installation !== null;
  const warnings = [
    ...(await lostFeatures(file, products, hasDatabase)),
    ...(await vanishedPlans(products, hasDatabase)),
  ];
  for (const line of [...warnings, ...notesOf(file, products)]) say(`  ${line}`);

  const sayLoginPage = () => ids.configuration && say(`  ${loginPageOf(ids.configuration)}`);
  const result = (made: number): SetupResult => ({ changes: changes.length, made, ...outcomeOf(ids) });
  if (dryRun || changes.length === 0 || (mayBegin && !(await mayBegin(changes.length)))) {
    sayLoginPage();
    return result(0);
  }
  for (const [index, { what, make }] of changes.entries()) {
    try {
      await make(ids);
    } catch (error) {
      throw new SetupStopped(
        `${index} of ${changes.length} changes were made. This one failed: ${what}: ${error instanceof Error ? error.message : String(error)}\n` +
          "Run it again: it continues from here.",
        result(index),
        error,
      );
    }
    say(`  done, ${index + 1} of ${changes.length}: ${what}`);
  }
  sayLoginPage();
  return result(changes.length);
}

function planOf(
  file: CatalogFile,
  state: StripeState,
  endpoint: WantedEndpoint | null,
  installation: string | null,
): { changes: Change[]; ids: Ids; products: Products } {
  const [ids, keyFor] = [noIds(), keysOfSetup()];
  const wanted = wantedProducts(file, installation);
  const products = matchProducts(wanted, state.products, state.prices, installation);
  refuseTakenKeys(wanted, products, state.prices);
  const meters = meterChanges(file.meters, state.meters, ids, keyFor);
  const ofProducts = wanted.flatMap(
    (one) => productChanges(one, products.matched.get(one.key), state.prices, ids, keyFor) ?? [],
  );
  const changes = [
    ...meters,
    ...ofProducts.flatMap(({ product }) => product),
    ...PRICE_STEPS.flatMap((step) => ofProducts.flatMap(({ prices }) => prices[step])),
    ...plansFirst(products.left).flatMap((product) => archiving(product, state.prices)),
    ...portalChanges(portalPlans(file).offered, state.configuration, ids, keyFor),
    ...(endpoint ? webhookChanges(endpoint, state.endpoints, keyFor) : []),
  ];
  return { changes, ids, products };
}

/** A plan ends before its set-up fee does. */
const plansFirst = (products: Stripe.Product[]): Stripe.Product[] => {
  const isFee = ({ metadata }: Stripe.Product) => isFeeKey(metadata[METADATA.catalogKey] ?? "");
  return products.toSorted((a, b) => Number(isFee(a)) - Number(isFee(b)));
};

const outcomeOf = ({ configuration, webhookSecret }: Ids) => ({
  portalConfiguration: configuration && !configuration.is_default ? configuration.id : "",
  webhookSecret,
});

function notesOf(file: CatalogFile, { others }: Products): string[] {
  const { offered, leftOut } = portalPlans(file);
  const names = leftOut.map(({ name }) => name).join(", ");
  return [
    ...others
      .filter(({ active }) => active)
      .map(({ id, name }) => `not in the catalog: ${name} (${id}), left as it is`),
    ...(leftOut.length > 0
      ? [`the portal takes ${offered.length} products at most: customers change to ${names} on the app's own page`]
      : []),
  ];
}

function loginPageOf({ login_page }: Stripe.BillingPortal.Configuration): string {
  if (login_page.enabled) return `the portal's login page is on: ${login_page.url}`;
  return "the portal's login page is off; loginPage in billing/portal.ts switches it on";
}
