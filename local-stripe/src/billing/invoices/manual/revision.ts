// A revision: a draft with what a finalized invoice has. It takes that invoice's place when it is finalized itself.
// [docs: invoicing/invoice-edits]
import { create } from "../../changes.ts";
import type { Context } from "../../../conventions/context.ts";
import { newId } from "../../../conventions/ids.ts";
import type { Customer, Invoice } from "../../../store/objects.ts";
import { attachedStatuses, paymentInProcess } from "../../payments/invoice-payments.ts";
import { voidInvoice } from "../lifecycle.ts";
import { createManualInvoice } from "./manual-invoice.ts";
import { itemOfLine } from "./draft-lines.ts";

/** Of its customer as it is now, without credit notes, and without what waits for an invoice. */
export function createRevision(
  ctx: Context,
  customer: Customer,
  original: Invoice,
  changed: { given: Partial<Invoice>; auto_advance: boolean; days_until_due: number | undefined; discounts: string[] },
): Invoice {
  const items = original.lines.data.map((line) => {
    const item = ctx.store.get("invoiceitem", itemOfLine(line) ?? "");
    if (!item) throw new Error(`${line.id} has no invoice item`);
    return create(ctx, "invoiceitem", { ...item, id: newId("ii"), invoice: null }, "invoiceitem.created");
  });
  const { given, ...rest } = changed;
  return createManualInvoice(ctx, customer, {
    ...rest,
    currency: original.currency,
    items,
    subscription: undefined,
    given: { ...given, from_invoice: { action: "revision", invoice: original.id } },
  });
}

/** Whether it can be revised still: nothing was paid, and nothing is being paid. */
export function isReplaceable(ctx: Context, { id, status }: Invoice): boolean {
  const attached = attachedStatuses(ctx, id);
  return (
    (status === "open" || status === "uncollectible") &&
    !attached.has("open") &&
    !attached.has("paid") &&
    !paymentInProcess(ctx, id)
  );
}

/** The invoice that a draft revises; undefined for all others. */
export function revisedBy(ctx: Context, { from_invoice }: Invoice): Invoice | undefined {
  return ctx.store.get("invoice", (from_invoice?.invoice as string | undefined) ?? "");
}

/** The revision is about to be finalized. Each invoice before it names the newest one. */
export function replaceRevised(ctx: Context, revision: Invoice): void {
  const original = revisedBy(ctx, revision);
  if (!original) return;
  voidInvoice(ctx, { ...original, latest_revision: revision.id });
  for (let earlier = revisedBy(ctx, original); earlier; earlier = revisedBy(ctx, earlier))
    ctx.store.put("invoice", { ...earlier, latest_revision: revision.id });
}
