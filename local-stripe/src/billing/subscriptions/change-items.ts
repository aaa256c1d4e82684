// Changes of a running subscription's items, by the portal and the API. `changeItems` makes every one of them;
// it stores nothing, so that a page can preview a change. `change-plan.ts` carries changes out.
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import { invalid, missing, type StripeError } from "../../conventions/errors.ts";
import type { Price, Subscription, SubscriptionItem, TaxRate } from "../../store/objects.ts";
import { intervalOf, periodAround, type Period } from "./periods.ts";
import { firstPeriod, subscriptionItem, withItems } from "./subscription-object.ts";
import { currencyOf } from "./currency.ts";

export interface ItemChange {
  id?: string | undefined;
  /** What a caller knows it by; "" where its fields are the call's own. */
  param?: string;
  /** What an added item is called, where that had to be known before. */
  newId?: string;
  /** The discounts of the item, in place of those that it has. */
  discounts?: string[] | undefined;
  price?: Price | undefined;
  quantity?: number | undefined;
  metadata?: Record<string, string> | undefined;
  deleted?: boolean | undefined;
  tax_rates?: TaxRate[] | undefined;
}

/** Without an id, an item is added. */
export function changeItems(ctx: Context, subscription: Subscription, changes: ItemChange[]): Subscription {
  let items = subscription.items.data;
  changes.forEach((change, index) => {
    const { param = `items[${index}]` } = change;
    if (change.id === undefined) {
      items = [...items, addedItem(ctx, subscription, change, param)];
      return;
    }
    const item = items.find(({ id }) => id === change.id);
    if (!item) throw missing("subscription_item", change.id, `${param}[id]`);
    items = change.deleted
      ? items.filter((one) => one !== item)
      : items.map((one) => (one === item ? changedItem(ctx, subscription, item, change) : one));
  });
  if (items.length === 0)
    throw invalid(
      "A subscription must have at least one active plan. To cancel a subscription, use the cancel API endpoint.",
      "items",
    );
  const twice = changes.findIndex(({ price, deleted }) => !deleted && price && countOf(items, price) > 1);
  const again = changes[twice];
  if (again?.price) throw samePlan(again.price, priceName(again.param ?? `items[${twice}]`));
  currencyOf(ctx, items, subscription.currency);
  return withItems(subscription, items);
}

const countOf = (items: SubscriptionItem[], { id }: Price): number =>
  items.filter(({ price }) => price.id === id).length;

const priceName = (param: string): string => (param ? `${param}[price]` : "price");

export const samePlan = (price: Price, param: string): StripeError =>
  invalid(`Cannot add multiple subscription items with the same plan: ${price.id}`, param);

function addedItem(
  ctx: Context,
  subscription: Subscription,
  { price, quantity = 1, metadata, newId, discounts, tax_rates = [] }: ItemChange,
  param: string,
): SubscriptionItem {
  const name = priceName(param);
  if (!price) throw invalid(`Missing required param: ${name}.`, name, "parameter_missing");
  if (subscription.items.data.some((item) => item.price.id === price.id)) throw samePlan(price, name);
  const now = nowFor(ctx, subscription.customer);
  const trial = subscription.status === "trialing" ? subscription.trial_end : null;
  const wanted = { price, quantity, tax_rates, ...(metadata ? { metadata } : {}) };
  // Items of one interval are billed together. The new one joins the others' period
  const sibling = subscription.items.data.find(
    (item) => sameInterval(item.price, price) && item.current_period_end > now,
  );
  const added = subscriptionItem(
    subscription.id,
    wanted,
    now,
    sibling ? { start: now, end: sibling.current_period_end } : firstPeriod(price, now, trial),
  );
  return { ...added, id: newId ?? added.id, discounts: discounts ?? [] };
}

function sameInterval(a: Price, b: Price): boolean {
  return a.recurring?.interval === b.recurring?.interval && a.recurring?.interval_count === b.recurring?.interval_count;
}

function changedItem(
  ctx: Context,
  subscription: Subscription,
  item: SubscriptionItem,
  change: ItemChange,
): SubscriptionItem {
  const price = change.price ?? item.price;
  const same = subscriptionItem(
    subscription.id,
    { price, quantity: change.quantity ?? item.quantity ?? 1 },
    item.created,
    periodAfter(ctx, subscription, item, price),
  );
  return {
    ...same,
    id: item.id,
    metadata: change.metadata ?? item.metadata,
    discounts: change.discounts ?? item.discounts,
    tax_rates: change.tax_rates ?? item.tax_rates ?? [],
  };
}

/**
 * Flexible billing keeps the anchor. Month to year makes the period old start to a year later (recorded on clover).
 * Year to month, the period is the month since the old start that now is in (unverified).
 */
function periodAfter(ctx: Context, subscription: Subscription, item: SubscriptionItem, price: Price): Period {
  const period = { start: item.current_period_start, end: item.current_period_end };
  if (sameInterval(item.price, price) || subscription.status === "trialing") return period;
  return periodAround(
    subscription.billing_cycle_anchor,
    intervalOf(price.recurring),
    period.start,
    nowFor(ctx, subscription.customer),
  );
}
