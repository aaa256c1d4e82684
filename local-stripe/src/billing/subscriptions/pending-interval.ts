// `pending_invoice_item_interval`: what waits for the next invoice is billed more often than the periods end.
// Stripe counts it like a created invoice [SDK: Subscription]; the anchor it counts from and the reason are unverified.
import { update } from "../changes.ts";
import { HOUR } from "../../time.ts";
import type { Context } from "../../conventions/context.ts";
import type { Subscription } from "../../store/objects.ts";
import { draftInvoice } from "../invoices/invoice-object.ts";
import { recordDraft, stopCollecting } from "../invoices/lifecycle.ts";
import { pendingItems } from "../invoices/pending-items.ts";
import { intervalOf, nextBoundary } from "./periods.ts";
import { customerOf } from "./renewals.ts";

type PendingInterval = Subscription["pending_invoice_item_interval"];

export function withPendingInterval(subscription: Subscription, interval: PendingInterval, now: number): Subscription {
  return {
    ...subscription,
    pending_invoice_item_interval: interval,
    next_pending_invoice_item_invoice:
      interval && nextBoundary(subscription.billing_cycle_anchor, intervalOf(interval), now),
  };
}

/** A draft for an hour, as a renewal's. Without anything that waits there is no invoice. */
export function billPending(ctx: Context, subscription: Subscription): void {
  const now = ctx.now;
  const next = withPendingInterval(subscription, subscription.pending_invoice_item_interval, now);
  const pending = pendingItems(ctx, subscription);
  if (pending.length === 0) return void update(ctx, "subscription", next, "customer.subscription.updated");
  const invoice = draftInvoice(ctx, subscription, customerOf(ctx, subscription), {
    now,
    reason: "manual",
    items: [],
    pending,
    finalizesAt: now + HOUR,
  });
  update(ctx, "subscription", { ...next, latest_invoice: invoice.id }, "customer.subscription.updated");
  const draft = recordDraft(ctx, invoice);
  if (subscription.status === "unpaid") stopCollecting(ctx, draft);
}
