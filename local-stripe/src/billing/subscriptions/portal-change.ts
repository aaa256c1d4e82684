// A change of plan as the portal's configuration wants it: now, with its proration, or at the period's end.
import type { Context } from "../../conventions/context.ts";
import type { Invoice, PortalConfiguration, Price, Subscription } from "../../store/objects.ts";
import { billingSettings } from "../settings.ts";
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
  const otherProduct = price.product !== item.price.product;
  if (otherProduct && !billingSettings(ctx.store).portal_schedules_other_products) return undefined;
  const perDay = (one: Price, count: number) => lineAmount(ctx, one, count, subscription.currency) / lengthOf(one);
  // Amounts of different intervals are compared by the day (unverified: Stripe may compare them as they are)
  const cheaper = perDay(price, quantity ?? item.quantity ?? 1) < perDay(item.price, item.quantity ?? 1);
  const shorter = lengthOf(price) < lengthOf(item.price);
  const waits =
    (conditions.includes("decreasing_item_amount") && cheaper) ||
    (conditions.includes("shortening_interval") && shorter);
  return waits ? periodEnd(subscription) : undefined;
}

function lengthOf(price: Price): number {
  return boundary(0, intervalOf(price.recurring), 1);
}

/** Stripe does not say what a refused payment does: here it is thrown and undoes the change, or the change stays. */
export function changeInPortal(
  ctx: Context,
  configuration: PortalConfiguration,
  subscription: Subscription,
  price: Price,
  quantity?: number,
): Subscription {
  if (waitsUntil(ctx, configuration, subscription, price, quantity) !== undefined) {
    const planned = scheduleChange(ctx, subscription, price, quantity);
    ctx.store.save(true, "portal-schedule", planned.schedule ?? "");
    return planned;
  }
  return changePlan(ctx, releaseSchedule(ctx, subscription), price, quantity, optionsOf(ctx, configuration));
}

/** A schedule that was made elsewhere is in the portal's way (stripe-firebase-extensions#158). */
export function scheduledElsewhere(ctx: Context, { schedule }: Subscription): boolean {
  return schedule !== null && ctx.store.read<boolean>("portal-schedule", schedule) !== true;
}

/** What such a change would be billed as; nothing of it is stored. */
export function previewInPortal(
  ctx: Context,
  configuration: PortalConfiguration,
  subscription: Subscription,
  price: Price,
  quantity?: number,
): Invoice {
  const changes = oneItemChange(subscription, price, quantity);
  // What was planned for the period's end is dropped by the change
  return previewChange(ctx, { ...subscription, schedule: null }, changes, optionsOf(ctx, configuration));
}

function optionsOf(ctx: Context, { features: { subscription_update } }: PortalConfiguration): ChangeOptions {
  return {
    proration_behavior: subscription_update.proration_behavior as ProrationBehavior,
    anchorNow: subscription_update.billing_cycle_anchor === "now",
    payment_behavior:
      billingSettings(ctx.store).portal_declined_update === "undo" ? "error_if_incomplete" : "allow_incomplete",
  };
}
