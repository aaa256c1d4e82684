import type Stripe from "stripe";
import { stripe } from "@/lib/stripe/client";
import { setsValue, writeOnce } from "@/lib/stripe/write";
import { differences, type Change, type Field, type Ids, type KeyFor } from "./change";
import { compareTerms, termsOfPrice } from "./price-terms";
import type { WantedPrice, WantedProduct } from "./wanted";

type Matched = { matched: Map<string, Stripe.Price>; left: Stripe.Price[] };

/**
 * What a product's prices need. What the file doesn't name is archived first, so that a setup that is cut off in between
 * leaves no old amount on sale; its holders keep it. Then the others follow, and what is missing is created.
 */
export function priceChanges(product: WantedProduct, { matched, left }: Matched, ids: Ids, keyFor: KeyFor): Change[] {
  const keyHolder = (key: string) => left.find(({ lookup_key }) => lookup_key === key);
  const rest = product.prices.flatMap((price) => {
    const there = matched.get(price.lookupKey);
    if (there) return updateOf(price, there, product.name, ids);
    return price.isRetired ? [] : [creation(price, keyHolder(price.lookupKey), product.name, ids, keyFor)];
  });
  return [...left.filter(({ active }) => active).map((price) => archivingOf(price, product.name)), ...rest];
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
