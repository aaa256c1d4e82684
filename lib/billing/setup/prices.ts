import type Stripe from "stripe";
import { stripe } from "@/lib/stripe/client";
import { METADATA } from "@/lib/stripe/metadata";
import { setsValue, writeOnce } from "@/lib/stripe/write";
import { differences, type Change, type Field, type Ids, type KeyFor } from "./change";
import { compareTerms, termsOfPrice } from "./price-terms";
import type { WantedPrice, WantedProduct } from "./wanted";

type Matched = { matched: Map<string, Stripe.Price>; left: Stripe.Price[] };

/**
 * The changes of prices in their order, over all products. So a set-up that is cut off in between leaves no old amount on
 * sale, and no plan without what is sold with it: its usage would be free, or its fee lost. For a moment there may be two of
 * what comes with a plan; a checkout sells one of them (checkout/sale.ts).
 */
export const PRICE_STEPS = ["archivePlans", "putBeside", "putPlans", "archiveBeside"] as const;

export type PriceSteps = Record<(typeof PRICE_STEPS)[number], Change[]>;

/** What comes with a plan's price: usage, and a set-up fee. */
const isBeside = ({ metadata }: Stripe.Price | Stripe.PriceCreateParams): boolean =>
  Boolean(metadata && (metadata[METADATA.companion] === "true" || metadata[METADATA.setupFeeFor]));

/** What a product's prices need. What the file doesn't name is archived; its holders keep it. */
export function priceChanges(product: WantedProduct, { matched, left }: Matched, ids: Ids, keyFor: KeyFor): PriceSteps {
  const steps: PriceSteps = { archivePlans: [], putBeside: [], putPlans: [], archiveBeside: [] };
  const keyHolder = (key: string) => left.find(({ lookup_key }) => lookup_key === key);
  for (const price of left.filter(({ active }) => active))
    steps[isBeside(price) ? "archiveBeside" : "archivePlans"].push(archivingOf(price, product.name));
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

export function archivingOf(price: Stripe.Price, productName: string): Change {
  return {
    what: `archive the price ${price.lookup_key ?? price.nickname ?? "without a lookup key"} (${price.id}) of ${productName}`,
    fields: [{ field: "active", before: true, after: false }],
    make: () => update(price.id, { active: false }),
  };
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
