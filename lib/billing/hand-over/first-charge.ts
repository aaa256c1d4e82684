import type { CatalogPrice } from "../catalog/product";

const DAY_MS = 86_400_000;

/**
 * The latest day of a first charge that Stripe takes: the end of a whole period that begins now. From January 31 a month
 * ends on February 28. https://docs.stripe.com/payments/checkout/billing-cycle
 */
export function latestFirstCharge(
  { interval, intervalCount: count }: Pick<CatalogPrice, "interval" | "intervalCount">,
  from: Date,
): Date {
  if (interval === "day" || interval === "week")
    return new Date(from.getTime() + count * (interval === "week" ? 7 : 1) * DAY_MS);
  const months = count * (interval === "year" ? 12 : 1);
  const day = new Date(from);
  day.setUTCMonth(day.getUTCMonth() + months);
  // The month is too short, so the date ran over into the next one.
  if (day.getUTCDate() !== from.getUTCDate()) day.setUTCDate(0);
  return day;
}
