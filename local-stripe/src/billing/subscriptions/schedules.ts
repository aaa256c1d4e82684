// A change that waits for the period's end: a schedule of two phases, made by the portal and released when it is done.
import { create, update } from "../changes.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import { newId } from "../../conventions/ids.ts";
import type { Price, Subscription, SubscriptionItem, SubscriptionSchedule } from "../../store/objects.ts";
import { periodEnd } from "./cancel.ts";
import { oneItemChange } from "./change-plan.ts";
import { intervalOf, periodEndFrom } from "./periods.ts";
import { subscriptionItem, withItems } from "./subscription-object.ts";
import { releaseSchedule } from "./release-schedule.ts";

type Phase = SubscriptionSchedule["phases"][number];

/** Plans the change; a change that was planned before is dropped for it. */
export function scheduleChange(ctx: Context, before: Subscription, price: Price, quantity?: number): Subscription {
  const [wanted] = oneItemChange(before, price, quantity);
  const subscription = releaseSchedule(ctx, before);
  const now = nowFor(ctx, subscription.customer);
  const start = Math.min(...subscription.items.data.map((item) => item.current_period_start));
  const end = periodEnd(subscription);
  const current = phase(
    subscription,
    start,
    end,
    subscription.items.data.map((item) => ({ price: item.price.id, quantity: item.quantity ?? 1 })),
  );
  const then = phase(
    subscription,
    end,
    periodEndFrom(subscription.billing_cycle_anchor, intervalOf(price.recurring), end),
    [{ price: price.id, quantity: wanted?.quantity ?? 1 }],
  );
  const schedule: SubscriptionSchedule = {
    id: newId("sub_sched"),
    object: "subscription_schedule",
    application: null,
    billing_mode: { flexible: { proration_discounts: "included" }, type: "flexible", updated_at: now },
    canceled_at: null,
    completed_at: null,
    created: now,
    current_phase: { end_date: end, start_date: start },
    customer: subscription.customer,
    customer_account: null,
    default_settings: {
      application_fee_percent: null,
      automatic_tax: { disabled_reason: null, enabled: false, liability: null },
      billing_cycle_anchor: "automatic",
      billing_thresholds: null,
      collection_method: "charge_automatically",
      default_payment_method: null,
      description: null,
      invoice_settings: {
        account_tax_ids: null,
        custom_fields: null,
        days_until_due: null,
        description: null,
        footer: null,
        issuer: { type: "self" },
      },
      on_behalf_of: null,
      transfer_data: null,
    },
    end_behavior: "release",
    livemode: false,
    metadata: {},
    pause_schedules: [],
    phases: [current, then],
    released_at: null,
    released_subscription: null,
    status: "active",
    subscription: subscription.id,
    test_clock: subscription.test_clock,
  };
  create(ctx, "subscription_schedule", schedule, "subscription_schedule.created");
  return update(ctx, "subscription", { ...subscription, schedule: schedule.id }, "customer.subscription.updated");
}

function phase(
  subscription: Subscription,
  start_date: number,
  end_date: number,
  items: { price: string; quantity: number }[],
): Phase {
  return {
    add_invoice_items: [],
    application_fee_percent: null,
    billing_cycle_anchor: null,
    billing_thresholds: null,
    collection_method: null,
    currency: subscription.currency,
    default_payment_method: null,
    default_tax_rates: [],
    description: null,
    discounts: [],
    end_date,
    invoice_settings: null,
    items: items.map((item) => ({
      ...item,
      billing_thresholds: null,
      discounts: [],
      metadata: {},
      plan: item.price,
      tax_rates: [],
    })),
    metadata: {},
    on_behalf_of: null,
    proration_behavior: "none",
    start_date,
    transfer_data: null,
    trial_end: null,
  };
}

/** The change that is planned, for showing it. */
export function scheduledChange(
  ctx: Context,
  subscription: Subscription,
): { at: number; price: Price; quantity: number } | undefined {
  const schedule = subscription.schedule ? ctx.store.get("subscription_schedule", subscription.schedule) : undefined;
  const next = schedule?.phases[1];
  const price = next?.items[0] && ctx.store.get("price", next.items[0].price);
  return next && price ? { at: next.start_date, price, quantity: next.items[0]?.quantity ?? 1 } : undefined;
}

/** At a renewal: the items as they were planned, still in the period that ends. Nothing is stored of the items. */
export function withScheduledChange(ctx: Context, subscription: Subscription, now: number): Subscription {
  const planned = scheduledChange(ctx, subscription);
  const [item] = subscription.items.data;
  if (!planned || !item || planned.at > now) return subscription;
  const period = { start: item.current_period_start, end: item.current_period_end };
  const next: SubscriptionItem = {
    ...subscriptionItem(subscription.id, planned, item.created, period),
    id: item.id,
    metadata: item.metadata,
  };
  return withItems({ ...subscription, schedule: null }, [next]);
}
