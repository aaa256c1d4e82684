/** A catalog file at Stripe, as `stripe:setup` makes it, for tests of what is sold then. */
import type Stripe from "stripe";
import type { CatalogFile, FilePlan, FilePrice } from "@/lib/billing/catalog-file/catalog-file";
import { priceParameters, setupFeeParameters } from "@/lib/billing/setup/price-parameters";
import { METADATA } from "@/lib/stripe/metadata";

export type SoldFile = {
  /** By lookup key. */
  prices: Record<string, Stripe.Price>;
  /** Stripe's ids, by the name of their events. */
  meters: ReadonlyMap<string, string>;
};

/** Retired prices are on sale until `retire` is called, so that somebody can have them. */
export async function sellFile(stripe: Stripe, file: CatalogFile): Promise<SoldFile> {
  const meters = new Map<string, string>();
  for (const { eventName, texts, aggregation } of file.meters) {
    const meter = await stripe.billing.meters.create({
      display_name: texts.en.name,
      event_name: eventName,
      default_aggregation: { formula: aggregation },
    });
    meters.set(eventName, meter.id);
  }
  const prices: SoldFile["prices"] = {};
  for (const plan of file.plans) {
    const product = await stripe.products.create(productOf(plan));
    for (const price of plan.prices)
      prices[price.lookupKey] = await stripe.prices.create(priceParameters(price, product.id, meters));
    if (plan.setupFee) {
      const fee = await stripe.products.create({ name: plan.setupFee.texts.en.name });
      prices[plan.setupFee.lookupKey] = await stripe.prices.create(
        setupFeeParameters(plan.setupFee, fee.id, product.id),
      );
    }
  }
  return { prices, meters };
}

/** @returns the ids of their prices */
export async function retire(stripe: Stripe, { plans }: CatalogFile, { prices }: SoldFile): Promise<string[]> {
  const retired = plans.flatMap((plan) => plan.prices.filter(({ isRetired }) => isRetired));
  const ids = retired.map(({ lookupKey }) => priceNamed(prices, lookupKey).id);
  for (const id of ids) await stripe.prices.update(id, { active: false });
  return ids;
}

export function priceNamed(prices: SoldFile["prices"], lookupKey: string): Stripe.Price {
  const price = prices[lookupKey];
  if (!price) throw new Error(`Nothing is sold as ${lookupKey}.`);
  return price;
}

const productOf = (plan: FilePlan): Stripe.ProductCreateParams => ({
  name: plan.texts.en.name,
  metadata: {
    ...plan.metadata,
    [METADATA.catalogKey]: plan.key,
    [METADATA.features]: plan.features.join(" "),
    [METADATA.planGroup]: plan.group ?? "",
    [METADATA.trialDays]: plan.trialDays?.toString() ?? "",
    [METADATA.trialWithoutCard]: plan.trialWithoutCard ?? "",
  },
});

/** A price, and the plan that it is of. */
export type Sold = { plan: FilePlan; price: FilePrice };

/** What can be chosen: all prices but those that come with another. */
export const choosable = ({ plans }: CatalogFile): Sold[] =>
  plans.flatMap((plan) => plan.prices.filter(({ isCompanion }) => !isCompanion).map((price) => ({ plan, price })));

/** The metered prices that come with a price. */
export const besides = ({ plan, price }: Sold): FilePrice[] =>
  plan.prices.filter(
    (one) => one.isCompanion && one.interval === price.interval && one.intervalCount === price.intervalCount,
  );
