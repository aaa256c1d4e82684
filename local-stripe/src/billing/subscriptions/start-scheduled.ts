// A schedule begins its subscription. The first invoice is a draft for an hour, unlike that of a subscription that the API
// creates. [SDK: Subscriptions.create]
import { takeCurrency } from "../customers/currency.ts";
import { create, update } from "../changes.ts";
import { HOUR } from "../../time.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import { emit } from "../../events/events.ts";
import type { Subscription, SubscriptionSchedule } from "../../store/objects.ts";
import { emitDiscountEvents, everyDiscount } from "../discounts/discounts.ts";
import { draftInvoice } from "../invoices/invoice-object.ts";
import { recordDraft } from "../invoices/lifecycle.ts";
import { checkRoomForSubscription } from "../time/test-clock-limits.ts";
import { announceTrialEnd } from "./notes.ts";
import { addedBy, couponsIn } from "./phase-extras.ts";
import { saidIn } from "./phase-settings.ts";
import { planStart } from "./plan-start.ts";
import { bounds, type Phase } from "./schedule-object.ts";
import type { WantedSubscription } from "./subscription-object.ts";

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
  const { draft, added, firstInvoice } = planStart(ctx, wantedBy(ctx, schedule, phase, now), {
    // One that began in the past is billed from then on, as its phase says
    backdate:
      phase.start_date < now ? { start: phase.start_date, billed: phase.proration_behavior !== "none" } : undefined,
    added: addedBy(ctx, phase),
    finish: (made) => ({
      ...made,
      schedule: schedule.id,
      ...(schedule.end_behavior === "cancel"
        ? { cancel_at: schedule.phases.at(-1)?.end_date ?? null, canceled_at: now }
        : {}),
    }),
  });
  if (!firstInvoice) throw new Error(`${schedule.id} has nothing to bill`);
  const invoice = draftInvoice(ctx, draft, customer, {
    ...firstInvoice,
    reason: "subscription_create",
    finalizesAt: now + HOUR,
  });
  const subscription: Subscription = { ...draft, latest_invoice: invoice.id };
  create(ctx, "subscription", subscription, "customer.subscription.created");
  emitDiscountEvents(ctx, [], everyDiscount(subscription));
  for (const item of added) emit(ctx, "invoiceitem.created", item);
  announceTrialEnd(ctx, subscription);
  recordDraft(ctx, invoice);
  takeCurrency(ctx, customer.id, subscription.currency);
  const running: SubscriptionSchedule = {
    ...schedule,
    status: "active",
    current_phase: bounds(phase),
    subscription: subscription.id,
  };
  return update(ctx, "subscription_schedule", running, "subscription_schedule.updated");
}

function wantedBy(ctx: Context, schedule: SubscriptionSchedule, phase: Phase, now: number): WantedSubscription {
  const { default_settings: defaults } = schedule;
  const items = phase.items.flatMap(({ price: id, quantity, metadata, discounts, tax_rates }) => {
    const price = ctx.store.get("price", id);
    const coupons = couponsIn(ctx, discounts);
    const taxes = tax_rates ?? [];
    return price
      ? [{ price, quantity: quantity ?? 1, metadata: metadata ?? {}, discounts: coupons, tax_rates: taxes }]
      : [];
  });
  const days = phase.invoice_settings?.days_until_due ?? defaults.invoice_settings.days_until_due;
  const sent = (phase.collection_method ?? defaults.collection_method) === "send_invoice";
  return {
    customer: schedule.customer,
    currency: phase.currency,
    items,
    trial_end: phase.trial_end !== null && phase.trial_end > now ? phase.trial_end : null,
    default_payment_method: phase.default_payment_method ?? defaults.default_payment_method,
    metadata: phase.metadata ?? {},
    description: phase.description ?? defaults.description,
    missing_payment_method: "create_invoice",
    discounts: couponsIn(ctx, phase.discounts),
    automatic_tax: (phase.automatic_tax ?? defaults.automatic_tax)?.enabled === true,
    default_tax_rates: phase.default_tax_rates ?? [],
    ...(sent ? { days_until_due: days ?? 0 } : {}),
    settings: {
      invoice_settings: {
        account_tax_ids: null,
        custom_fields: null,
        description: null,
        footer: null,
        issuer: { type: "self" },
        ...saidIn(defaults.invoice_settings),
        ...saidIn(phase.invoice_settings),
      },
    },
  };
}
