// Pausing by request (`POST /v1/subscriptions/{id}/pause`): unused time is credited, and the subscription stops.
import { create } from "../changes.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import type { InvoiceItem, Subscription } from "../../store/objects.ts";
import { collectNow } from "../invoices/collect.ts";
import { draftInvoice } from "../invoices/invoice-object.ts";
import { recordDraft } from "../invoices/lifecycle.ts";
import { pendingItems } from "../invoices/pending-items.ts";
import { noteBilled } from "../invoices/billed.ts";
import { creditUnused } from "../invoices/prorations.ts";
import { withoutPendingUpdate } from "./cancel.ts";
import { checkPausable, setPaused } from "./pause.ts";
import { customerOf } from "./renewals.ts";

export interface PauseOptions {
  /** From when unused time of licensed items is credited. */
  unused_time_from?: "item_current_period_start" | "none" | "now" | undefined;
  /** Credits wait for the next invoice (the default), or are invoiced at once. */
  invoicing_behavior?: "invoice" | "pending_invoice_item" | undefined;
}

export function pauseNow(ctx: Context, before: Subscription, options: PauseOptions): Subscription {
  checkPausable(ctx, before);
  const subscription = withoutPendingUpdate(ctx, before);
  const credits = creditsFor(ctx, subscription, options);
  for (const item of credits) create(ctx, "invoiceitem", item, "invoiceitem.created");
  // What was given back is not given back again, and is paid for again when it resumes
  if (credits.length > 0) noteBilled(ctx, subscription.id, {});
  const pending = options.invoicing_behavior === "invoice" ? pendingItems(ctx, subscription) : [];
  if (pending.length === 0) return setPaused(ctx, subscription, "pause_requested");
  const invoice = draftInvoice(ctx, subscription, customerOf(ctx, subscription), {
    now: nowFor(ctx, subscription.customer),
    reason: "subscription_update",
    items: [],
    pending,
  });
  const collected = collectNow(ctx, recordDraft(ctx, invoice), { byHand: true }).subscription;
  return setPaused(ctx, { ...collected, latest_invoice: invoice.id }, "pause_requested");
}

function creditsFor(
  ctx: Context,
  subscription: Subscription,
  { unused_time_from = "now" }: PauseOptions,
): InvoiceItem[] {
  if (unused_time_from === "none") return [];
  const starts = subscription.items.data.map((item) => item.current_period_start);
  const at = unused_time_from === "now" ? nowFor(ctx, subscription.customer) : Math.min(...starts);
  return creditUnused(ctx, subscription, at);
}
