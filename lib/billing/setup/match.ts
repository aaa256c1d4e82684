import type Stripe from "stripe";
import { METADATA } from "@/lib/stripe/metadata";
import type { Ids } from "./change";
import { compareTerms, termsOfPrice } from "./price-terms";
import type { WantedPrice, WantedProduct } from "./wanted";

/** Which products at Stripe are the file's. */
export type Products = {
  /** By key. */
  matched: Map<string, Stripe.Product>;
  /** Ours, and not in the file; also the second of two that carry one key. */
  left: Stripe.Product[];
  others: Stripe.Product[];
};

export const productOf = ({ product }: Stripe.Price): string => (typeof product === "string" ? product : product.id);

const installationOf = ({ metadata }: Stripe.Product) =>
  metadata[METADATA.installationId]?.trim().toLowerCase() || null;

/**
 * A product is ours by our catalog key and the installation's id. One with a key of the file and nobody's id is claimed,
 * unless we have one of that key. Of several the one that holds most of the lookup keys is taken, then an active one, then
 * the oldest: a copy that was made in the Dashboard has none of the keys.
 * @param installation null where the database is unknown: then all that carry a key are taken for ours
 */
export function matchProducts(
  wanted: WantedProduct[],
  products: Stripe.Product[],
  prices: Stripe.Price[],
  installation: string | null,
): Products {
  const isOurs = (product: Stripe.Product) =>
    Boolean(product.metadata[METADATA.catalogKey]) && (!installation || installationOf(product) === installation);
  const matched = new Map<string, Stripe.Product>();
  for (const { key, prices: named } of wanted) {
    const keys = new Set(named.map(({ lookupKey }) => lookupKey));
    const held = (product: Stripe.Product) =>
      prices.filter((price) => productOf(price) === product.id && keys.has(price.lookup_key ?? "")).length;
    const [best] = products
      .filter((product) => product.metadata[METADATA.catalogKey] === key)
      .filter((product) => isOurs(product) || installationOf(product) === null)
      .toSorted(
        (a, b) =>
          Number(isOurs(b)) - Number(isOurs(a)) ||
          held(b) - held(a) ||
          Number(b.active) - Number(a.active) ||
          a.created - b.created ||
          (a.id < b.id ? -1 : 1),
      );
    if (best) matched.set(key, best);
  }
  const taken = new Set([...matched.values()].map(({ id }) => id));
  const rest = products.filter(({ id }) => !taken.has(id));
  return { matched, left: rest.filter(isOurs), others: rest.filter((product) => !isOurs(product)) };
}

/**
 * Which of a product's prices the file names, by lookup key. A price that has the key keeps it if its terms are right.
 * Else the key moves to one of the product whose terms are: one that the file gave another key, or an earlier one.
 */
export function matchPrices(
  wanted: WantedPrice[],
  prices: Stripe.Price[],
  ids: Ids,
): { matched: Map<string, Stripe.Price>; left: Stripe.Price[] } {
  const matched = new Map<string, Stripe.Price>();
  const left = new Set(prices);
  const take = ({ lookupKey, parameters }: WantedPrice, candidates: Stripe.Price[]) => {
    const terms = termsOfPrice(parameters(ids));
    const price = candidates.find((one) => compareTerms(termsOfPrice(one), terms).another.length === 0);
    if (!price) return;
    matched.set(lookupKey, price);
    left.delete(price);
  };
  for (const price of wanted)
    take(
      price,
      prices.filter(({ lookup_key }) => lookup_key === price.lookupKey),
    );
  for (const price of wanted)
    if (!price.isRetired && !matched.has(price.lookupKey)) take(price, [...left].toSorted(newestOnSale));
  return { matched, left: [...left] };
}

const newestOnSale = (a: Stripe.Price, b: Stripe.Price): number =>
  Number(b.active) - Number(a.active) || b.created - a.created || (a.id < b.id ? -1 : 1);
