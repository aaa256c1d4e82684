// How much a tax is. Whole numbers throughout: percentages have up to four decimal places.
import { stepOf } from "../../conventions/currencies.ts";

export interface Charged {
  percentage: number;
  inclusive: boolean;
}

const WHOLE = 1_000_000n;

/**
 * The taxes on one line after its discounts, each rounded to what the currency can show; halves are rounded away from
 * zero, so that a credit returns exactly what a charge of that amount took. What is included in a price is no part of
 * what the others are calculated on.
 */
export function taxesOn(net: number, rates: readonly Charged[], currency: string): number[] {
  const included = rates
    .filter(({ inclusive }) => inclusive)
    .reduce((sum, { percentage }) => sum + parts(percentage), 0n);
  const inside = rates.map(({ percentage, inclusive }) =>
    inclusive ? share(net, parts(percentage), WHOLE + included, currency) : 0,
  );
  const base = net - inside.reduce((sum, amount) => sum + amount, 0);
  return rates.map(({ percentage, inclusive }, index) =>
    inclusive ? (inside[index] ?? 0) : share(base, parts(percentage), WHOLE, currency),
  );
}

function parts(percentage: number): bigint {
  return BigInt(Math.round(percentage * 10_000));
}

function share(amount: number, part: bigint, whole: bigint, currency: string): number {
  const step = stepOf(currency);
  const unit = whole * BigInt(step);
  const size = BigInt(Math.abs(amount)) * part;
  const steps = Number((2n * size + unit) / (2n * unit));
  return steps === 0 ? 0 : Math.sign(amount) * steps * step;
}
