import { meteredUnit } from "@/lib/billing/catalog-file/plan-texts";
import { optionIn, type Priced } from "@/lib/amounts";
import { formatUnitAmount } from "@/lib/format";
import type { Messages } from "@/lib/messages";
import { unitsOf } from "@/lib/unit-names";

export type CountedPrice = Priced & {
  currency: string;
  lookupKey: string | null;
  perSeat: boolean;
  seats: string | null;
};

/** What the quantity of a price counts, one of them and several: seats, people, a meter's units; null for a flat price. */
export function countedBy(price: CountedPrice, messages: Messages): { one: string; many: string } | null {
  const { units } = messages.sentences.pricing;
  if (price.metered) return meteredUnit(price.lookupKey, messages.language) ?? { one: units.unit, many: units.units };
  if (price.seats === "units") return unitsOf(price.lookupKey, messages);
  if (price.perSeat)
    return price.seats === "chosen"
      ? { one: units.seat, many: units.seats }
      : { one: units.person, many: units.people };
  return price.tiered || price.package ? { one: units.unit, many: units.units } : null;
}

/** "per person", "per API call", "per 5 seats"; null for a flat price. */
export function perWhat(price: CountedPrice, messages: Messages): string | null {
  const { t } = messages;
  const counted = countedBy(price, messages);
  if (price.package && counted) return t("pricing.per.pack", { size: price.package.size, units: counted.many });
  if (price.metered && counted) return t("pricing.per.unit", { unit: counted.one });
  if (price.perSeat && price.seats !== "units")
    return t(price.seats === "chosen" ? "pricing.per.seat" : "pricing.per.person");
  return counted && t("pricing.per.unit", { unit: counted.one });
}

/** "$12.505": what one costs, or one package; null for tiers. */
export function unitAmount(price: CountedPrice, { language }: Messages): string | null {
  if (price.tiered) return null;
  const option = optionIn(price, price.currency);
  const amount = option?.unitAmountDecimal ?? option?.unitAmountMinor ?? null;
  return amount === null ? null : formatUnitAmount(language, String(amount), price.currency);
}
