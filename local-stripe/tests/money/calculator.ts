// What things cost, worked out from Stripe's documentation alone: prices, discounts, taxes, parts of periods, sums.
// It shares no code with local Stripe.
import { Fraction, whole } from "./fraction.ts";

/** [docs: currencies] */
export const CURRENCIES = { usd: 1, eur: 1, jpy: 1, kwd: 10, isk: 100 };
export type Currency = keyof typeof CURRENCIES;

/** Less can't be charged [docs: currencies#minimum-and-maximum-charge-amounts]; yen, dinars and krónur as in no list. */
export const LEAST = 50;

/** [docs: products-prices/pricing-models] */
export type Pricing =
  | { kind: "unit"; amount: string }
  | { kind: "package"; amount: string; size: number; round: "up" | "down" }
  | { kind: "graduated" | "volume"; tiers: Tier[] };

export interface Tier {
  upTo: number | null;
  unit: string | null;
  flat: string | null;
}

export function costOf(pricing: Pricing, quantity: number, step: number): number {
  return linesOf(pricing, quantity, step).reduce((sum, amount) => sum + amount, 0);
}

/** Each line of an invoice is rounded: a tier's units and its flat amount are two (recorded; a quantity of 0 is in the first). */
export function linesOf(pricing: Pricing, quantity: number, step: number): number[] {
  return exactLines(pricing, quantity).map((line) => line.rounded(step));
}

function exactLines(pricing: Pricing, quantity: number): Fraction[] {
  if (pricing.kind === "unit") return [Fraction.of(pricing.amount).times(whole(quantity))];
  if (pricing.kind === "package") {
    const full = Math.floor(quantity / pricing.size);
    const packages = pricing.round === "up" && quantity % pricing.size > 0 ? full + 1 : full;
    return [Fraction.of(pricing.amount).times(whole(packages))];
  }
  if (pricing.kind === "volume") {
    const tier = pricing.tiers.find(({ upTo }) => upTo === null || quantity <= upTo);
    if (!tier) throw new Error("The last tier has no end");
    return ofTier(tier, quantity);
  }
  const lines: Fraction[] = [];
  let from = 0;
  for (const tier of pricing.tiers) {
    const within = Math.min(quantity, tier.upTo ?? quantity) - from;
    if (within > 0 || from === 0) lines.push(...ofTier(tier, within));
    from = tier.upTo ?? quantity;
    if (quantity <= from) break;
  }
  return lines;
}

function ofTier({ unit, flat }: Tier, quantity: number): Fraction[] {
  return [
    ...(unit === null ? [] : [Fraction.of(unit).times(whole(quantity))]),
    ...(flat === null ? [] : [Fraction.of(flat)]),
  ];
}

export interface Discount {
  percent: string | null;
  amount: number | null;
}

/** Of the sum that it applies to, and never more than that. [docs: billing/subscriptions/coupons] */
export function discountOf({ percent, amount }: Discount, sum: number, step: number): number {
  if (percent === null) return Math.min(amount ?? 0, sum);
  return whole(sum).times(Fraction.of(percent)).over(whole(100)).rounded(step);
}

/** The part of a discount that a line has, in proportion; how the last step is given away is not documented. */
export function isShare(share: number, discount: number, amount: number, sum: number, step: number): boolean {
  if (sum === 0) return share === 0;
  const off = whole(discount).times(whole(amount)).over(whole(sum)).plus(whole(-share));
  const size = off.top < 0n ? -off.top : off.top;
  return size < off.bottom * BigInt(step);
}

export interface Tax {
  percent: string;
  inclusive: boolean;
}

/** [docs: tax/tax-rates; the example of tax/custom: 23 % in 10,000 are 1,870] */
export function taxesOf(net: number, taxes: Tax[], step: number): number[] {
  const included = taxes
    .filter(({ inclusive }) => inclusive)
    .reduce((sum, { percent }) => sum.plus(Fraction.of(percent)), whole(100));
  return taxes.map(({ percent, inclusive }) =>
    whole(net)
      .times(Fraction.of(percent))
      .over(inclusive ? included : whole(100))
      .rounded(step),
  );
}

/** A part of a period, by the second. [docs: billing/subscriptions/prorations] */
export function partOf(amount: number, seconds: number, period: number, step: number): number {
  return whole(amount).times(whole(seconds)).over(whole(period)).rounded(step);
}

/** [docs: tax/supported-countries, each country's page; the rates of 2026] */
export const PLACES: { address: Record<string, string>; percents: string[] }[] = [
  { address: { country: "DE" }, percents: ["19"] },
  { address: { country: "FI" }, percents: ["25.5"] },
  { address: { country: "CH" }, percents: ["8.1"] },
  { address: { country: "US", postal_code: "98101" }, percents: ["10.25"] },
  { address: { country: "CA", state: "QC" }, percents: ["5", "9.975"] },
  { address: { country: "CA", postal_code: "V1X 1X1" }, percents: ["5", "7"] },
];
