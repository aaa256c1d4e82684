// A paused subscription resumes. Its invoice, if there is one, is finalized at once; until that is paid, it stays paused.
import { create, update } from "../changes.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import { invalid } from "../../conventions/errors.ts";
import { emit } from "../../events/events.ts";
import type { Billed } from "../../store/details.ts";
import type { Invoice, InvoiceItem, Subscription, SubscriptionItem } from "../../store/objects.ts";
import { note } from "./notes.ts";
import { collectNow } from "../invoices/collect.ts";
import { INCOMPLETE_FOR } from "../../store/due-dates.ts";
import { draftInvoice } from "../invoices/invoice-object.ts";
import { recordDraft } from "../invoices/lifecycle.ts";
import { pendingItems } from "../invoices/pending-items.ts";
import { billedOf, noteBilled } from "../invoices/billed.ts";
import { prorate } from "../invoices/prorations.ts";
import { periodsFrom } from "./plan-change.ts";
import { customerOf } from "./renewals.ts";
import { withItems, withRunningPeriods } from "./subscription-object.ts";

export interface ResumeOptions {
  /** `now` (the default) begins a new period; `unchanged` keeps the one that would be running. */
  billing_cycle_anchor?: { type: "now" | "unchanged" } | undefined;
  payment_behavior?: "resume_on_payment_attempt" | "resume_on_payment_success" | undefined;
  proration_behavior?: "always_invoice" | "create_prorations" | "none" | undefined;
  proration_date?: number | undefined;
}

export interface PlannedResumption {
  subscription: Subscription;
  /** Items whose new period is billed whole. */
  periods: SubscriptionItem[];
  /** The rest of a period that runs on. */
  charges: InvoiceItem[];
  billed: Record<string, Billed>;
}

/** Nothing of it is stored. */
export function planResumption(ctx: Context, subscription: Subscription, options: ResumeOptions): PlannedResumption {
  if (subscription.status !== "paused") {
    throw invalid(
      `Only subscriptions with the status \`paused\` can be resumed. This subscription has the status \`${subscription.status}\`.`,
    );
  }
  if (subscription.collection_method !== "charge_automatically")
    throw invalid("Only subscriptions with `collection_method=charge_automatically` can be resumed.");
  const now = nowFor(ctx, subscription.customer);
  if (options.billing_cycle_anchor?.type !== "unchanged") {
    const periods = periodsFrom(subscription, now);
    return {
      subscription: withItems({ ...subscription, billing_cycle_anchor: now }, periods),
      periods,
      charges: [],
      billed: {},
    };
  }
  const running = withRunningPeriods(subscription, now);
  const known = billedOf(ctx, subscription);
  if (options.proration_behavior === "none") return { subscription: running, periods: [], charges: [], billed: known };
  // What was billed of the running period and not given back is not billed again
  const paidFor = subscription.items.data.filter(({ id }) => (known[id]?.end ?? 0) > now);
  const { items, billed } = prorate(ctx, withItems(subscription, paidFor), running, options.proration_date ?? now);
  return { subscription: running, periods: [], charges: items, billed };
}

export function resume(ctx: Context, subscription: Subscription, options: ResumeOptions): Subscription {
  const now = nowFor(ctx, subscription.customer);
  const { subscription: running, periods, charges, billed } = planResumption(ctx, subscription, options);
  noteBilled(ctx, subscription.id, billed);
  if (periods.length === 0 && charges.length === 0) return activate(ctx, running);
  const draft = draftInvoice(ctx, running, customerOf(ctx, running), {
    now,
    reason: periods.length > 0 ? "subscription_cycle" : "subscription_update",
    items: periods,
    pending: [...pendingItems(ctx, running), ...charges],
    periodStart: Math.min(...subscription.items.data.map((item) => item.current_period_start)),
  });
  update(ctx, "subscription", { ...running, latest_invoice: draft.id }, "customer.subscription.updated");
  for (const item of charges) create(ctx, "invoiceitem", item, "invoiceitem.created");
  return settle(ctx, recordDraft(ctx, draft), options.payment_behavior ?? "resume_on_payment_attempt", now);
}

/**
 * By default nothing is charged within the request. A payment then makes it active, a refusal past due. With
 * `resume_on_payment_success` it is charged, and stays paused until an attempt succeeds. Without any attempt within 23
 * hours the invoice is void. [docs: changelog/dahlia/2026-05-27/pause-subscriptions; SDK: Subscriptions.resume]
 */
function settle(
  ctx: Context,
  invoice: Invoice,
  behavior: NonNullable<ResumeOptions["payment_behavior"]>,
  now: number,
): Subscription {
  const id = invoice.parent?.subscription_details?.subscription ?? "";
  const subscription = ctx.store.get("subscription", id);
  if (!subscription) throw new Error(`${id} vanished within a transaction`);
  note(ctx, subscription, { resume: { invoice: invoice.id, on: behavior } });
  const charge = behavior === "resume_on_payment_success";
  const collected = collectNow(ctx, invoice, { charge });
  if (collected.subscription.status === "paused" && !collected.invoice.attempted)
    note(ctx, collected.subscription, { resume_expires: now + INCOMPLETE_FOR });
  return collected.subscription;
}

function activate(ctx: Context, subscription: Subscription): Subscription {
  const { status_details: _paused, ...rest } = subscription;
  const active = update(ctx, "subscription", { ...rest, status: "active" }, "customer.subscription.updated");
  // A note alone changes what is due
  ctx.store.put("subscription", active);
  emit(ctx, "customer.subscription.resumed", active);
  return active;
}
