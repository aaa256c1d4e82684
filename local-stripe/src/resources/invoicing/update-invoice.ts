import { withAdvance } from "../../billing/invoices/manual/manual-invoice.ts";
import { recounted } from "../../billing/invoices/manual/draft-lines.ts";
import { update } from "../../billing/changes.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import { invalid } from "../../conventions/errors.ts";
import { changeMetadata } from "../../conventions/metadata.ts";
import { DAY, HOUR } from "../../time.ts";
import type { Invoice } from "../../store/objects.ts";
import { givenFields, redeemedDiscounts } from "./invoice-changes.ts";
import type { UpdateInvoiceParams } from "./invoice-params.ts";

/** What may still be set once it is finalized. */
const ALWAYS = ["auto_advance", "metadata"];

export function updateInvoice(ctx: Context, params: UpdateInvoiceParams, invoice: Invoice): Invoice {
  const closed = Object.keys(params).find((name) => !ALWAYS.includes(name));
  // The sentence and its param are Stripe's (recorded)
  if (invoice.status !== "draft" && closed !== undefined)
    throw invalid("Finalized invoices can't be updated in this way", closed);
  const changed = invoice.status === "draft" ? changedDraft(ctx, params, invoice) : invoice;
  const metadata = changeMetadata(invoice.metadata ?? {}, params.metadata);
  return update(ctx, "invoice", { ...withCollection(ctx, changed, params.auto_advance), metadata }, "invoice.updated");
}

function changedDraft(ctx: Context, params: UpdateInvoiceParams, draft: Invoice): Invoice {
  if (Object.keys(params).every((name) => ALWAYS.includes(name))) return draft;
  const customer = draft.customer ?? "";
  const collection_method = params.collection_method ?? draft.collection_method;
  const sent = collection_method === "send_invoice";
  const given = givenFields(ctx, params, {
    customer,
    collection_method,
    email: draft.customer_email,
    due: draft.due_date !== null && sent,
  });
  const discounts =
    params.discounts === undefined
      ? (draft.discounts as string[])
      : redeemedDiscounts(
          ctx,
          params.discounts ?? [],
          { customer, currency: draft.currency, amount: Math.max(0, draft.subtotal) },
          draft.discounts as string[],
        );
  const due =
    params.days_until_due === undefined ? (sent ? draft.due_date : null) : draft.created + params.days_until_due * DAY;
  const changed: Invoice = { ...draft, collection_method, discounts, due_date: due, ...given };
  const planned = collection_method === draft.collection_method ? changed : replanned(changed);
  if (planned.automatic_tax.enabled) checkByHand(planned);
  const counts = [params.discounts, params.automatic_tax, params.default_tax_rates, params.default_payment_method];
  return counts.every((one) => one === undefined) ? planned : recounted(ctx, planned);
}

/** Wording unverified. */
function checkByHand({ default_tax_rates }: Invoice): void {
  if (default_tax_rates.length > 0)
    throw invalid("You cannot use tax rates when `automatic_tax[enabled]` is true.", "automatic_tax[enabled]");
}

/** Another way to collect it. One by hand has its plan from its creation. */
const replanned = (draft: Invoice): Invoice =>
  draft.billing_reason === "manual" ? withAdvance(draft, draft.auto_advance === true) : draft;

/** Automatic collection, switched off or on again: an open invoice is then charged an hour later (unverified). */
function withCollection(ctx: Context, invoice: Invoice, auto_advance: boolean | undefined): Invoice {
  if (auto_advance === undefined || auto_advance === invoice.auto_advance) return invoice;
  if (invoice.status === "draft" && invoice.billing_reason === "manual") return withAdvance(invoice, auto_advance);
  const at = nowFor(ctx, invoice.customer) + HOUR;
  const charged = invoice.collection_method === "charge_automatically";
  return {
    ...invoice,
    auto_advance,
    automatically_finalizes_at: auto_advance && invoice.status === "draft" ? at : null,
    next_payment_attempt: auto_advance && charged && invoice.status === "open" ? at : null,
  };
}
