// The end of a trial: moved, brought forward, or reached.
import { update } from "../changes.ts";
import { HOUR } from "../../time.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import { emit } from "../../events/events.ts";
import type { Invoice, Subscription } from "../../store/objects.ts";
import { cancelNow } from "./cancel.ts";
import { itemsToTake } from "../invoices/pending-items.ts";
import { payingMethod } from "../payments/charges.ts";
import { collectNow } from "../invoices/collect.ts";
import { draftInvoice } from "../invoices/invoice-object.ts";
import { recordDraft } from "../invoices/lifecycle.ts";
import { beginTrial, keepsAnchor } from "./into-trial.ts";
import { setPaused } from "./pause.ts";
import { intervalOf, nextBoundary } from "./periods.ts";
import { periodsFrom, type PlannedChange } from "./plan-change.ts";
import { addItems } from "./phase-extras.ts";
import type { Phase } from "./schedule-object.ts";
import { enterPhaseDue, phaseDue } from "./schedule-phases.ts";
import { customerOf } from "./renewals.ts";
import { withItems } from "./subscription-object.ts";

/** `trial_end: 'now'`: the first paid invoice is finalized and charged at once. */
export function endTrialNow(ctx: Context, subscription: Subscription): Subscription {
  emit(ctx, "customer.subscription.trial_will_end", subscription);
  const now = nowFor(ctx, subscription.customer);
  const ended = { ...subscription, trial_end: now };
  const stopped = handleMissingMethod(ctx, ended);
  if (stopped) return stopped;
  return collectNow(ctx, beginPaying(ctx, ended, now, null)).subscription;
}

/** The change that ends a trial now, with the first paid period as ordinary lines. */
export function outOfTrial(ctx: Context, change: PlannedChange): PlannedChange {
  const now = nowFor(ctx, change.subscription.customer);
  const periods = periodsFrom(change.subscription, now);
  const ended = { ...change.subscription, status: "active" as const, trial_end: now, billing_cycle_anchor: now };
  return { ...change, subscription: withItems(ended, periods), periods, billed: {}, billsNow: true };
}

/** A trial ran out. It is active at once, while its invoice is still a draft for an hour (recorded sample). */
export function trialEnded(ctx: Context, subscription: Subscription): void {
  if (handleMissingMethod(ctx, subscription)) return;
  const end = subscription.trial_end ?? ctx.now;
  const phase = phaseDue(ctx, subscription, end);
  const next = enterPhaseDue(ctx, subscription, end);
  if ((next.trial_end ?? 0) > end) {
    if (phase) addItems(ctx, next, phase);
    return void beginTrial(ctx, subscription, next);
  }
  beginPaying(ctx, next, end, end + HOUR, phase);
}

/** Without a card, `trial_settings` decide what happens; by default it gets its invoice. */
function handleMissingMethod(ctx: Context, subscription: Subscription): Subscription | undefined {
  const missing = subscription.trial_settings?.end_behavior.missing_payment_method ?? "create_invoice";
  // Who pays invoices needs no card
  if (subscription.collection_method === "send_invoice") return undefined;
  if (missing === "create_invoice" || payingMethod(ctx, subscription, customerOf(ctx, subscription))) return undefined;
  return missing === "cancel"
    ? cancelNow(ctx, subscription, { reason: null })
    : setPaused(ctx, subscription, "trial_end_without_payment_method");
}

/**
 * The first periods that cost something. The anchor may be left as it was by the trial: one that was set, or that of
 * before the trial. `saved` is the subscription in its trial.
 */
export function firstPaidPeriods(
  subscription: Subscription,
  start: number,
  saved: Subscription | undefined,
): { paying: Subscription; part: boolean } {
  const set = saved !== undefined && saved.billing_cycle_anchor !== saved.trial_end;
  const part = set || keepsAnchor(subscription);
  const anchor = part ? subscription.billing_cycle_anchor : start;
  const items = subscription.items.data.map((item) => ({
    ...item,
    current_period_start: start,
    current_period_end: nextBoundary(anchor, intervalOf(item.price.recurring), start),
  }));
  return { paying: withItems({ ...subscription, status: "active", billing_cycle_anchor: anchor }, items), part };
}

/** The first period that costs something begins, with its draft invoice. */
export function beginPaying(
  ctx: Context,
  subscription: Subscription,
  start: number,
  finalizesAt: number | null,
  phase?: Phase,
): Invoice {
  const { paying: active, part } = firstPaidPeriods(
    subscription,
    start,
    ctx.store.get("subscription", subscription.id),
  );
  if (phase) addItems(ctx, active, phase);
  const invoice = draftInvoice(ctx, active, customerOf(ctx, subscription), {
    now: start,
    reason: "subscription_cycle",
    items: active.items.data,
    part,
    pending: itemsToTake(ctx, subscription),
    ...(finalizesAt === null ? {} : { finalizesAt }),
    periodStart: Math.min(...subscription.items.data.map((item) => item.current_period_start)),
  });
  update(ctx, "subscription", { ...active, latest_invoice: invoice.id }, "customer.subscription.updated");
  return recordDraft(ctx, invoice);
}
