// Credits and charges for a change within a period, to the second. Flexible billing credits a part of what was
// really billed for an item, after discounts, so a credit is never more than was billed.
// [docs: billing/subscriptions/billing-mode/compare, billing/subscriptions/prorations]
import type { Context } from "../../conventions/context.ts";
import type { Billed } from "../../store/details.ts";
import type { InvoiceItem, Subscription, SubscriptionItem } from "../../store/objects.ts";
import { lineAmount, portion } from "./amounts.ts";
import { billedOf } from "./billed.ts";
import { discountsAt, shareDiscounts, type AppliedDiscount, type DiscountAmount } from "../discounts/discounts.ts";
import { boundary, intervalOf } from "../subscriptions/periods.ts";
import { prorationItem } from "./proration-item.ts";

/** A whole period of an item after discounts, and the discounts in it. */
interface Full {
  net: number;
  /** Those for one charge. */
  once: string[];
  shares: DiscountAmount[];
}

export interface Prorated {
  items: InvoiceItem[];
  billed: Record<string, Billed>;
  /** Discounts for one charge that these charges use up. */
  spent: string[];
}

/** The credits and charges for changed items at an instant. Without prorations, what was billed stays as it is. */
export function prorate(
  ctx: Context,
  before: Subscription,
  after: Subscription,
  at: number,
  discounts: AppliedDiscount[] = discountsAt(ctx, after, at),
): Prorated {
  const known = billedOf(ctx, before);
  const billed: Record<string, Billed> = {};
  const items: InvoiceItem[] = [];
  const full = netAmounts(ctx, after, discounts);
  const spent = new Set<string>();
  const remaining = new Map(after.items.data.map((item) => [item.id, item]));
  for (const item of before.items.data) {
    const next = remaining.get(item.id);
    const last = known[item.id];
    if (next && costsTheSame(item, next)) {
      const moved = last && moveEnd(ctx, before.cancel_at, after, next, last, at, full.get(item.id));
      items.push(...(moved?.items ?? []));
      if (moved) billed[item.id] = moved.billed;
      remaining.delete(item.id);
      continue;
    }
    items.push(...credit(ctx, before, item, last, at));
  }
  for (const item of remaining.values()) {
    const { current_period_start: start } = item;
    const end = billedUntil(after, item);
    const from = Math.min(Math.max(start, at), end);
    // An added item has a separate period, and this is the rest of it
    const whole = item.current_period_end - wholeStart(after, item);
    const { net = 0, once = [], shares = [] } = full.get(item.id) ?? {};
    const amount = portion(net, end - from, whole, after.currency);
    const discount_amounts = partsOf(shares, end - from, whole, after.currency);
    if (amount !== 0)
      items.push(
        prorationItem(ctx, after, item, { amount, at: from, end, label: "Remaining time on", discount_amounts }),
      );
    // The first charge that a coupon for one charge discounts uses it up, even down to nothing
    if (end > from) for (const id of once) spent.add(id);
    billed[item.id] = { start: from, end, amount, discount_amounts };
  }
  return { items, billed, spent: [...spent] };
}

/** Its period's end, or the planned end of the subscription where that comes first. */
function billedUntil({ cancel_at }: Subscription, { current_period_end }: SubscriptionItem): number {
  return Math.min(current_period_end, cancel_at ?? current_period_end);
}

/** A planned end within the period is credited from there; one that is moved or revoked is charged up to the new one. */
function moveEnd(
  ctx: Context,
  known: number | null,
  after: Subscription,
  item: SubscriptionItem,
  last: Billed,
  at: number,
  full: Full | undefined,
): { items: InvoiceItem[]; billed: Billed } {
  const end = billedUntil(after, item);
  if (end === last.end || known === after.cancel_at || last.end <= at) return { items: [], billed: last };
  if (end < last.end) {
    const items = credit(ctx, after, item, last, Math.max(end, at));
    const given = items.reduce((sum, { amount }) => sum + amount, 0);
    return { items, billed: { ...last, end: Math.max(end, at), amount: last.amount + given } };
  }
  const whole = item.current_period_end - wholeStart(after, item);
  const amount = portion(full?.net ?? 0, end - last.end, whole, after.currency);
  const discount_amounts = partsOf(full?.shares ?? [], end - last.end, whole, after.currency);
  const charge = { amount, at: last.end, end, label: "Remaining time on", discount_amounts };
  return {
    items: amount === 0 ? [] : [prorationItem(ctx, after, item, charge)],
    billed: { ...last, end, amount: last.amount + amount },
  };
}

