// A paused subscription resumes. Its invoice, if there is one, is finalized at once; until that is paid, it stays paused.
import { create, update } from "../changes.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import { invalid } from "../../conventions/errors.ts";
import { emit } from "../../events/events.ts";
import type { InvoiceItem, Subscription } from "../../store/objects.ts";
import { note } from "./notes.ts";
import { pendingItems } from "../invoices/pending-items.ts";
import { collectNow } from "../invoices/collect.ts";
import { INCOMPLETE_FOR } from "../../store/due-dates.ts";
import { draftInvoice } from "../invoices/invoice-object.ts";
import { recordDraft } from "../invoices/lifecycle.ts";
import { intervalOf, periodAround } from "./periods.ts";
import { prorate } from "../invoices/prorations.ts";
import { customerOf } from "./renewals.ts";
import { withItems } from "./subscription-object.ts";
import { beginPaying } from "./trials.ts";

export interface ResumeOptions {
  /** `now` (the default) begins a new period; `unchanged` keeps the one that would be running. */
  billing_cycle_anchor?: { type: "now" | "unchanged" } | undefined;
  proration_behavior?: "always_invoice" | "create_prorations" | "none" | undefined;
}

export function resume(ctx: Context, subscription: Subscription, options: ResumeOptions): Subscription {
  if (subscription.status !== "paused") {
    throw invalid(
      `Only subscriptions with the status \`paused\` can be resumed. This subscription has the status \`${subscription.status}\`.`,
    );
  }
  const now = nowFor(ctx, subscription.customer);
  if (options.billing_cycle_anchor?.type === "unchanged") return resumeInPlace(ctx, subscription, now, options);
  return settle(ctx, beginPaying(ctx, subscription, now, null, "paused"), now);
}

function resumeInPlace(ctx: Context, subscription: Subscription, now: number, options: ResumeOptions): Subscription {
  const items = subscription.items.data.map((item) => {
    const period = periodAround(
      subscription.billing_cycle_anchor,
      intervalOf(item.price.recurring),
      item.current_period_start,
      now,
    );
    return { ...item, current_period_start: period.start, current_period_end: period.end };
  });
  const running = withItems(subscription, items);
  const charges =
    options.proration_behavior === "none" ? [] : prorate(ctx, withItems(subscription, []), running, now).items;
  if (charges.length === 0) return activate(ctx, running);
  return settle(ctx, invoiceFor(ctx, running, charges, now), now);
}

function invoiceFor(ctx: Context, running: Subscription, charges: InvoiceItem[], now: number) {
  const pending = [...pendingItems(ctx, running), ...charges];
  const draft = draftInvoice(ctx, running, customerOf(ctx, running), {
    now,
    reason: "subscription_update",
    items: [],
    pending,
  });
  update(ctx, "subscription", { ...running, latest_invoice: draft.id }, "customer.subscription.updated");
  for (const item of charges) create(ctx, "invoiceitem", item, "invoiceitem.created");
  return recordDraft(ctx, draft);
}

/** Without a payment within 23 hours the invoice is void, and the subscription stays paused. [SDK: Subscriptions.resume] */
function settle(ctx: Context, invoice: Parameters<typeof collectNow>[1], now: number): Subscription {
  const { subscription } = collectNow(ctx, invoice, { byHand: true });
  if (subscription.status === "paused") note(ctx, subscription, { resume_expires: now + INCOMPLETE_FOR });
  return subscription;
}

function activate(ctx: Context, subscription: Subscription): Subscription {
  const { status_details: _paused, ...rest } = subscription;
  const active = update(ctx, "subscription", { ...rest, status: "active" }, "customer.subscription.updated");
  emit(ctx, "customer.subscription.resumed", active);
  return active;
}
