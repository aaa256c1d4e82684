import type Stripe from "stripe";
import { stripe } from "@/lib/stripe/client";
import { METADATA } from "@/lib/stripe/metadata";
import { setsValue, writeOnce } from "@/lib/stripe/write";
import { differences, type Change, type Field, type Ids, type KeyFor } from "./change";
import { matchPrices, productOf, type Products } from "./match";
import { leavingOf, priceChanges, type PriceSteps } from "./prices";
import type { WantedProduct } from "./wanted";

/** What a product of the file and its prices need. A retired one that Stripe doesn't have isn't made: nobody has it. */
export function productChanges(
  wanted: WantedProduct,
  there: Stripe.Product | undefined,
  all: Stripe.Price[],
  ids: Ids,
  keyFor: KeyFor,
): { product: Change[]; prices: PriceSteps } | null {
  if (!there && wanted.isRetired) return null;
  if (there) ids.products.set(wanted.key, there.id);
  const prices = matchPrices(wanted.prices, there ? pricesOf(there, all) : [], ids);
  for (const [lookupKey, { id }] of prices.matched) ids.prices.set(lookupKey, id);
  const isKept = (id: string) =>
    wanted.prices.some((one) => !one.isRetired && prices.matched.get(one.lookupKey)?.id === id);
  return {
    product: there ? updateOf(wanted, there, isKept) : [creation(wanted, keyFor)],
    prices: priceChanges(wanted, prices, ids, keyFor),
  };
}

/** Takes a product that the file doesn't name off sale, with its prices. Its holders keep it. */
export function archiving(product: Stripe.Product, all: Stripe.Price[]): Change[] {
  const { id, name, active } = product;
  const on = pricesOf(product, all).filter((price) => price.active);
  const values = { ...(active && { active: false }), ...withoutDefault(product, () => false) };
  const fields = differences(product, values);
  const make = () => update(id, values);
  return [
    ...(fields.length > 0 && (active || on.length > 0)
      ? [{ what: `archive the product ${name} (${id}), which the file doesn't name`, fields, make }]
      : []),
    ...pricesOf(product, all).flatMap((price) => leavingOf(price, name)),
  ];
}

function creation({ key, name, parameters: { description, ...rest } }: WantedProduct, keyFor: KeyFor): Change {
  // Stripe takes an empty text for an attempt to clear what isn't there yet.
  const parameters = { ...rest, ...(description && { description }) };
  const make = async (ids: Ids) => {
    const product = await writeOnce(keyFor(`product-${key}`), null, (options) =>
      stripe().products.create(parameters, options),
    );
    ids.products.set(key, product.id);
  };
  return { what: `create the product ${name}`, fields: differences({}, parameters), make };
}

function updateOf(
  { name, parameters }: WantedProduct,
  there: Stripe.Product,
  isKept: (id: string) => boolean,
): Change[] {
  const values = { ...parameters, ...withoutDefault(there, isKept) };
  const fields = differences(there, values);
  if (fields.length === 0) return [];
  const claims = fields.some(({ field }) => field === `metadata.${METADATA.installationId}`);
  const make = () => update(there.id, changedIn(fields, values));
  return [{ what: `${claims ? "claim" : "update"} the product ${name} (${there.id})`, fields, make }];
}

/** Only what changes is sent. Metadata is merged by Stripe, so keys that are not the file's stay. */
function changedIn(fields: Field[], values: Stripe.ProductUpdateParams): Stripe.ProductUpdateParams {
  const names = new Set(fields.map(({ field }) => field.split(".", 1)[0]));
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.has(name)));
}

/**
 * Stripe refuses to archive a product's default price, also where the product is archived; an empty text clears it
 * (https://github.com/stripe/stripe-python/issues/658).
 */
function withoutDefault({ default_price: price }: Stripe.Product, isKept: (id: string) => boolean) {
  if (!price || isKept(typeof price === "string" ? price : price.id)) return {};
  return { default_price: "" };
}

const pricesOf = ({ id }: Stripe.Product, all: Stripe.Price[]) => all.filter((price) => productOf(price) === id);

const update = async (id: string, values: Stripe.ProductUpdateParams): Promise<void> =>
  void (await setsValue(null, (options) => stripe().products.update(id, values, options)));

/**
 * A lookup key is the account's, not one installation's. To take it from a product that isn't ours would be to write it. Only
 * one that nobody sells by is taken: of an archived price that a catalog made before installations had ids.
 * @throws Error that names the key
 */
export function refuseTakenKeys(wanted: WantedProduct[], { others }: Products, prices: Stripe.Price[]): void {
  const names = new Map(wanted.flatMap((product) => product.prices.map(({ lookupKey }) => [lookupKey, product.name])));
  const foreign = new Map(others.map((product) => [product.id, product]));
  const taken = prices.flatMap((price) => {
    const plan = names.get(price.lookup_key ?? "");
    const product = foreign.get(productOf(price));
    if (plan === undefined || !product || (!price.active && isNobodys(product))) return [];
    const whose = product.metadata[METADATA.installationId]
      ? "belongs to another installation"
      : "isn't from the catalog";
    return [
      `${price.lookup_key} of ${plan} is at the price ${price.id} of the product ${product.name} (${product.id}), which ${whose}`,
    ];
  });
  if (taken.length > 0)
    throw new Error(
      `Nothing was changed: a lookup key of billing/catalog.ts is in use on this Stripe account.\n  ${taken.join("\n  ")}\n` +
        "Give your price another lookup key, or take the key off the other price in Stripe's Dashboard.",
    );
}

const isNobodys = ({ metadata }: Stripe.Product): boolean =>
  Boolean(metadata[METADATA.catalogKey]) && !metadata[METADATA.installationId]?.trim();