/** What is left of each item's period is given back. */
export function creditUnused(ctx: Context, subscription: Subscription, at: number): InvoiceItem[] {
  const known = billedOf(ctx, subscription);
  return subscription.items.data.flatMap((item) => credit(ctx, subscription, item, known[item.id], at));
}

function credit(
  ctx: Context,
  subscription: Subscription,
  item: SubscriptionItem,
  billed: Billed | undefined,
  at: number,
): InvoiceItem[] {
  if (!billed || billed.end <= at) return [];
  const { start, end, amount } = billed;
  const left = end - Math.max(at, start);
  const unused = portion(amount, left, end - start, subscription.currency);
  if (unused === 0) return [];
  // A discount made the credit smaller: its part has the other sign (unverified)
  const discount_amounts = partsOf(billed.discount_amounts ?? [], left, end - start, subscription.currency).map(
    (part) => ({ ...part, amount: -part.amount }),
  );
  const label = "Unused time on";
  return [
    prorationItem(ctx, subscription, item, { amount: -unused, at, end, label, credited: billed, discount_amounts }),
  ];
}

function partsOf(shares: DiscountAmount[], part: number, whole: number, currency: string): DiscountAmount[] {
  return shares
    .map(({ amount, discount }) => ({ amount: portion(amount, part, whole, currency), discount }))
    .filter(({ amount }) => amount > 0);
}

function costsTheSame(a: SubscriptionItem, b: SubscriptionItem): boolean {
  return (
    a.price.id === b.price.id &&
    a.quantity === b.quantity &&
    a.current_period_end === b.current_period_end &&
    a.current_period_start === b.current_period_start
  );
}

/** An item that is added in the middle of other items' period is prorated from their start. */
function wholeStart(subscription: Subscription, item: SubscriptionItem): number {
  const { interval, interval_count } = item.price.recurring ?? {};
  // The time up to an anchor is a part of the period that ends there
  const natural = boundary(item.current_period_end, intervalOf(item.price.recurring), -1);
  if (item.current_period_end === subscription.billing_cycle_anchor && natural < item.current_period_start)
    return natural;
  const sibling = subscription.items.data.find(
    (other) =>
      other.current_period_end === item.current_period_end &&
      other.current_period_start < item.current_period_start &&
      other.price.recurring?.interval === interval &&
      other.price.recurring?.interval_count === interval_count,
  );
  return sibling?.current_period_start ?? item.current_period_start;
}

/** A whole period of each item, less its part of the discounts, and which discounts for one charge are in it. */
function netAmounts(ctx: Context, subscription: Subscription, discounts: AppliedDiscount[]): Map<string, Full> {
  const items = subscription.items.data;
  const lines = items.map((item) => ({
    amount: lineAmount(ctx, item.price, item.quantity ?? 0, subscription.currency),
    discountable: true,
    item: item.id,
    product: item.price.product,
  }));
  const shares = shareDiscounts(discounts, lines, subscription.currency);
  const once = discounts.filter(({ coupon }) => coupon.duration === "once").map(({ id }) => id);
  return new Map(
    items.map((item, index) => {
      const own = (shares[index] ?? []).filter(({ amount }) => amount > 0);
      const net = (lines[index]?.amount ?? 0) - own.reduce((sum, { amount }) => sum + amount, 0);
      return [
        item.id,
        { net, once: own.map(({ discount }) => discount).filter((id) => once.includes(id)), shares: own },
      ];
    }),
  );
}
