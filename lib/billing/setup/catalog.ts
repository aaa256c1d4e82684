import type Stripe from "stripe";
import { catalog } from "@/billing/catalog";
import { stripe } from "@/lib/stripe/client";
import { METADATA } from "@/lib/stripe/metadata";
import { setsValue, writeOnce } from "@/lib/stripe/write";
import type { FilePlan, FilePrice } from "../catalog-file/catalog-file";
import { holds, type Change, type KeyFor } from "./change";
import { priceParameters } from "./price-parameters";

/** A plan as Stripe has it after the setup, with the prices that the portal offers. */
export type StripePlan = { productId: string; portalPriceIds: string[] };

const NO_METERS: ReadonlyMap<string, string> = new Map();

/**
 * Finds what a plan's product and prices need. Prices can't be changed at Stripe: another amount is another price,
 * which takes the lookup key over, and the old one is archived; existing subscribers keep it.
 */
export async function planChanges(
  plan: FilePlan,
  products: Stripe.Product[],
  keyFor: KeyFor,
  installation: string | null = null,
): Promise<Change<void>[]> {
  const { name, description } = plan.texts.en;
  const wanted = {
    name,
    description,
    active: true,
    metadata: {
      ...plan.metadata,
      [METADATA.catalogKey]: plan.key,
      [METADATA.features]: plan.features.join(" "),
      [METADATA.planGroup]: plan.group ?? "",
      [METADATA.trialDays]: plan.trialDays?.toString() ?? "",
      [METADATA.trialWithoutCard]: plan.trialWithoutCard ?? "",
      ...(installation && { [METADATA.installationId]: installation }),
    },
  };
  await refuseTakenKeys(plan, products, installation);
  const product = findProduct(products, plan, installation);
  if (!product) {
    const prices = plan.prices.map((price) => describe(price)).join(", ");
    return [{ what: `create the product ${name} with ${prices}`, make: () => createPlan(plan, wanted, keyFor) }];
  }
  const changes: Change<void>[] = [];
  if (!holds(product, wanted)) {
    const make = async () =>
      void (await setsValue(null, (options) => stripe().products.update(product.id, wanted, options)));
    const claims = installation && !product.metadata[METADATA.installationId];
    changes.push({ what: `${claims ? "claim" : "update"} the product ${name}`, make });
  }
  for (const price of plan.prices) changes.push(...(await priceChanges(plan, price, product.id, keyFor)));
  return changes;
}

/** Ours before one that carries no installation's id, which the first setup claims. Never another installation's. */
export function findProduct(
  products: Stripe.Product[],
  plan: Pick<FilePlan, "key">,
  installation: string | null = null,
): Stripe.Product | undefined {
  const named = products.filter(
    (product) => product.metadata[METADATA.catalogKey] === plan.key && !isAnothers(product, installation),
  );
  return named.find((product) => product.metadata[METADATA.installationId]) ?? named[0];
}

/** @param installation null where the database is unknown: then all are taken for ours, as long as there is one only */
function isAnothers({ metadata }: Stripe.Product, installation: string | null): boolean {
  const theirs = metadata[METADATA.installationId]?.trim().toLowerCase();
  return Boolean(installation && theirs && theirs !== installation);
}

/**
 * A lookup key is one account's, not one installation's, and to take it over would archive the other's price.
 * @throws Error that names the key
 */
async function refuseTakenKeys(plan: FilePlan, products: Stripe.Product[], installation: string | null): Promise<void> {
  const others = new Set(products.filter((product) => isAnothers(product, installation)).map(({ id }) => id));
  if (others.size === 0) return;
  const { data } = await stripe().prices.list({ lookup_keys: plan.prices.map((price) => price.lookupKey), limit: 100 });
  const taken = data.find(({ product }) => others.has(typeof product === "string" ? product : product.id));
  if (taken)
    throw new Error(
      `The lookup key ${taken.lookup_key} of the plan ${plan.key} belongs to another installation on this Stripe account. ` +
        "Give the price another lookup key in billing/catalog.ts.",
    );
}

async function createPlan(plan: FilePlan, wanted: Stripe.ProductCreateParams, keyFor: KeyFor): Promise<void> {
  const product = await writeOnce(keyFor(`product-${plan.key}`), null, (options) =>
    stripe().products.create(wanted, options),
  );
  for (const price of plan.prices) await createPrice(price, product.id, keyFor);
}

async function priceChanges(
  plan: FilePlan,
  price: FilePrice,
  productId: string,
  keyFor: KeyFor,
): Promise<Change<void>[]> {
  const { data } = await stripe().prices.list({ lookup_keys: [price.lookupKey], limit: 1 });
  const [there] = data;
  const { nickname } = price;
  const { unit_amount, currency, recurring } = priceParameters(price, productId, NO_METERS);
  const what = `${describe(price)} for ${plan.texts.en.name}`;
  if (!there || !holds(there, { product: productId, unit_amount, currency, recurring })) {
    const make = async () => {
      // In this order, so that a setup that is cut off in between does not leave the old amount on sale. The next one
      // finds the old price under its key and continues.
      if (there?.active)
        await setsValue(null, (options) => stripe().prices.update(there.id, { active: false }, options));
      await createPrice(price, productId, keyFor);
    };
    return [{ what: there ? `replace the price by ${what}` : `create the price ${what}`, make }];
  }
  if (holds(there, { active: true, nickname })) return [];
  const make = async () =>
    void (await setsValue(null, (options) => stripe().prices.update(there.id, { active: true, nickname }, options)));
  return [{ what: `update the price ${what}`, make }];
}

function createPrice(price: FilePrice, product: string, keyFor: KeyFor): Promise<Stripe.Price> {
  return writeOnce(keyFor(`price-${price.lookupKey}`), null, (options) =>
    stripe().prices.create(priceParameters(price, product, NO_METERS), options),
  );
}

const describe = ({ costs, currency, interval }: FilePrice) =>
  `${costs[currency]?.unitAmount} ${currency} (minor units) per ${interval}`;

/**
 * The prices that the portal may offer. Stripe takes one price of each product and interval into a portal configuration
 * ("its price must have unique billing intervals"), so they are those in the catalog's first currency.
 */
export const pricesForPortal = ({ prices }: FilePlan): FilePrice[] =>
  prices.filter(
    ({ currency, interval }, index) =>
      currency === catalog.currencies[0] &&
      prices.findIndex((other) => other.currency === currency && other.interval === interval) === index,
  );

/** The plan's product and its prices for the portal, as they are at Stripe now. */
export async function fetchPlan(
  plan: FilePlan,
  products: Stripe.Product[],
  installation: string | null = null,
): Promise<StripePlan> {
  const product = findProduct(products, plan, installation);
  if (!product) throw new Error(`Stripe has no product for the plan ${plan.key}, although it was just made.`);
  const lookup_keys = pricesForPortal(plan).map((price) => price.lookupKey);
  const { data } = lookup_keys.length > 0 ? await stripe().prices.list({ lookup_keys, limit: 100 }) : { data: [] };
  return { productId: product.id, portalPriceIds: data.map((price) => price.id).toSorted() };
}
