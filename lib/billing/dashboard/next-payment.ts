import { amountFor, type Priced } from "@/lib/amounts";
import type { BilledBeside } from "../mirror/subscription-record";

/** Why the next payment differs from the sum of the items, or can't be calculated from them. */
export type Beside = BilledBeside | "use" | "tiers" | "change";

export type NextPayment = {
  at: Date;
  currency: string;
  /** The sum of the items; null where it depends on use or tiers. It is the whole amount only if `beside` is empty. */
  amountMinor: number | null;
  beside: Beside[];
  /** What the customer has left from before, and pays with first; below zero: what is added. */
  creditMinor: number;
};

/** An item of a subscription, with what is known of its next invoice; its amounts are in the subscription's currency. */
export type BilledItem = Priced & {
  status: string;
  periodEnd: Date | null;
  isEnding: boolean;
  endsAt: Date | null;
  /** Nothing is charged after a trial that ends without a payment method. */
  trialWithoutCard?: "cancel" | "pause" | null;
  quantity: number | null;
  metered: boolean;
  tiered: boolean;
  billedBeside: BilledBeside[];
  /** The plan changed in this period and no invoice has settled it, so the next one includes the difference. */
  changeIsOpen: boolean;
  balanceMinor: number | null;
};

/**
 * What a subscription costs next, from the copy alone. What only Stripe can calculate is named instead of guessed.
 * @param items of one subscription
 * @returns null without an automatic payment, because it ends before, costs nothing, or needs an action
 */
export function nextPayment(items: BilledItem[]): NextPayment | null {
  const [first] = items;
  const at = earliest(items.flatMap(({ periodEnd }) => periodEnd ?? []));
  if (!first || !at || (first.status !== "active" && first.status !== "trialing")) return null;
  if (first.isEnding && (!first.endsAt || first.endsAt <= at)) return null;
  if (first.trialWithoutCard) return null;
  // Items of one subscription may be billed in different rhythms; those of a later day are for a later invoice.
  const due = items.filter(({ periodEnd }) => periodEnd?.getTime() === at.getTime());
  const currency = due.find((item) => item.currency)?.currency;
  if (!currency) return null;
  const amountMinor = sumOf(due);
  const beside = besides(due);
  const creditMinor = 0 - (first.balanceMinor ?? 0);
  if (
    amountMinor === 0 &&
    creditMinor >= 0 &&
    beside.every((one) => one === "discount" || one === "tax" || one === "pause")
  )
    return null;
  return { at, currency, amountMinor, beside, creditMinor };
}

/** Whether a last invoice may follow the end, for what was used or changed until then. */
export const settlesAtEnd = ({ status, metered, changeIsOpen }: BilledItem): boolean =>
  status !== "trialing" && (metered || changeIsOpen);

const earliest = (dates: Date[]): Date | null => (dates.length > 0 ? new Date(Math.min(...dates.map(Number))) : null);

const amountOf = (item: BilledItem): number | null => amountFor(item, item.quantity ?? 1, item.currency);

/** Null unless some item has an amount, and each that does not is billed by use on top. */
function sumOf(items: BilledItem[]): number | null {
  const fixed = items.filter((item) => !item.metered);
  if (fixed.length === 0) return null;
  return fixed.map(amountOf).reduce((sum, amount) => (sum === null || amount === null ? null : sum + amount));
}

function besides(items: BilledItem[]): Beside[] {
  const named = new Set<Beside>();
  for (const item of items) {
    const { status, metered, billedBeside, changeIsOpen } = item;
    if (metered) named.add("use");
    else if (amountOf(item) === null) named.add("tiers");
    // Nothing is owed for the time of a trial, whichever plan it was spent with.
    if (changeIsOpen && status !== "trialing") named.add("change");
    for (const one of billedBeside) named.add(one);
  }
  return [...named];
}
