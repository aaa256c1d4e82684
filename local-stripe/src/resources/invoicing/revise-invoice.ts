// `POST /v1/invoices` with `from_invoice` [docs: invoicing/invoice-edits]. The sentences are unverified.
import { createRevision, isReplaceable } from "../../billing/invoices/manual/revision.ts";
import { AUTOMATIC_TAX, NO_AUTOMATIC_TAX } from "../../billing/tax/tax-invoice.ts";
import type { Context } from "../../conventions/context.ts";
import { fetchNamed } from "../../conventions/endpoint.ts";
import { invalid } from "../../conventions/errors.ts";
import { changeMetadata } from "../../conventions/metadata.ts";
import type { Invoice } from "../../store/objects.ts";
import { givenFields, redeemedDiscounts } from "./invoice-changes.ts";
import type { CreateInvoiceParams } from "./invoice-params.ts";

/** What a draft has from the invoice that it revises, unless the call says otherwise. */
const KEPT = [
  "collection_method",
  "custom_fields",
  "default_payment_method",
  "default_tax_rates",
  "description",
  "due_date",
  "footer",
  "issuer",
  "payment_settings",
  "rendering",
  "statement_descriptor",
] as const;

/** They choose what an invoice is for, and that is known. */
const KNOWN = ["currency", "pending_invoice_items_behavior", "subscription"] as const;

export function reviseInvoice(ctx: Context, params: CreateInvoiceParams, from: string): Invoice {
  const original = fetchNamed(ctx, "invoice", from, "from_invoice[invoice]");
  for (const name of KNOWN)
    if (params[name] !== undefined)
      throw invalid(`You may only specify one of these parameters: ${name}, from_invoice.`, name);
  checkRevisable(ctx, original);
  const customer = fetchNamed(ctx, "customer", original.customer ?? "", "customer");
  if (params.customer !== undefined && params.customer !== customer.id)
    throw invalid("The customer of a revision must be that of the original invoice.", "customer");
  const collection_method = params.collection_method ?? original.collection_method;
  const kept = Object.fromEntries(KEPT.map((name) => [name, original[name]]));
  const given = givenFields(ctx, params, {
    customer: customer.id,
    collection_method,
    email: customer.email,
    due: original.due_date !== null,
  });
  const known = { customer: customer.id, currency: original.currency, amount: Math.max(0, original.subtotal) };
  const before = original.discounts as string[];
  return createRevision(ctx, customer, original, {
    given: {
      ...kept,
      automatic_tax: original.automatic_tax.enabled ? AUTOMATIC_TAX : NO_AUTOMATIC_TAX,
      ...(collection_method === "charge_automatically" && { due_date: null }),
      ...given,
      collection_method,
      metadata: changeMetadata(original.metadata ?? {}, params.metadata),
    },
    auto_advance: params.auto_advance ?? false,
    days_until_due: params.days_until_due,
    discounts: params.discounts === undefined ? before : redeemedDiscounts(ctx, params.discounts ?? [], known, before),
  });
}

function checkRevisable(ctx: Context, original: Invoice): void {
  const refused = (message: string) => invalid(message, "from_invoice[invoice]");
  if (original.parent?.subscription_details) throw refused("You can't revise an invoice of a subscription.");
  if (original.status !== "open" && original.status !== "uncollectible")
    throw refused(
      `You can only revise open or uncollectible invoices. This invoice has the status \`${original.status}\`.`,
    );
  if (!isReplaceable(ctx, original)) throw refused("You can't revise an invoice that has `open` or `paid` payments.");
}
