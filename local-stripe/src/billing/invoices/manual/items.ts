// Invoice items made by hand. They wait for an invoice, or are put into a draft, which is then counted anew.
import { create } from "../../changes.ts";
import { nowFor } from "../../../conventions/clock.ts";
import type { Context } from "../../../conventions/context.ts";
import { invalid } from "../../../conventions/errors.ts";
import { newId } from "../../../conventions/ids.ts";
import type { Metadata } from "../../../conventions/metadata.ts";
import { emit } from "../../../events/events.ts";
import { takeCurrency } from "../../customers/currency.ts";
import type { Invoice, InvoiceItem, Price, TaxRate } from "../../../store/objects.ts";
import { addToDraft, countedAgain, withoutLineOf } from "./draft-lines.ts";

export interface WantedInvoiceItem {
  customer: string;
  subscription: string | null;
  price: Price;
  /** Where not that of the price: one of its others. */
  currency?: string;
  amount: number;
  quantity: number;
  unit_amount_decimal: string | null;
  description: string | null;
  discountable: boolean;
  discounts: string[];
  metadata: Metadata;
  period: { start: number; end: number } | undefined;
  tax_rates?: TaxRate[];
}

export function newInvoiceItem(ctx: Context, wanted: WantedInvoiceItem, id = newId("ii")): InvoiceItem {
  const now = nowFor(ctx, wanted.customer);
  const { price } = wanted;
  return {
    id,
    object: "invoiceitem",
    amount: wanted.amount,
    currency: wanted.currency ?? price.currency,
    customer: wanted.customer,
    customer_account: null,
    date: now,
    description: wanted.description,
    discountable: wanted.discountable,
    discounts: wanted.discounts,
    invoice: null,
    livemode: false,
    metadata: wanted.metadata,
    net_amount: wanted.amount,
    parent: wanted.subscription
      ? { subscription_details: { subscription: wanted.subscription }, type: "subscription_details" }
      : null,
    period: wanted.period ?? { end: now, start: now },
    pricing: {
      price_details: { price: price.id, product: price.product },
      type: "price_details",
      unit_amount_decimal: wanted.unit_amount_decimal,
    },
    proration: false,
    quantity: wanted.quantity,
    quantity_decimal: String(wanted.quantity),
    tax_rates: wanted.tax_rates ?? [],
    test_clock: ctx.store.get("customer", wanted.customer)?.test_clock ?? null,
  };
}

/** Into a draft, or to wait for the next invoice. */
export function addInvoiceItem(ctx: Context, item: InvoiceItem, draft: Invoice | undefined): InvoiceItem {
  const made = create(ctx, "invoiceitem", { ...item, invoice: draft?.id ?? null }, "invoiceitem.created");
  takeCurrency(ctx, item.customer, item.currency);
  if (draft) addToDraft(ctx, draft, made);
  return made;
}

/** There is no event for a change of an item; that of its draft is one of the draft. */
export function changeInvoiceItem(ctx: Context, after: InvoiceItem): InvoiceItem {
  ctx.store.put("invoiceitem", after);
  const draft = draftOf(ctx, after);
  if (draft) countedAgain(ctx, draft, after);
  return after;
}

export function deleteInvoiceItem(ctx: Context, item: InvoiceItem) {
  const draft = draftOf(ctx, item);
  ctx.store.remove(item.id);
  emit(ctx, "invoiceitem.deleted", item);
  if (draft) withoutLineOf(ctx, draft, item.id);
  return { id: item.id, object: "invoiceitem", deleted: true };
}

/** It waits for the next invoice again. */
export function releaseInvoiceItem(ctx: Context, item: InvoiceItem): void {
  const draft = draftOf(ctx, item);
  ctx.store.put("invoiceitem", { ...item, invoice: null });
  if (draft) withoutLineOf(ctx, draft, item.id);
}

/** The draft that an item is in; undefined while it waits. What is finalized, or gone, can't be changed any more. */
export function draftOf(ctx: Context, item: InvoiceItem): Invoice | undefined {
  if (item.invoice === null) return undefined;
  const invoice = ctx.store.get("invoice", item.invoice);
  // The sentence is Stripe's, for the items of a draft that was deleted
  if (!invoice) throw invalid("This invoice item has been deleted.");
  return editable(invoice);
}

export function editable(invoice: Invoice): Invoice {
  if (invoice.status !== "draft")
    throw invalid("Invalid invoice: This invoice is no longer editable", "invoice", "invoice_not_editable");
  return invoice;
}
