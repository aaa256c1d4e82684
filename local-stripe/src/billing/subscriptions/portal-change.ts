// A change of plan as the portal's configuration wants it: now, with its proration, or at the period's end.
import type { Context } from "../../conventions/context.ts";
import type { Invoice, PortalConfiguration, Price, Subscription } from "../../store/objects.ts";
import { lineAmount } from "../invoices/amounts.ts";
import { periodEnd } from "./cancel.ts";
import { changePlan, oneItemChange } from "./change-plan.ts";
import type { ChangeOptions, ProrationBehavior } from "./plan-change.ts";
import { boundary, intervalOf } from "./periods.ts";
import { previewChange } from "../invoices/preview.ts";
import { releaseSchedule } from "./release-schedule.ts";
import { scheduleChange } from "./schedules.ts";

/** When a change takes effect that has to wait; undefined when it takes effect now. */
export function waitsUntil(
  ctx: Context,
  configuration: PortalConfiguration,
  subscription: Subscription,
  price: Price,
  quantity?: number,
): number | undefined {
  // In a trial, nothing was paid that could be lost
  if (!["active", "past_due"].includes(subscription.status)) return undefined;
  const conditions = configuration.features.subscription_update.schedule_at_period_end.conditions.map(
    ({ type }) => type,
  );
  const [item] = subscription.items.data;
  if (!item) return undefined;
  const cheaper = perDay(ctx, price, quantity ?? item.quantity ?? 1) < perDay(ctx, item.price, item.quantity ?? 1);
  const shorter = lengthOf(price) < lengthOf(item.price);
  const waits =
    (conditions.includes("decreasing_item_amount") && cheaper) ||
    (conditions.includes("shortening_interval") && shorter);
  return waits ? periodEnd(subscription) : undefined;
}

/** Amounts of different intervals are compared by the day (unverified: Stripe may compare them as they are). */
function perDay(ctx: Context, price: Price, quantity: number): number {
  return lineAmount(ctx, price, quantity) / lengthOf(price);
}

function lengthOf(price: Price): number {
  return boundary(0, intervalOf(price.recurring), 1);
}

/** A refused payment is thrown, and undoes the change with the transaction. */
export function changeInPortal(
  ctx: Context,
  configuration: PortalConfiguration,
  subscription: Subscription,
  price: Price,
  quantity?: number,
): Subscription {
  if (waitsUntil(ctx, configuration, subscription, price, quantity) !== undefined)
    return scheduleChange(ctx, subscription, price, quantity);
  return changePlan(ctx, releaseSchedule(ctx, subscription), price, quantity, optionsOf(configuration));
}

/** What such a change would be billed as; nothing of it is stored. */
export function previewInPortal(
  ctx: Context,
  configuration: PortalConfiguration,
  subscription: Subscription,
  price: Price,
  quantity?: number,
): Invoice {
  return previewChange(ctx, subscription, oneItemChange(subscription, price, quantity), optionsOf(configuration));
}

function optionsOf({ features: { subscription_update } }: PortalConfiguration): ChangeOptions {
  return {
    proration_behavior: subscription_update.proration_behavior as ProrationBehavior,
    anchorNow: subscription_update.billing_cycle_anchor === "now",
    payment_behavior: "error_if_incomplete",
  };
}
