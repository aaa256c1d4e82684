import type Stripe from "stripe";
import { stripe } from "@/lib/stripe/client";
import { METADATA } from "@/lib/stripe/metadata";
import { setsValue, writeOnce } from "@/lib/stripe/write";
import { differences, type Change, type Field, type Ids, type KeyFor } from "./change";
import { compareTerms, madeSeats, termsOfPrice } from "./price-terms";
import type { WantedPrice, WantedProduct } from "./wanted";

type Matched = { matched: Map<string, Stripe.Price>; left: Stripe.Price[] };

/**
 * The changes of prices in their order, over all products. What takes another's place comes first, and what is sold with a
 * plan before the plan itself. So wherever a set-up is cut off, each plan can be bought, and none without its usage, which
 * would be free, or its fee. For a moment there may be two prices in one place; a checkout sells one of what comes with a
 * plan (checkout/sale.ts).
 */
export const PRICE_STEPS = ["putBeside", "putPlans", "archivePlans", "archiveBeside"] as const;

export type PriceSteps = Record<(typeof PRICE_STEPS)[number], Change[]>;

/** What comes with a plan's price: usage, and a set-up fee. */
const isBeside = ({ metadata }: Stripe.Price | Stripe.PriceCreateParams): boolean =>
  Boolean(metadata && (metadata[METADATA.companion] === "true" || metadata[METADATA.setupFeeFor]));

/** What a product's prices need. What the file doesn't name is archived; its holders keep it. */
export function priceChanges(product: WantedProduct, { matched, left }: Matched, ids: Ids, keyFor: KeyFor): PriceSteps {
  const steps: PriceSteps = { putBeside: [], putPlans: [], archivePlans: [], archiveBeside: [] };
  const keyHolder = (key: string) => left.find(({ lookup_key }) => lookup_key === key);
  for (const price of left)
    steps[isBeside(price) ? "archiveBeside" : "archivePlans"].push(...leavingOf(price, product.name));
  for (const price of product.prices) {
    const there = matched.get(price.lookupKey);
    const [put, archive] = isBeside(price.parameters(ids))
      ? (["putBeside", "archiveBeside"] as const)
      : (["putPlans", "archivePlans"] as const);
    if (there) steps[price.isRetired ? archive : put].push(...updateOf(price, there, product.name, ids));
    else if (!price.isRetired) steps[put].push(creation(price, keyHolder(price.lookupKey), product.name, ids, keyFor));
  }
  return steps;
}

/**
 * What a price of ours needs that the file doesn't name: it's archived, and as its holders keep it, what its quantity was
 * made to be (price-terms.ts) is repaired where it was edited at Stripe. Seats would be billed as none, or none as seats.
 */
export function leavingOf(price: Stripe.Price, productName: string): Change[] {
  const { id, active, lookup_key, nickname } = price;
  const values = { ...(active && { active: false }), metadata: madeSeats(price) };
  const fields = differences(price, values);
  if (fields.length === 0) return [];
  const name = `${lookup_key ?? nickname ?? "without a lookup key"} (${id}) of ${productName}`;
  const make = () => update(id, values);
  return [{ what: active ? `archive the price ${name}` : `repair the archived price ${name}`, fields, make }];
}

function updateOf(wanted: WantedPrice, there: Stripe.Price, productName: string, ids: Ids): Change[] {
  const { lookup_key, nickname, metadata } = wanted.parameters(ids);
  const plain = differences(there, { active: !wanted.isRetired, lookup_key, nickname, metadata });
  const { inPlace } = compareTerms(termsOfPrice(there), termsOfPrice(wanted.parameters(ids)));
  const fields = [...plain, ...inPlace];
  if (fields.length === 0) return [];
  const make = (known: Ids) => update(there.id, changedIn(fields, there, wanted.parameters(known), wanted.isRetired));
  return [{ what: `update the price ${wanted.lookupKey} (${there.id}) of ${productName}`, fields, make }];
}

/** Only what changes is sent. Metadata is merged by Stripe, so keys that are not the file's stay. */
function changedIn(
  fields: Field[],
  there: Stripe.Price,
  { lookup_key, nickname, metadata, tax_behavior, currency_options }: Stripe.PriceCreateParams,
  isRetired: boolean,
): Stripe.PriceUpdateParams {
  const has = (name: string) => fields.some(({ field }) => field === name || field.startsWith(`${name}.`));
  const added = Object.entries(currency_options ?? {}).filter(
    ([code]) => has(`amount.${code}`) || has(`tax_behavior.${code}`),
  );
  return {
    ...(has("active") && { active: !isRetired }),
    ...(has("lookup_key") && { lookup_key, transfer_lookup_key: true }),
    ...(has("nickname") && { nickname }),
    ...(has("metadata") && metadata && { metadata }),
    ...(has(`tax_behavior.${there.currency}`) && tax_behavior && { tax_behavior }),
    ...(added.length > 0 && { currency_options: Object.fromEntries(added) }),
  };
}

/** @param before the price that has the key until then, with other terms */
function creation(
  wanted: WantedPrice,
  before: Stripe.Price | undefined,
  productName: string,
  ids: Ids,
  keyFor: KeyFor,
): Change {
  const { lookupKey, parameters } = wanted;
  const terms = termsOfPrice(parameters(ids));
  const { another, inPlace } = compareTerms(before ? termsOfPrice(before) : {}, terms);
  const { nickname, metadata } = parameters(ids);
  const make = async (known: Ids) => {
    const price = await writeOnce(keyFor(`price-${lookupKey}`), null, (options) =>
      stripe().prices.create(parameters(known), options),
    );
    known.prices.set(lookupKey, price.id);
  };
  const what = before
    ? `create the price ${lookupKey} of ${productName} in place of ${before.id}`
    : `create the price ${lookupKey} of ${productName}`;
  return { what, fields: [...another, ...inPlace, ...differences(before ?? {}, { nickname, metadata })], make };
}

const update = async (id: string, values: Stripe.PriceUpdateParams): Promise<void> =>
  void (await setsValue(null, (options) => stripe().prices.update(id, values, options)));
