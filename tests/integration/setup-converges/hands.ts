/** What people do to our objects in Stripe's Dashboard between two runs. */
import fc from "fast-check";
import type Stripe from "stripe";

export type HandEdit = { at: number; do: (typeof KINDS)[number] };

const KINDS = [
  "forget that it's per seat",
  "say that it's per seat",
  "change the least seats",
  "archive a price",
  "put an archived price on sale",
  "take a lookup key away",
  "move a lookup key to a new price",
  "add a price",
  "add euros",
  "rename a price",
  "rename a product",
  "change the features",
  "archive a product",
  "make a price the default",
  "copy a product",
  "note something",
  "stop the meter",
  "empty the portal",
] as const;

export const anyEdits: fc.Arbitrary<HandEdit[]> = fc.array(
  fc.record({ at: fc.nat({ max: 20 }), do: fc.constantFrom(...KINDS) }),
  { maxLength: 4 },
);

const month = { interval: "month" } as const;

export async function edit(
  stripe: Stripe,
  { at, do: kind }: HandEdit,
  products: Stripe.Product[],
  prices: Stripe.Price[],
): Promise<void> {
  const [product, price] = [products[at % products.length], prices[at % prices.length]];
  if (product) await editProduct(stripe, kind, product);
  if (price) await editPrice(stripe, kind, price);
  if (kind === "stop the meter")
    for (const { id } of (await stripe.billing.meters.list({ status: "active" })).data)
      await stripe.billing.meters.deactivate(id);
  if (kind === "empty the portal")
    for (const { id } of (await stripe.billingPortal.configurations.list()).data)
      await stripe.billingPortal.configurations.update(id, { features: { subscription_update: { products: "" } } });
}

async function editProduct(
  stripe: Stripe,
  kind: HandEdit["do"],
  { id, name, metadata }: Stripe.Product,
): Promise<void> {
  const update = (values: Stripe.ProductUpdateParams) => stripe.products.update(id, values);
  if (kind === "rename a product") await update({ name: `${name}!` });
  if (kind === "change the features") await update({ metadata: { features: "everything", plan_group: "" } });
  if (kind === "archive a product") await update({ active: false });
  if (kind === "note something") await update({ metadata: { mine: "kept" } });
  if (kind === "add a price")
    await stripe.prices.create({ product: id, currency: "usd", unit_amount: 100, recurring: month });
  if (kind === "copy a product") {
    const copy = await stripe.products.create({ name, metadata });
    await stripe.prices.create({ product: copy.id, currency: "usd", unit_amount: 100, recurring: month });
  }
}

async function editPrice(stripe: Stripe, kind: HandEdit["do"], price: Stripe.Price): Promise<void> {
  const { id, lookup_key, active, type, billing_scheme, currency } = price;
  const update = (values: Stripe.PriceUpdateParams) => stripe.prices.update(id, values);
  const product = String(price.product);
  if (kind === "forget that it's per seat") await update({ metadata: { per_seat: "" } });
  if (kind === "say that it's per seat") await update({ metadata: { per_seat: "true", seats: "members" } });
  if (kind === "change the least seats") await update({ metadata: { min_seats: "9" } });
  if (kind === "archive a price" && active) {
    if ((await stripe.products.retrieve(product)).default_price !== id) await update({ active: false });
  }
  if (kind === "put an archived price on sale") await update({ active: true });
  if (kind === "take a lookup key away") await update({ lookup_key: "" });
  if (kind === "rename a price") await update({ nickname: "Mine" });
  if (kind === "note something") await update({ metadata: { mine: "kept" } });
  if (kind === "add euros" && billing_scheme === "per_unit" && currency === "usd")
    await update({ currency_options: { eur: { unit_amount: 77 } } });
  if (kind === "make a price the default" && active) await stripe.products.update(product, { default_price: id });
  if (kind === "move a lookup key to a new price" && lookup_key && type === "recurring")
    await stripe.prices.create({
      product,
      currency: "usd",
      unit_amount: 1,
      recurring: month,
      lookup_key,
      transfer_lookup_key: true,
    });
}
