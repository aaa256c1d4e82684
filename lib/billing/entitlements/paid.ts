import { amountFor, type Priced } from "@/lib/amounts";
import type { Given } from "../mirror/invoice-lines";
import { type Bill, counts, type Settled, settledBy } from "./bills";
import { hasGrace } from "./grace";
import { own } from "@/lib/own";

/** An item as a look at the subscription shows it. */
export type Item = { id?: string; product_id: string | null; price_id: string | null; quantity: number | null };

/** `days`: how long its interval is; null where there is none. */
type PriceOfItem = Priced & { days: number | null };

export type PlanFeatures = { plan: string | null; featureIds: string | null };

/** All that tells what a subscription has paid for: statement.ts, of one whose last bill does not say it alone. */
export type Paying = {
  subscription: string;
  status: string;
  currency: string | null;
  items: Item[];
  /** What it began with, and what it was when its trial was last seen; null where we saw neither. */
  began: Item[] | null;
  trialed: Item[] | null;
  trialEnd: string | null;
  sendInvoice: boolean;
  discounted: boolean;
  /** Some invoice of more than nothing was paid, however long ago. */
  hasPaid: boolean;
  /** Newest first. */
  bills: Bill[];
  products: Record<string, PlanFeatures>;
  prices: Record<string, PriceOfItem>;
};

/** How long intervals are, to compare what plans cost for a day. */
export const DAYS_OF: Record<string, number> = { day: 1, week: 7, month: 30, year: 360 };

/** What a subscription gives: some of its plans, or what it had before a change that is not paid for. */
export type Gives = {
  plans: PlanFeatures[];
  /** Whether it keeps that while a payment is overdue. */
  hasGrace: boolean;
  /** Where all that is owed is a change that is held back: until when the rest is paid. */
  paidUntil: Date | null;
  /** An invoice can be paid that it does not count without: what it has changed to is held back until then. */
  owesChange: boolean;
};

/**
 * Until the invoice of a change is paid, a subscription gives what it gave before, whatever Stripe did with its items.
 * A change that costs less takes effect at once, since there is nothing to pay. The number of seats does not matter
 * here. docs/decisions/022-paid-before-used.md
 */
export function givesOf(paying: Paying, now: Date): Gives {
  const plansOf = (ids: Set<string>) => [...ids].flatMap((id) => own(paying.products, id) ?? []);
  const { asItIs, paid, bills, settled } = paidFor(paying, now);
  const ids = productsIn(asItIs ? paying.items : paid);
  const owesChange = bills.some((bill) => bill.status === "open" && !counts(bill));
  return { plans: plansOf(ids), hasGrace: hasGrace(paying, now), paidUntil: paidUntil(bills, settled), owesChange };
}

/**
 * The items whose seats count beside the present ones, as long as a change is not paid for: also one that only raised the
 * number, if it was billed at once. Null where there is no such change.
 */
export function itemsBeforeUnpaid(paying: Paying, now: Date): Item[] | null {
  const { asItIs, paid, bills, settled } = paidFor(paying, now);
  if (settled.unknown) return null;
  const owesChange = sinceWhole(bills).some((bill) => bill.reason === "subscription_update" && !counts(bill));
  return asItIs && !owesChange ? null : paid;
}

/** Whether all that it is now is paid for, however many seats. */
export const isPaidAsItIs = (paying: Paying, now: Date): boolean => paidFor(paying, now).asItIs;

type PaidFor = {
  /** All that it is now is paid for. */ asItIs: boolean;
  paid: Item[];
  bills: Bill[];
  settled: Settled;
};

