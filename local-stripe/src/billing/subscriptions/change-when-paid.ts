// `payment_behavior=pending_if_incomplete`: the change's invoice is charged first, and the change is made only once it is paid.
import { create } from "../changes.ts";
import type { Context } from "../../conventions/context.ts";
import { invalid } from "../../conventions/errors.ts";
import type { Invoice, InvoiceItem, Subscription } from "../../store/objects.ts";
import { collectNow, ownersOf } from "../invoices/collect.ts";
import { recordDraft } from "../invoices/lifecycle.ts";
import { billedByLines, billedOf, noteBilled } from "../invoices/billed.ts";
import { payingMethod } from "../payments/charges.ts";
import { noteChange } from "./pending-update.ts";
import type { PlannedChange } from "./plan-change.ts";

export function changeWhenPaid(
  ctx: Context,
  change: PlannedChange,
  draft: Invoice,
  waited: InvoiceItem[],
): Subscription {
  const { subscription: after } = change;
  const before = ctx.store.get("subscription", after.id);
  const { customer } = ownersOf(ctx, draft);
  if (!before || !customer) throw new Error(`${after.id} vanished within a transaction`);
  // [docs: billing/subscriptions/pending-updates, "Before you begin"]
  if (payingMethod(ctx, before, customer)?.type === "sepa_debit")
    throw invalid("Pending updates aren't supported when the payment method is a bank debit.", "payment_behavior");
  const billed = billedOf(ctx, before);
  for (const item of change.items) create(ctx, "invoiceitem", item, "invoiceitem.created");
  const invoice = recordDraft(ctx, draft);
  // Nothing is billed of the change before it is paid
  noteBilled(ctx, before.id, billed);
  noteChange(ctx, before, {
    invoice: invoice.id,
    items: after.items.data,
    billing_cycle_anchor: changed(before.billing_cycle_anchor, after.billing_cycle_anchor),
    trial_end: changed(before.trial_end, after.trial_end),
    metadata: JSON.stringify(before.metadata) === JSON.stringify(after.metadata) ? null : after.metadata,
    spent: [...change.spent, ...usedUp(ctx, invoice)],
    billed: { ...change.billed, ...billedByLines(invoice) },
    waited: waited.map(({ id }) => id),
  });
  return collectNow(ctx, invoice, { retries: "never" }).subscription;
}

function changed<T>(before: T, after: T): T | null {
  return before === after ? null : after;
}

function usedUp(ctx: Context, invoice: Invoice): string[] {
  return (invoice.total_discount_amounts ?? [])
    .filter(({ amount, discount }) => amount > 0 && ctx.store.detail("discount", discount)?.coupon.duration === "once")
    .map(({ discount }) => discount);
}
