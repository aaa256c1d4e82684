import type { FilePlan, FilePrice } from "./catalog-file";

export type Refuse = (field: string, why: string) => void;

/** What the prices of one plan must have in common. */
export function planPriceProblems({ key, prices, setupFee }: FilePlan, refuse: Refuse): void {
  const refusePrice: Refuse = (lookupKey, why) => refuse(`plans.${key}.prices.${lookupKey}`, why);
  const sold = prices.filter(({ isRetired }) => !isRetired);
  const licensed = sold.filter(({ quantity }) => quantity.kind !== "metered");
  const companions = sold.filter(({ isCompanion }) => isCompanion);
  onePerInterval(sold, refusePrice);
  usedOnce(companions, refusePrice);
  for (const companion of companions)
    hiddenAlike(
      companion,
      licensed.filter((price) => isSameInterval(price, companion)),
      refusePrice,
    );
  for (const price of licensed) {
    const added = companions.filter((companion) => isSameInterval(companion, price));
    for (const currency of Object.keys(price.costs)) {
      const why = `must be sold in ${currency} too, because ${price.lookupKey} is`;
      for (const companion of added)
        if (!Object.hasOwn(companion.costs, currency)) refusePrice(companion.lookupKey, why);
      if (setupFee && !Object.hasOwn(setupFee.amounts, currency)) refuse(`plans.${key}.setupFee`, why);
    }
  }
}

const isSameInterval = (a: FilePrice, b: FilePrice): boolean =>
  a.interval === b.interval && a.intervalCount === b.intervalCount;

/** Stripe's portal takes one price of an interval and product, and a page could not say which of two is meant. */
function onePerInterval(sold: FilePrice[], refusePrice: Refuse): void {
  const listed = sold.filter(({ isHidden, isCompanion }) => !isHidden && !isCompanion);
  for (const [index, price] of listed.entries())
    if (listed.slice(0, index).some((other) => isSameInterval(other, price)))
      refusePrice(
        price.lookupKey,
        price.quantity.kind === "metered"
          ? "is the plan's second price of this interval; usage of several meters needs a price beside it, which may be 0"
          : "is the plan's second price of this interval; write other currencies into the first one",
      );
}

function usedOnce(companions: FilePrice[], refusePrice: Refuse): void {
  const seen = new Set<string>();
  for (const { lookupKey, interval, intervalCount, quantity } of companions) {
    if (quantity.kind !== "metered") continue;
    const use = `${quantity.meter} ${intervalCount} ${interval}`;
    if (seen.has(use))
      refusePrice(lookupKey, `bills the use of ${quantity.meter} again; checkout adds one price of a meter`);
    seen.add(use);
  }
}

/** Usage is added to hidden prices; hidden usage, to them alone (checkout/sale.ts). @param beside of its interval */
function hiddenAlike({ lookupKey, isHidden }: FilePrice, beside: FilePrice[], refusePrice: Refuse): void {
  if (!isHidden && beside.every((price) => price.isHidden))
    refusePrice(`${lookupKey}.hidden`, "must be true: all prices beside it are hidden, so nobody else can buy it");
  if (isHidden && !beside.some((price) => price.isHidden))
    refusePrice(`${lookupKey}.hidden`, "must be left out: no price beside it is hidden, so nobody could buy it");
}
