// A subscription as the portal describes it.
import { currenciesOf, lineAmount } from "../../billing/invoices/amounts.ts";
import { formatMoney } from "../../conventions/currencies.ts";
import { periodEnd } from "../../billing/subscriptions/cancel.ts";
import { changeable, notUpdatable } from "../../billing/subscriptions/portal-limits.ts";
import { scheduledChange } from "../../billing/subscriptions/schedules.ts";
import type { Context } from "../../conventions/context.ts";
import type { Price, Subscription } from "../../store/objects.ts";
import { day, perInterval, priceTerms, productName } from "../wording.ts";
import type { Portal } from "./access.ts";
import { own } from "../../conventions/own.ts";

/** The maximum where the configuration names none (unverified). */
const MOST = 999_999;

export interface Plan {
  id: string;
  name: string;
  terms: string;
  status: string;
  ends: string | undefined;
}

export function planOf(ctx: Context, subscription: Subscription): Plan {
  const items = subscription.items.data;
  return {
    id: subscription.id,
    name: items.map(({ price }) => productName(ctx, price)).join(" and "),
    terms: items
      .map(({ price, quantity }) => priceTerms(ctx, price, quantity ?? 1, undefined, subscription.currency))
      .join(" and "),
    status: [statusOf(subscription), plannedFor(ctx, subscription)].filter((part) => part !== undefined).join(" "),
    ends: endOf(subscription),
  };
}

/** The change that waits for the period's end. */
function plannedFor(ctx: Context, subscription: Subscription): string | undefined {
  const planned = scheduledChange(ctx, subscription);
  if (!planned) return undefined;
  const { price, quantity, at } = planned;
  const name = `${productName(ctx, price)}${times(quantity)}`;
  return `Changes to ${name}, ${priceTerms(ctx, price, quantity, undefined, subscription.currency)}, on ${day(at)}.`;
}

function endOf({ cancel_at, cancel_at_period_end, ...subscription }: Subscription): string | undefined {
  if (cancel_at !== null) return day(cancel_at);
  return cancel_at_period_end ? day(periodEnd({ cancel_at, cancel_at_period_end, ...subscription })) : undefined;
}

function statusOf(subscription: Subscription): string {
  const ends = endOf(subscription);
  const next = day(periodEnd(subscription));
  if (ends) return `Canceled. You keep it until ${ends} and won’t be charged again.`;
  switch (subscription.status) {
    case "trialing":
      return `Free trial until ${next}, then the plan renews.`;
    case "active":
      return `Renews on ${next}.`;
    case "past_due":
      return "The last payment failed and will be tried again. Update your payment method to keep the plan.";
    case "unpaid":
      return "The last payments failed.";
    case "paused":
      return "Paused, because there is no payment method.";
    default:
      return "The first payment has not gone through yet.";
  }
}

export interface Offer {
  price: string;
  name: string;
  terms: string;
  current: boolean;
  /** Whether there is a change to make with it: to another price, or in quantity. */
  open: boolean;
}

/** The quantities that a product may be had in. */
export interface Bounds {
  minimum: number;
  maximum: number;
}

/** The prices that the configuration lets this subscription change to, by interval. */
export function offersFor(
  ctx: Context,
  portal: Portal,
  subscription: Subscription,
): { interval: string; offers: Offer[] }[] {
  const item = subscription.items.data[0];
  const groups = new Map<string, Offer[]>();
  const quantity = item?.quantity ?? 1;
  for (const price of selectablePrices(ctx, portal, subscription)) {
    const interval = intervalName(price);
    const current = price.id === item?.price.id;
    const name = `${productName(ctx, price)}${times(quantity)}`;
    const offer = {
      price: price.id,
      name,
      terms: priceTerms(ctx, price, quantity, undefined, subscription.currency),
      current,
      open: !current || quantityBounds(portal, price) !== undefined,
    };
    groups.set(interval, [...(groups.get(interval) ?? []), offer]);
  }
  return [...groups].map(([interval, offers]) => ({ interval, offers }));
}

/** The prices to choose among: the one there is alone, where only its quantity may change. */
export function selectablePrices(ctx: Context, { configuration }: Portal, subscription: Subscription): Price[] {
  const prices = offeredPrices(ctx, configuration, subscription);
  if (configuration.features.subscription_update.default_allowed_updates.includes("price")) return prices;
  return prices.filter(({ id }) => id === subscription.items.data[0]?.price.id);
}

/** The quantities that a price may be changed to; undefined where its quantity stays as it is. */
export function quantityBounds({ configuration }: Portal, { id }: Price): Bounds | undefined {
  const { default_allowed_updates, products } = configuration.features.subscription_update;
  const adjustable = products?.find(({ prices }) => prices.includes(id))?.adjustable_quantity;
  if (!default_allowed_updates.includes("quantity") || !adjustable?.enabled) return undefined;
  return { minimum: adjustable.minimum, maximum: adjustable.maximum ?? MOST };
}

/** What the one quantity field of all offered prices takes; the price that is chosen may take less. */
export function fieldBounds(ctx: Context, portal: Portal, subscription: Subscription): Bounds | undefined {
  const all = selectablePrices(ctx, portal, subscription).flatMap((price) => quantityBounds(portal, price) ?? []);
  if (all.length === 0) return undefined;
  return {
    minimum: Math.min(...all.map(({ minimum }) => minimum)),
    maximum: Math.max(...all.map(({ maximum }) => maximum)),
  };
}

/** A quantity after a name; omitted when it is one. */
export function times(quantity: number): string {
  return quantity === 1 ? "" : ` × ${quantity}`;
}

export function offeredPrices(
  ctx: Context,
  configuration: Portal["configuration"],
  subscription: Subscription,
): Price[] {
  if (notUpdatable(ctx, subscription)) return [];
  const listed = configuration.features.subscription_update.products ?? [];
  const prices = listed.flatMap(({ prices }) => prices).flatMap((id) => ctx.store.get("price", id) ?? []);
  const sold = prices.filter(
    (price) =>
      price.active &&
      price.recurring &&
      changeable(price) &&
      currenciesOf(ctx, price).includes(subscription.currency) &&
      ctx.store.get("product", price.product)?.active,
  );
  const cost = (price: Price) => lineAmount(ctx, price, 1, subscription.currency);
  return sold.sort((a, b) => monthsOf(a) - monthsOf(b) || cost(a) - cost(b));
}

function monthsOf({ recurring }: Price): number {
  return (
    { day: 1 / 30, week: 7 / 30, month: 1, year: 12 }[recurring?.interval as "day"] * (recurring?.interval_count ?? 1)
  );
}

function intervalName({ recurring }: Price): string {
  const names: Record<string, string> = {
    "per day": "Daily",
    "per week": "Weekly",
    "per month": "Monthly",
    "per year": "Yearly",
  };
  const every = perInterval(recurring);
  return own(names, every) ?? `${every[0]?.toUpperCase()}${every.slice(1)}`;
}

export function newPriceTerms(
  ctx: Context,
  price: Price,
  quantity: number,
  currency: string,
): { name: string; terms: string; amount: string } {
  return {
    name: productName(ctx, price),
    terms: priceTerms(ctx, price, quantity, undefined, currency),
    amount: formatMoney(lineAmount(ctx, price, quantity, currency), currency),
  };
}