function paidFor(paying: Paying, now: Date): PaidFor {
  const { items, prices } = paying;
  const trialEnd = paying.trialEnd === null ? null : new Date(paying.trialEnd);
  const isAfterTrial = trialEnd !== null && trialEnd <= now;
  // Within a trial nothing is paid, so it begins with what it was when the trial ended.
  const bills = overdue(paying).filter(({ at }) => !isAfterTrial || new Date(at) >= trialEnd);
  const before = (isAfterTrial ? paying.trialed : null) ?? paying.began ?? items;
  const settled = settledBy(bills.toReversed(), productsIn(before));
  const paid: Item[] = settled.given.size > 0 ? [...settled.given.values()] : before;
  const paidProducts = productsIn(paid);

  const isCovered = ({ id, product_id: product, price_id: price }: Item): boolean => {
    if (own(prices, price)?.metered) return true; // it is billed afterwards
    // The looks at a subscription that are kept name no items.
    if (settled.given.size === 0 || id === undefined) return paidProducts.has(product ?? "");
    return (settled.given.get(id ?? "") ?? settled.given.get(price ?? ""))?.product_id === product;
  };
  const asItIs =
    settled.unknown ||
    items.every(isCovered) ||
    costsNoMore(items, paid, paying) ||
    isFreeByDiscount(paying, bills, [...settled.given.values()]);
  return { asItIs, paid, bills, settled };
}

const productsIn = (items: Item[]): Set<string> => new Set(items.flatMap(({ product_id: id }) => id ?? []));

/** A bill that was sent and is overdue no longer counts once another has been paid. */
function overdue({ bills, status }: Paying): Bill[] {
  if (status !== "past_due" || !bills.some((bill) => bill.status === "paid")) return bills;
  return bills.map((bill) => (bill.status === "open" ? { ...bill, collection: null, reason: null } : bill));
}

/** Those after the last whole period that was paid, which settles all before it. */
function sinceWhole(bills: Bill[]): Bill[] {
  const whole = bills.findIndex((bill) => counts(bill) && Object.values(bill.gave ?? {}).some((one) => one?.whole));
  return whole === -1 ? bills : bills.slice(0, whole);
}

const isOwed = (bill: Bill): boolean => !counts(bill) && (bill.status === "open" || bill.status === "uncollectible");

/**
 * Nothing is billed for a change that a discount makes free, so no invoice will ever say that it is paid. One that was
 * billed all the same was not free, whether its invoice is still owed or was voided.
 */
function isFreeByDiscount(paying: Paying, bills: Bill[], given: Given[]): boolean {
  const { discounted, currency, prices } = paying;
  const wasFree = ({ amount_minor: amount, price_id: id, quantity }: Given) => {
    const price = own(prices, id);
    return amount === 0 && price !== undefined && (amountFor(price, quantity ?? 1, currency) ?? 0) > 0;
  };
  return (
    discounted && given.length > 0 && given.every(wasFree) && !bills.some(isOwed) && sinceWhole(bills).every(counts)
  );
}

/** For no longer an interval, and no more for each day of it. Where an amount is not known it is taken to cost more. */
function costsNoMore(after: Item[], before: Item[], paying: Paying): boolean {
  const [next, last] = [costOf(after, paying), costOf(before, paying)];
  return next !== null && last !== null && next.days <= last.days && next.perDay <= last.perDay;
}

function costOf(items: Item[], { prices, currency }: Paying): { days: number; perDay: number } | null {
  let [days, perDay] = [0, 0];
  for (const { price_id: id, quantity } of items) {
    const price = own(prices, id);
    if (price?.metered) continue;
    const amount = price ? amountFor(price, quantity ?? 1, currency) : null;
    if (!price || amount === null || price.days === null) return null;
    days = Math.max(days, price.days);
    perDay += amount / price.days;
  }
  return { days, perDay };
}

/** Null where more is owed than a change that is held back: a period, or seats, which count at once. */
function paidUntil(bills: Bill[], { given }: Settled): Date | null {
  const owed = bills.filter(isOwed);
  const isHeldBack = ({ gave }: Bill): boolean => {
    const parts = Object.entries(gave ?? {});
    return parts.length > 0 && parts.every(([key, one]) => one && given.get(key)?.product_id !== one.product_id);
  };
  const ends = [...given.values()].flatMap(({ to }) => (to === null ? [] : new Date(to).getTime()));
  return owed.length > 0 && ends.length > 0 && owed.every(isHeldBack) ? new Date(Math.min(...ends)) : null;
}
