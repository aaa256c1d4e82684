// A schedule begins its subscription. The first invoice is a draft for an hour, unlike that of a subscription that the API
// creates. [SDK: Subscriptions.create]
import { takeCurrency } from "../customers/currency.ts";
import { create, update } from "../changes.ts";
import { HOUR } from "../../time.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import type { Subscription, SubscriptionSchedule } from "../../store/objects.ts";
import { createDiscount, emitDiscountEvents } from "../discounts/discounts.ts";
import { draftInvoice } from "../invoices/invoice-object.ts";
import { recordDraft } from "../invoices/lifecycle.ts";
import { checkRoomForSubscription } from "../time/test-clock-limits.ts";
import { currencyOf } from "./currency.ts";
import { announceTrialEnd } from "./notes.ts";
import { bounds } from "./schedule-object.ts";
import { subscriptionObject } from "./subscription-object.ts";

export function startScheduled(ctx: Context, schedule: SubscriptionSchedule): SubscriptionSchedule {
  const customer = ctx.store.get("customer", schedule.customer);
  const [phase] = schedule.phases;
  if (!phase) throw new Error(`${schedule.id} has no phase`);
  // Its customer was deleted
  if (!customer) {
    const canceled: SubscriptionSchedule = { ...schedule, status: "canceled", canceled_at: ctx.now };
    return update(ctx, "subscription_schedule", canceled, "subscription_schedule.canceled");
  }
  checkRoomForSubscription(ctx, customer.id);
  const now = nowFor(ctx, customer.id);
  const items = phase.items.flatMap(({ price: id, quantity, metadata }) => {
    const price = ctx.store.get("price", id);
    return price ? [{ price, quantity: quantity ?? 1, metadata: metadata ?? {} }] : [];
  });
  const currency = currencyOf(ctx, items, phase.currency);
  const trial_end = phase.trial_end !== null && phase.trial_end > now ? phase.trial_end : null;
  const object = subscriptionObject(
    {
      customer: customer.id,
      items,
      trial_end,
      default_payment_method: phase.default_payment_method ?? schedule.default_settings.default_payment_method,
      metadata: phase.metadata ?? {},
      description: phase.description,
      missing_payment_method: "create_invoice",
      test_clock: customer.test_clock,
    },
    now,
    currency,
  );
  const discounts = phase.discounts.flatMap(({ coupon: id }) => {
    const coupon = id ? ctx.store.get("coupon", id) : undefined;
    return coupon ? [createDiscount(ctx, { coupon, customer: customer.id, subscription: object.id, now }).id] : [];
  });
  const draft: Subscription = {
    ...object,
    collection_method: phase.collection_method ?? schedule.default_settings.collection_method ?? "charge_automatically",
    discounts,
    schedule: schedule.id,
    ...(schedule.end_behavior === "cancel"
      ? { cancel_at: schedule.phases.at(-1)?.end_date ?? null, canceled_at: now }
      : {}),
  };
  const invoice = draftInvoice(ctx, draft, customer, {
    now,
    reason: "subscription_create",
    items: draft.items.data,
    free: trial_end !== null,
    finalizesAt: now + HOUR,
  });
  const subscription: Subscription = { ...draft, latest_invoice: invoice.id };
  create(ctx, "subscription", subscription, "customer.subscription.created");
  emitDiscountEvents(ctx, [], discounts);
  announceTrialEnd(ctx, subscription);
  recordDraft(ctx, invoice);
  takeCurrency(ctx, customer.id, currency);
  const running: SubscriptionSchedule = {
    ...schedule,
    status: "active",
    current_phase: bounds(phase),
    subscription: subscription.id,
  };
  return update(ctx, "subscription_schedule", running, "subscription_schedule.updated");
}
