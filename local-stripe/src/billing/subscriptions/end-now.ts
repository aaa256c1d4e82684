// A subscription ends at once. Its unused time may be credited, and what waited may be billed with a last invoice.
import { create } from "../changes.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import type { Subscription } from "../../store/objects.ts";
import { cancelNow, type Reason } from "./cancel.ts";
import { pendingItems } from "../invoices/pending-items.ts";
import { collectNow } from "../invoices/collect.ts";
import { draftInvoice } from "../invoices/invoice-object.ts";
import { recordDraft } from "../invoices/lifecycle.ts";
import { creditUnused } from "../invoices/prorations.ts";
import { usedItems } from "../usage/usage.ts";
import { customerOf } from "./renewals.ts";

export interface EndOptions {
  cancellation_details?: Reason | undefined;
  invoice_now?: boolean | undefined;
  prorate?: boolean | undefined;
}

/** Without `invoice_now`, credits of `prorate` stay with the customer as pending items. [SDK: SubscriptionCancelParams] */
export function endNow(ctx: Context, subscription: Subscription, options: EndOptions = {}): Subscription {
  const now = nowFor(ctx, subscription.customer);
  const credits =
    options.prorate && ["active", "past_due"].includes(subscription.status) ? creditUnused(ctx, subscription, now) : [];
  for (const item of credits) create(ctx, "invoiceitem", item, "invoiceitem.created");
  const pending = pendingItems(ctx, subscription);
  const used = options.invoice_now ? usedItems(ctx, subscription, now) : [];
  if (options.invoice_now && pending.length + used.length > 0) {
    const invoice = draftInvoice(ctx, subscription, customerOf(ctx, subscription), {
      now,
      reason: "manual",
      items: used,
      pending,
    });
    collectNow(ctx, recordDraft(ctx, invoice), { byHand: true });
  }
  const keepPending = options.invoice_now === true || options.prorate === true;
  const current = ctx.store.get("subscription", subscription.id) ?? subscription;
  return cancelNow(ctx, current, options.cancellation_details, { keepPending });
}
