/** A catalogue at Stripe, made by the parameters that set-up uses. */
import type Stripe from "stripe";
import type { CatalogFile } from "@/lib/billing/catalog-file/catalog-file";
import { priceParameters, setupFeeParameters } from "@/lib/billing/setup/price-parameters";
import { METADATA } from "@/lib/stripe/metadata";

export interface AtStripe {
  /** By the plan's key. */
  products: Record<string, string>;
  /** By lookup key, set-up fees among them. */
  prices: Record<string, string>;
}

/** Decimals as texts: the SDK (23.1) sends the parts of one within `currency_options`. */
const plain = <T>(parameters: T): T => JSON.parse(JSON.stringify(parameters)) as T;

export async function makeAtStripe(stripe: Stripe, catalog: CatalogFile): Promise<AtStripe> {
  const meters = new Map<string, string>();
  for (const { eventName, texts, aggregation } of catalog.meters) {
    const meter = await stripe.billing.meters.create({
      display_name: texts.en.name,
      event_name: eventName,
      default_aggregation: { formula: aggregation },
    });
    meters.set(eventName, meter.id);
  }
  const made: AtStripe = { products: {}, prices: {} };
  for (const plan of catalog.plans) {
    const product = await stripe.products.create({
      name: plan.texts.en.name,
      active: !plan.isRetired,
      metadata: {
        [METADATA.catalogKey]: plan.key,
        [METADATA.features]: plan.features.join(" "),
        ...(plan.group !== null && { [METADATA.planGroup]: plan.group }),
        ...(plan.trialDays !== null && { [METADATA.trialDays]: plan.trialDays }),
        ...(plan.trialWithoutCard && { [METADATA.trialWithoutCard]: plan.trialWithoutCard }),
      },
    });
    made.products[plan.key] = product.id;
    for (const price of plan.prices) {
      const { id } = await stripe.prices.create({
        ...plain(priceParameters(price, product.id, meters)),
        active: !price.isRetired,
      });
      made.prices[price.lookupKey] = id;
    }
    if (!plan.setupFee) continue;
    const fee = await stripe.products.create({ name: plan.setupFee.texts.en.name });
    const { id } = await stripe.prices.create(setupFeeParameters(plan.setupFee, fee.id, product.id));
    made.prices[plan.setupFee.lookupKey] = id;
  }
  return made;
}
