import { nowFor } from "../conventions/clock.ts";
import { del, fetch, fetchNamed, get, post } from "../conventions/endpoint.ts";
import { collectInvoice } from "../billing/invoices/collect.ts";
import {
  failFinalization,
  finalizeInvoice,
  markUncollectible,
  payInvoice,
  voidInvoice,
} from "../billing/invoices/lifecycle.ts";
import { afterPayment } from "../billing/subscriptions/payment-outcome.ts";
import { paymentInProcess } from "../billing/payments/settle-payment.ts";
import { update } from "../billing/changes.ts";
import { HOUR } from "../time.ts";
import type { Context } from "../conventions/context.ts";
import { invalid, RefusedPayment, StripeError } from "../conventions/errors.ts";
import { cursor, inRange, listParams, page, pageOf, range } from "../conventions/lists.ts";
import { changeMetadata, metadata } from "../conventions/metadata.ts";
import { boolean, oneOf, string } from "../conventions/params.ts";
import type { Invoice } from "../store/objects.ts";
import { previewEndpoint } from "./invoice-preview.ts";
import { ownMethod } from "./subscription-params.ts";

const NO_METHOD = "Cannot charge customer that has no active card";

/** Pays it by the customer's card or another; a refusal is answered as an error, and its attempt is kept. */
function pay(ctx: Context, invoice: Invoice, params: { payment_method?: string; paid_out_of_band?: boolean }): Invoice {
  if (invoice.status === "paid") throw invalid("Invoice is already paid", undefined, "invoice_already_paid");
  if (invoice.status === "void") throw invalid("This invoice can no longer be paid.", undefined, "invoice_not_payable");
  const subscription = invoice.parent?.subscription_details?.subscription;
  // Of a deleted customer nothing can be collected any more (unverified wording)
  if (!params.paid_out_of_band && invoice.customer !== null) fetchNamed(ctx, "customer", invoice.customer, "customer");
  if (params.paid_out_of_band) {
    const done = payInvoice(ctx, invoice.status === "draft" ? finalizeInvoice(ctx, invoice) : invoice, undefined);
    if (subscription) afterPayment(ctx, subscription, done);
    return done;
  }
  const id =
    params.payment_method === undefined || invoice.customer === null
      ? undefined
      : ownMethod(ctx, invoice.customer, params.payment_method);
  if (paymentInProcess(ctx, invoice.id))
    throw invalid(
      "The payment of this invoice is processing: it can be paid again when that has failed.",
      undefined,
      "invoice_not_payable",
    );
  const {
    invoice: after,
    refusal,
    processing,
  } = collectInvoice(ctx, invoice, {
    byHand: true,
    method: id === undefined ? undefined : ctx.store.get("payment_method", id),
  });
  if (after.status === "paid" || processing) return after;
  throw new RefusedPayment(refusal ?? new StripeError(402, "invalid_request_error", NO_METHOD, { code: "missing" }));
}

function open(invoice: Invoice, what: string): Invoice {
  if (invoice.status === "open" || (invoice.status === "uncollectible" && what !== "marked uncollectible"))
    return invoice;
  throw invalid(
    `You can only ${what === "voided" ? "void" : "mark as uncollectible"} an invoice that is open. This invoice has the status \`${invoice.status}\`.`,
  );
}

/** Automatic collection, switched off or on again: an open invoice is then charged an hour later (unverified). */
function withAutoAdvance(ctx: Context, invoice: Invoice, auto_advance: boolean | undefined): Invoice {
  if (auto_advance === undefined || auto_advance === invoice.auto_advance) return invoice;
  const at = nowFor(ctx, invoice.customer) + HOUR;
  const charged = invoice.collection_method === "charge_automatically";
  return {
    ...invoice,
    auto_advance,
    automatically_finalizes_at: auto_advance && invoice.status === "draft" ? at : null,
    next_payment_attempt: auto_advance && charged && invoice.status === "open" ? at : null,
  };
}

const filters = {
  customer: string(),
  subscription: string(),
  status: oneOf("draft", "open", "paid", "uncollectible", "void"),
  created: range(),
  collection_method: oneOf("charge_automatically", "send_invoice"),
};

export const invoiceEndpoints = [
  previewEndpoint,
  get(
    "/v1/invoices",
    listParams(filters),
    (ctx, { customer, subscription, status, created, collection_method, ...at }) =>
      page(ctx, "invoice", "/v1/invoices", at, {
        by: customer === undefined ? undefined : ["customer", customer],
        where: (invoice) =>
          (subscription === undefined || invoice.parent?.subscription_details?.subscription === subscription) &&
          (status === undefined || invoice.status === status) &&
          (collection_method === undefined || invoice.collection_method === collection_method) &&
          inRange(invoice.created, created),
      }),
  ),
  get("/v1/invoices/:id", {}, (ctx, _params, id) => fetch(ctx, "invoice", id)),
  post("/v1/invoices/:id", { auto_advance: boolean(), metadata: metadata() }, (ctx, params, id) => {
    const invoice = withAutoAdvance(ctx, fetch(ctx, "invoice", id), params.auto_advance);
    return update(
      ctx,
      "invoice",
      { ...invoice, metadata: changeMetadata(invoice.metadata ?? {}, params.metadata) },
      "invoice.updated",
    );
  }),
  del("/v1/invoices/:id", {}, (ctx, _params, id) => {
    const { status, parent } = fetch(ctx, "invoice", id);
    // Every invoice here is a subscription's [SDK: Invoices.del]
    throw invalid(
      status === "draft" && parent
        ? "You can't delete an invoice that is for a subscription. Void it instead."
        : "You can only delete draft invoices. To void an invoice that is finalized, use the void endpoint.",
    );
  }),
  get("/v1/invoices/:id/lines", cursor, (ctx, at, id) =>
    pageOf(fetch(ctx, "invoice", id).lines.data, `/v1/invoices/${id}/lines`, at),
  ),
  post("/v1/invoices/:id/finalize", { auto_advance: boolean() }, (ctx, _params, id) => {
    const invoice = fetch(ctx, "invoice", id);
    if (invoice.status !== "draft")
      throw invalid("This invoice is already finalized, you can't re-finalize a non-draft invoice.");
    const error = failFinalization(ctx, invoice)?.last_finalization_error;
    // The failure is kept on the invoice, and answered
    if (error) throw new RefusedPayment(invalid(error.message ?? "", undefined, error.code));
    const done = finalizeInvoice(ctx, invoice);
    return done.amount_due === 0 ? collectInvoice(ctx, done).invoice : done;
  }),
  post(
    "/v1/invoices/:id/pay",
    { off_session: boolean(), paid_out_of_band: boolean(), payment_method: string() },
    (ctx, params, id) => pay(ctx, fetch(ctx, "invoice", id), params),
  ),
  post("/v1/invoices/:id/void", {}, (ctx, _params, id) => {
    const invoice = open(fetch(ctx, "invoice", id), "voided");
    if (paymentInProcess(ctx, id))
      throw invalid("The payment of this invoice is processing: it can be voided when that has failed.");
    return voidInvoice(ctx, invoice);
  }),
  post("/v1/invoices/:id/mark_uncollectible", {}, (ctx, _params, id) => {
    const marked = markUncollectible(ctx, open(fetch(ctx, "invoice", id), "marked uncollectible"));
    const subscription = marked.parent?.subscription_details?.subscription;
    if (subscription) afterPayment(ctx, subscription, marked);
    return marked;
  }),
];
