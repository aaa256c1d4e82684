import { STEPS } from "./currencies";
import { own } from "./own";

/**
 * What prices add up to, as Stripe bills it. Pure, because pages also calculate with it in the browser. The same in SQL:
 * lib/billing/catalog/amount-sql.ts.
 */

/** A step of a price by quantity. Decimals are in minor units. */
export type Tier = {
  /** The last unit that it is for; null for all that follow. */
  upTo: number | null;
  unitAmountDecimal: string | null;
  flatAmountDecimal: string | null;
};

/** What a price costs in one currency; of a package, what one package does. */
export type PriceOption = {
  /** Null where there is no single whole amount. */
  unitAmountMinor: number | null;
  unitAmountDecimal: string | null;
  tiers: Tier[] | null;
};

/** By currency. */
export type PriceOptions = Record<string, PriceOption>;

/** What a price says of its amount, as far as it is known. */
export type Priced = {
  /** The one that the amounts beside it are in. */
  currency: string | null;
  unitAmountMinor: number | null;
  unitAmountDecimal?: string | null;
  tiered?: boolean;
  metered?: boolean;
  /** Without it only its own currency is known. */
  options?: PriceOptions | null;
  tiersMode?: string | null;
  package?: { size: number; round: string } | null;
};

/**
 * What so many cost, in minor units. Stripe makes one line of an invoice of them all, or one of each tier's units and one of
 * each tier's flat amount, and rounds each line.
 * @param currency of the subscription, where that may be another one than the price's own; null while it is not known
 * @returns null where that goes by use, or where the price is not sold in the currency
 */
export function amountFor(price: Priced, quantity: number, currency: string | null): number | null {
  const option = optionIn(price, currency);
  if (price.metered || !option) return null;
  const round = roundIn(currency ?? price.currency);
  const amount = price.tiered
    ? tiersAmount(option.tiers, price.tiersMode, quantity, round)
    : unitsAmount(option, packagesOf(price, quantity), round);
  return amount === null || amount > Number.MAX_SAFE_INTEGER ? null : Number(amount);
}

/** What a price costs in a currency; null where it is not sold in it, as far as is known. */
export function optionIn(price: Priced, currency: string | null): PriceOption | null {
  const named = currency ?? price.currency;
  const option = own(price.options ?? {}, named);
  if (option || named !== price.currency || price.package) return option ?? null;
  return { unitAmountMinor: price.unitAmountMinor, unitAmountDecimal: price.unitAmountDecimal ?? null, tiers: null };
}

/** The price as it is sold in another of its currencies; null where it is not. */
export function priceIn<P extends Priced>(price: P, currency: string): (P & { currency: string }) | null {
  const option = optionIn(price, currency);
  if (!option) return null;
  const unit = price.package ? { unitAmountMinor: null, unitAmountDecimal: null } : option;
  return { ...price, currency, unitAmountMinor: unit.unitAmountMinor, unitAmountDecimal: unit.unitAmountDecimal };
}

/** How many units of the price so many are: packages, where it is sold by them. */
export function packagesOf({ package: sold }: Priced, quantity: number): number {
  if (!sold) return quantity;
  return sold.round === "up" ? Math.ceil(quantity / sold.size) : Math.floor(quantity / sold.size);
}

type Round = (amount: bigint) => bigint;

function unitsAmount({ unitAmountMinor, unitAmountDecimal }: PriceOption, count: number, round: Round): bigint | null {
  const unit = unitAmountMinor ?? unitAmountDecimal;
  return unit === null ? null : round(scaled(unit) * BigInt(count));
}

/** The first tier is reached with nothing, too: Stripe bills its flat amount. */
function tiersAmount(tiers: Tier[] | null, mode: Priced["tiersMode"], quantity: number, round: Round): bigint | null {
  if (!tiers || tiers.length === 0) return null;
  const reached = tiers
    .map((tier, at) => ({ tier, from: at === 0 ? 0 : (tiers[at - 1]?.upTo ?? 0) }))
    .filter(({ from }, at) => at === 0 || quantity > from);
  const counted = mode === "volume" ? reached.slice(-1).map((last) => ({ ...last, from: 0 })) : reached;
  return counted.reduce((sum, { tier, from }) => {
    const units = Math.min(quantity, mode === "volume" ? Infinity : (tier.upTo ?? Infinity)) - from;
    const each = scaled(tier.unitAmountDecimal ?? 0) * BigInt(units);
    return sum + round(each) + round(scaled(tier.flatAmountDecimal ?? 0));
  }, 0n);
}

// Amounts have up to 12 decimal places. A float would round some of them wrong.
const PLACES = 12;
const ONE = 10n ** BigInt(PLACES);

function scaled(decimal: string | number): bigint {
  const [whole = "0", fraction = ""] = String(decimal).split(".");
  return BigInt(whole + fraction.slice(0, PLACES).padEnd(PLACES, "0"));
}

/** Halves are rounded up. */
function roundIn(currency: string | null): Round {
  const step = BigInt(own(STEPS, currency) ?? 1);
  const unit = ONE * step;
  return (amount) => ((amount + (amount < 0n ? -unit : unit) / 2n) / unit) * step;
}
