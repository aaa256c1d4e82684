// What meters counted. There are no meter events here: a total is set for a customer, a meter and a period.
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import type { Price, Subscription, SubscriptionItem } from "../../store/objects.ts";

export interface UsageTotal {
  customer: string;
  meter: string;
  /** The instant that the usage counts for: the start of its period. */
  at: number;
  total: number;
}
interface Period {
  start: number;
  end: number;
}

export function isMetered({ recurring }: Price): boolean {
  return recurring?.usage_type === "metered";
}

export function usageOf(ctx: Context, customer: string, meter: string): UsageTotal[] {
  return ctx.store.read<UsageTotal[]>("usage", customer, meter) ?? [];
}

/** A meter counts for its customer: every subscription with it bills all of it. */
export function usageIn(ctx: Context, customer: string, price: Price, { start, end }: Period): number {
  return usageOf(ctx, customer, price.recurring?.meter ?? "")
    .filter(({ at }) => at >= start && at < end)
    .reduce((sum, { total }) => sum + total, 0);
}

/** Sets the total of the billing period that an instant is in; without a subscription to the meter, of that instant. */
export function setUsage(
  ctx: Context,
  {
    customer,
    meter,
    total,
    at = nowFor(ctx, customer),
  }: { customer: string; meter: string; total: number; at?: number | undefined },
): UsageTotal {
  const period = periodsOf(ctx, customer, meter).find(({ start, end }) => at >= start && at < end);
  const entry = { customer, meter, at: period?.start ?? at, total };
  const others = usageOf(ctx, customer, meter).filter((one) =>
    period ? one.at < period.start || one.at >= period.end : one.at !== at,
  );
  ctx.store.save([...others, entry], "usage", customer, meter);
  return entry;
}

function periodsOf(ctx: Context, customer: string, meter: string): Period[] {
  return [...ctx.store.list("subscription", { by: ["customer", customer] })]
    .filter(({ status }) => !["canceled", "incomplete_expired"].includes(status))
    .flatMap(({ items }) => items.data)
    .filter(({ price }) => price.recurring?.meter === meter)
    .map((item) => ({ start: item.current_period_start, end: item.current_period_end }));
}

/** Items of meters that counted something in a period that ends early, cut off there. */
export function usedItems(ctx: Context, subscription: Subscription, end: number): SubscriptionItem[] {
  if (subscription.status === "trialing") return [];
  return subscription.items.data
    .filter(({ price }) => isMetered(price))
    .map((item) => ({ ...item, current_period_end: Math.min(end, item.current_period_end) }))
    .filter((item) => {
      const period = { start: item.current_period_start, end: item.current_period_end };
      return usageIn(ctx, subscription.customer, item.price, period) > 0;
    });
}
