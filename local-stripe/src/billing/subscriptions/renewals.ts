// A period ends. The next one begins with a draft invoice, which an hour later is finalized and charged.
import { update } from "../changes.ts";
import { HOUR } from "../../time.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import type { Customer, Invoice, Subscription, SubscriptionItem } from "../../store/objects.ts";
import { itemsToTake } from "../invoices/pending-items.ts";
import { discountsAt, emitDiscountEvents, everyDiscount, withoutSpent } from "../discounts/discounts.ts";
import { draftInvoice } from "../invoices/invoice-object.ts";
import { recordDraft, stopCollecting } from "../invoices/lifecycle.ts";
import { isMetered } from "../usage/usage.ts";
import { intervalOf, periodEndFrom } from "./periods.ts";
import { beginTrial } from "./into-trial.ts";
import { addItems, discountsToCome } from "./phase-extras.ts";
import { enterPhaseDue, phaseDue, withScheduledChange } from "./schedule-phases.ts";
import { withItems } from "./subscription-object.ts";

export function renew(ctx: Context, subscription: Subscription): void {
  const customer = customerOf(ctx, subscription);
  const now = nowFor(ctx, customer.id);
  const phase = phaseDue(ctx, subscription, now);
  const used = usedUpTo(ctx, subscription, now);
  const changed = enterPhaseDue(ctx, subscription, now);
  if (changed.status === "trialing") {
    if (phase) addItems(ctx, changed, phase);
    return void beginTrial(ctx, subscription, changed);
  }
  const { renewed, billed } = nextPeriods(changed, now, used);
  if (phase) addItems(ctx, renewed, phase);
  const current = withoutSpent(ctx, renewed, new Set(), now);
  const invoice = draftInvoice(ctx, current, customer, {
    now,
    reason: "subscription_cycle",
    items: billed,
    pending: itemsToTake(ctx, subscription),
    finalizesAt: now + HOUR,
    periodStart: Math.min(...subscription.items.data.map((item) => item.current_period_start)),
  });
  update(ctx, "subscription", { ...current, latest_invoice: invoice.id }, "customer.subscription.updated");
  emitDiscountEvents(ctx, everyDiscount(subscription), everyDiscount(current));
  const draft = recordDraft(ctx, invoice);
  // An unpaid subscription's invoices stay drafts [SDK: Subscription.status]
  if (subscription.status === "unpaid") stopCollecting(ctx, draft);
}

/**
 * The periods that begin at an instant, and the items that they belong to.
 * @param used what meters counted is billed when its period is over: metered items in the period that ends
 */
export function nextPeriods(
  subscription: Subscription,
  now: number,
  used = endedMetered(subscription, now),
): { renewed: Subscription; billed: SubscriptionItem[] } {
  const before = subscription.items.data;
  const items = before.map((item) => (item.current_period_end <= now ? nextPeriod(subscription, item) : item));
  const billed = items.flatMap((item, index) => {
    if (item === before[index]) return [];
    return isMetered(item.price) ? used.filter(({ id }) => id === item.id) : [item];
  });
  const gone = used.filter((one) => !items.some(({ id }) => id === one.id));
  return { renewed: withItems(subscription, items), billed: [...billed, ...gone] };
}

const endedMetered = ({ items }: Subscription, now: number): SubscriptionItem[] =>
  items.data.filter(({ price, current_period_end }) => isMetered(price) && current_period_end <= now);

/**
 * The metered items whose period ends, as they were before a phase that begins then. What the phase takes away without
 * prorations is never billed. [docs: billing/subscriptions/usage-based/manage-billing-setup]
 */
export function usedUpTo(ctx: Context, before: Subscription, now: number): SubscriptionItem[] {
  const phase = phaseDue(ctx, before, now);
  const stays = ({ price }: SubscriptionItem) => phase?.items.some((one) => one.price === price.id);
  return endedMetered(before, now).filter((item) => !phase || phase.proration_behavior !== "none" || stays(item));
}

function nextPeriod(subscription: Subscription, item: SubscriptionItem): SubscriptionItem {
  const start = item.current_period_end;
  return {
    ...item,
    current_period_start: start,
    current_period_end: periodEndFrom(subscription.billing_cycle_anchor, intervalOf(item.price.recurring), start),
  };
}

/** The invoice that the next renewal would make if nothing changed. It has no id yet. */
export function upcomingInvoice(ctx: Context, subscription: Subscription): Omit<Invoice, "id"> {
  const now = Math.min(...subscription.items.data.map((item) => item.current_period_end));
  const phase = phaseDue(ctx, subscription, now);
  const { renewed, billed } = nextPeriods(
    withScheduledChange(ctx, subscription, now),
    now,
    usedUpTo(ctx, subscription, now),
  );
  const coupons = phase ? discountsToCome(ctx, phase, renewed.items.data) : [];
  const { id: _none, ...invoice } = draftInvoice(ctx, renewed, customerOf(ctx, subscription), {
    now,
    reason: "upcoming",
    items: billed,
    pending: itemsToTake(ctx, subscription),
    discounts: [...discountsAt(ctx, renewed, now), ...coupons],
    periodStart: Math.min(...subscription.items.data.map((item) => item.current_period_start)),
  });
  return { ...invoice, next_payment_attempt: now + HOUR };
}

export function customerOf(ctx: Context, subscription: Subscription): Customer {
  const customer = ctx.store.get("customer", subscription.customer);
  if (!customer) throw new Error(`${subscription.customer} vanished`);
  return customer;
}
