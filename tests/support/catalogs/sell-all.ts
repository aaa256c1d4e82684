import type Stripe from "stripe";
import type { CatalogFile } from "@/lib/billing/catalog-file/catalog-file";
import { priceParameters, setupFeeParameters } from "@/lib/billing/setup/price-parameters";
import { METADATA } from "@/lib/stripe/metadata";

/** Makes all of a catalog file's plans at Stripe. @returns the prices' ids by lookup key */
export async function sellAll(stripe: Stripe, { meters, plans }: CatalogFile): Promise<Map<string, string>> {
  const meterIds = new Map<string, string>();
  for (const { eventName, texts, aggregation } of meters) {
    const meter = await stripe.billing.meters.create({
      display_name: texts.en.name,
      event_name: eventName,
      default_aggregation: { formula: aggregation },
    });
    meterIds.set(eventName, meter.id);
  }
  const priceIds = new Map<string, string>();
  const add = async (parameters: Stripe.PriceCreateParams) =>
    void priceIds.set(parameters.lookup_key ?? "", (await stripe.prices.create(parameters)).id);
  for (const plan of plans.filter(({ isRetired }) => !isRetired)) {
    const product = await stripe.products.create({
      name: plan.texts.en.name,
      description: plan.texts.en.description,
      metadata: {
        [METADATA.catalogKey]: plan.key,
        [METADATA.features]: plan.features.join(" "),
        ...(plan.group && { [METADATA.planGroup]: plan.group }),
        ...(plan.trialDays !== null && { [METADATA.trialDays]: String(plan.trialDays) }),
        ...(plan.trialWithoutCard && { [METADATA.trialWithoutCard]: plan.trialWithoutCard }),
      },
    });
    for (const price of plan.prices.filter(({ isRetired }) => !isRetired))
      await add(priceParameters(price, product.id, meterIds));
    if (plan.setupFee) {
      const fee = await stripe.products.create({ name: plan.setupFee.texts.en.name });
      await add(setupFeeParameters(plan.setupFee, fee.id, product.id));
    }
  }
  return priceIds;
}
