import type { PriceOption } from "@/lib/amounts";
import type { CatalogFile, FileCost, FilePlan, FilePrice } from "@/lib/billing/catalog-file/catalog-file";
import { carriedBy } from "@/lib/billing/catalog-file/talk-to-us";
import type { CatalogPrice, CatalogProduct, SetupFee } from "@/lib/billing/catalog/product";

/** A catalog file as the app's copy has it once Stripe is set up, without a database. Ids are made of the file's keys. */
export const asSold = ({ plans }: CatalogFile): CatalogProduct[] =>
  plans
    .filter(({ isRetired }) => !isRetired)
    .map(productOf)
    .filter(({ prices }) => prices.length > 0);

function productOf(plan: FilePlan): CatalogProduct {
  const sold = plan.prices.filter(({ isHidden, isRetired }) => !isHidden && !isRetired);
  return {
    productId: `prod_${plan.key}`,
    catalogKey: plan.key,
    name: plan.texts.en.name,
    description: plan.texts.en.description,
    planGroup: plan.group,
    ...carriedBy(plan),
    prices: sold.filter(({ isCompanion }) => !isCompanion).map((price) => priceOf(price, plan)),
    companions: sold.filter(({ isCompanion }) => isCompanion).map((price) => priceOf(price, plan)),
    setupFees: feesOf(plan),
    trialDays: plan.trialDays === null ? undefined : plan.trialDays === 0 ? null : plan.trialDays,
    trialWithoutCard: plan.trialWithoutCard,
  };
}

function priceOf(price: FilePrice, plan: FilePlan): CatalogPrice {
  const { currency, costs, quantity } = price;
  const seats = quantity.kind === "seats" ? quantity : null;
  const options = Object.fromEntries(
    Object.entries(costs)
      .toSorted(([a], [b]) => Number(b === currency) - Number(a === currency))
      .map(([code, cost]) => [code, optionOf(cost)]),
  );
  const own = price.package ? null : options[currency];
  return {
    priceId: `price_${price.lookupKey}`,
    productId: `prod_${plan.key}`,
    unitAmountMinor: own?.unitAmountMinor ?? null,
    unitAmountDecimal: own?.unitAmountDecimal ?? null,
    tiered: price.tiersMode !== null,
    currency,
    options,
    tiersMode: price.tiersMode,
    package: price.package,
    taxBehavior: price.taxBehavior,
    interval: price.interval,
    intervalCount: price.intervalCount,
    nickname: price.nickname,
    lookupKey: price.lookupKey,
    perSeat: seats !== null,
    seats: seats?.follows === "chosen" && plan.group === null ? "units" : (seats?.follows ?? null),
    minSeats: seats?.min ?? null,
    maxSeats: seats?.max ?? null,
    metered: quantity.kind === "metered",
    meterId: quantity.kind === "metered" ? `mtr_${quantity.meter}` : null,
    hidden: false,
  };
}

function optionOf(cost: FileCost): PriceOption {
  if (cost.tiers === null) return unit(cost.unitAmount);
  return {
    unitAmountMinor: null,
    unitAmountDecimal: null,
    tiers: cost.tiers.map(({ upTo, unitAmount, flatAmount }) => ({
      upTo,
      unitAmountDecimal: unitAmount,
      flatAmountDecimal: flatAmount,
    })),
  };
}

const unit = (amount: string): PriceOption => ({
  unitAmountMinor: /^\d+$/.test(amount) ? Number(amount) : null,
  unitAmountDecimal: amount,
  tiers: null,
});

function feesOf({ setupFee }: FilePlan): SetupFee[] {
  if (!setupFee) return [];
  const { lookupKey, currency, amounts } = setupFee;
  const options = Object.fromEntries(Object.entries(amounts).map(([code, amount]) => [code, unit(amount)]));
  const own = options[currency];
  return [
    {
      priceId: `price_${lookupKey}`,
      currency,
      options,
      unitAmountMinor: own?.unitAmountMinor ?? null,
      unitAmountDecimal: own?.unitAmountDecimal ?? null,
    },
  ];
}
