import type Stripe from "stripe";
import { METADATA } from "@/lib/stripe/metadata";
import type { CatalogFile, FilePlan } from "../catalog-file/catalog-file";
import { FeatureIds } from "../catalog-file/feature-ids";
import { idIn, type Ids } from "./change";
import { priceParameters, setupFeeParameters } from "./price-parameters";

/** A product of the file. */
export type WantedProduct = {
  /** In its metadata, where the next setup finds it again. */
  key: string;
  name: string;
  isRetired: boolean;
  parameters: Stripe.ProductCreateParams & Stripe.ProductUpdateParams & { name: string };
  prices: WantedPrice[];
};

export type WantedPrice = {
  lookupKey: string;
  isRetired: boolean;
  parameters: (ids: Ids) => Stripe.PriceCreateParams;
};

/** A set-up fee is a product of its own. No plan's key has a dot. */
export const feeKey = (planKey: string): string => `${planKey}.setup_fee`;

export const isFeeKey = (key: string): boolean => key.endsWith(feeKey(""));

/** @param installation null where the database is unknown */
export function wantedProducts({ features, plans }: CatalogFile, installation: string | null): WantedProduct[] {
  const ids = new FeatureIds(features);
  return plans.flatMap((plan) => [planProduct(plan, ids, installation), ...feeProduct(plan, installation)]);
}

/** Where the file has no tax code, what is set at Stripe stays: Stripe's default, or what was chosen in its Dashboard. */
const taxCode = ({ taxCode: code }: FilePlan) => (code === null ? {} : { tax_code: code });

function planProduct(plan: FilePlan, featureIds: FeatureIds, installation: string | null): WantedProduct {
  const { name, description } = plan.texts.en;
  const metadata = {
    ...plan.metadata,
    [METADATA.catalogKey]: plan.key,
    [METADATA.features]: featureIds.asWritten(plan.features),
    [METADATA.planGroup]: plan.group ?? "",
    [METADATA.trialDays]: plan.trialDays?.toString() ?? "",
    [METADATA.trialWithoutCard]: plan.trialWithoutCard ?? "",
    ...(installation && { [METADATA.installationId]: installation }),
  };
  return {
    key: plan.key,
    name,
    isRetired: plan.isRetired,
    parameters: { name, description, active: !plan.isRetired, ...taxCode(plan), metadata },
    prices: plan.prices.map((price) => ({
      lookupKey: price.lookupKey,
      isRetired: price.isRetired,
      parameters: ({ products, meters }) => priceParameters(price, idIn(products, plan.key), meters),
    })),
  };
}

function feeProduct(plan: FilePlan, installation: string | null): WantedProduct[] {
  const { setupFee: fee } = plan;
  if (!fee) return [];
  const { name } = fee.texts.en;
  const key = feeKey(plan.key);
  const metadata = {
    [METADATA.catalogKey]: key,
    [METADATA.features]: "",
    [METADATA.planGroup]: "",
    ...(installation && { [METADATA.installationId]: installation }),
  };
  return [
    {
      key,
      name,
      isRetired: plan.isRetired,
      parameters: { name, active: !plan.isRetired, ...taxCode(plan), metadata },
      prices: [
        {
          lookupKey: fee.lookupKey,
          isRetired: plan.isRetired,
          parameters: ({ products }) => setupFeeParameters(fee, idIn(products, key), idIn(products, plan.key)),
        },
      ],
    },
  ];
}
