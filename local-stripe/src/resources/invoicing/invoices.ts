import { invoiceOrPreview } from "../../billing/invoices/kept-previews.ts";
import { nowFor } from "../../conventions/clock.ts";
import { del, fetch, fetchNamed, get, post } from "../../conventions/endpoint.ts";
import { collectInvoice } from "../../billing/invoices/collect.ts";
import { failFinalization, finalizeInvoice } from "../../billing/invoices/finalize.ts";
import { markUncollectible, payInvoice, voidInvoice } from "../../billing/invoices/lifecycle.ts";
import { afterPayment } from "../../billing/subscriptions/payment-outcome.ts";
import { update } from "../../billing/changes.ts";
import { HOUR } from "../../time.ts";
import type { Context } from "../../conventions/context.ts";
import { about, invalid, RefusedPayment, StripeError } from "../../conventions/errors.ts";
import { inRange, listParams, page, range } from "../../conventions/lists.ts";
import { boolean, oneOf, string } from "../../conventions/params.ts";
import type { Invoice } from "../../store/objects.ts";
import { emit } from "../../events/events.ts";
import { isReplaceable, revisedBy } from "../../billing/invoices/manual/revision.ts";
import { deleteDraft } from "../../billing/invoices/manual/delete-draft.ts";
import { attachedStatuses, openIntentOf, paymentInProcess } from "../../billing/payments/invoice-payments.ts";
import { attachPaymentEndpoint } from "./attach-payment.ts";
import { createInvoice } from "./create-invoice.ts";
import { createFields, payFields, updateFields } from "./invoice-params.ts";
import { updateInvoice } from "./update-invoice.ts";
import { previewEndpoint } from "./invoice-preview.ts";
import { ownMethod } from "../subscriptions/subscription-params.ts";

const ASKS =
  "This payment requires additional user action before it can be completed successfully. Payment can be completed using the PaymentIntent associated with the invoice. For more details see: https://stripe.com/docs/billing/subscriptions/overview#requires-action";
const PAID_PAYMENTS = "Invoices with `paid` payments cannot be voided.";
const NO_METHOD = "Cannot charge customer that has no active card";

/** Pays it by the customer's card or another; a refusal is answered as an error, and its attempt is kept. */
function pay(
  ctx: Context,
  invoice: Invoice,
  params: { payment_method?: string; source?: string; paid_out_of_band?: boolean },
): Invoice {
  if (params.payment_method !== undefined && params.source !== undefined)
    throw invalid("Received both payment_method and source parameters. Please pass in only one.", "source");
  if (invoice.status === "paid") throw invalid("Invoice is already paid", undefined, "invoice_already_paid");
  if (invoice.status === "void") throw invalid("This invoice can no longer be paid.", undefined, "invoice_not_payable");
  const subscription = invoice.parent?.subscription_details?.subscription;
  // Of a deleted customer nothing can be collected any more (unverified wording)
  if (!params.paid_out_of_band && invoice.customer !== null) fetchNamed(ctx, "customer", invoice.customer, "customer");
  if (params.paid_out_of_band) {
    const done = payInvoice(ctx, invoice.status === "draft" ? checkedFinalized(ctx, invoice) : invoice, undefined);
    if (subscription) afterPayment(ctx, subscription, done);
    return done;
  }
  const given = params.payment_method ?? params.source;
  const id =
    given === undefined || invoice.customer === null
      ? undefined
      : ownMethod(ctx, invoice.customer, given, params.source === undefined ? "payment_method" : "source");
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
  } = collectInvoice(ctx, invoice.status === "draft" ? checkedFinalized(ctx, invoice) : invoice, {
    byHand: true,
    method: id === undefined ? undefined : ctx.store.get("payment_method", id),
  });
  if (after.status === "paid" || processing) return after;
  if (refusal?.details.code === "authentication_required") throw asks(ctx, after);
  throw new RefusedPayment(refusal ?? new StripeError(402, "invalid_request_error", NO_METHOD, { code: "missing" }));
}

/** The bank asks its customer: the payment intent says where. */
function asks(ctx: Context, invoice: Invoice): RefusedPayment {
  const intent = openIntentOf(ctx, invoice.id);
  const error = new StripeError(402, "card_error", ASKS, { code: "invoice_payment_intent_requires_action" });
  return new RefusedPayment(intent ? about(error, { payment_intent: intent }) : error);
}

/** The sentences are Stripe's (recorded); that what is uncollectible may be voided is documented. */
function open(ctx: Context, invoice: Invoice, what: "voided" | "marked uncollectible"): Invoice {
  const { status } = invoice;
  const attached = attachedStatuses(ctx, invoice.id);
  if (what === "voided" && attached.has("paid")) throw invalid(PAID_PAYMENTS);
  // That one with open payments is refused is documented [docs: invoicing/partial-payments], the sentence is not
  if (attached.has("open")) throw invalid(`Invoices with \`open\` payments cannot be ${what}.`);
  if (status === "open" || (status === "uncollectible" && what === "voided")) return invoice;
  if (status === "uncollectible") throw invalid("This invoice has already been marked uncollectible.");
  if (status === "paid" && what === "voided") throw invalid(PAID_PAYMENTS);
  throw invalid("You can only pass in open invoices. This invoice isn't open.");
}

/** A failure is kept on the invoice, and answered. */
function checkedFinalized(ctx: Context, draft: Invoice): Invoice {
  const revised = revisedBy(ctx, draft);
  if (revised && !isReplaceable(ctx, revised))
    throw invalid(`The invoice ${revised.id}, which this one revises, can't be voided any more.`);
  const error = failFinalization(ctx, draft, { byHand: true })?.last_finalization_error;
  if (error) throw new RefusedPayment(invalid(error.message ?? "", undefined, error.code));
  return finalizeInvoice(ctx, draft);
}

/** Nothing is tried at once (recorded). With automatic collection, the first attempt comes an hour later (unverified). */
function finalizedByHand(ctx: Context, draft: Invoice, auto_advance = draft.auto_advance === true): Invoice {
  const done = checkedFinalized(ctx, { ...draft, auto_advance });
  if (done.amount_due === 0) return collectInvoice(ctx, done).invoice;
  if (!auto_advance || done.collection_method === "send_invoice") return done;
  return update(
    ctx,
    "invoice",
    { ...done, next_payment_attempt: nowFor(ctx, done.customer) + HOUR },
    "invoice.updated",
  );
}

/** The sentences are Stripe's (recorded, or from users' logs). Nothing is mailed here. */
function send(ctx: Context, invoice: Invoice): Invoice {
  if (invoice.collection_method !== "send_invoice")
    throw invalid("You can only manually send an invoice if its collection method is 'send_invoice'.");
  if (invoice.status !== "draft" && invoice.status !== "open")
    throw invalid(
      "This invoice cannot be sent right now. Please contact us via https://support.stripe.com/contact with details, so we can help.",
    );
  const done = invoice.status === "draft" ? finalizedByHand(ctx, invoice) : invoice;
  emit(ctx, "invoice.sent", done);
  return done;
}

const filters = {
  customer: string(),
  subscription: string(),
  status: oneOf("draft", "open", "paid", "uncollectible", "void"),
  created: range(),
  collection_method: oneOf("charge_automatically", "send_invoice"),
  due_date: range(),
};

export const invoiceEndpoints = [
  previewEndpoint,
  get(
    "/v1/invoices",
    listParams(filters),
    (ctx, { customer, subscription, status, created, collection_method, due_date, ...at }) =>
      page(ctx, "invoice", "/v1/invoices", at, {
        by: customer === undefined ? undefined : ["customer", customer],
        where: (invoice) =>
          (subscription === undefined || invoice.parent?.subscription_details?.subscription === subscription) &&
          (status === undefined || invoice.status === status) &&
          (collection_method === undefined || invoice.collection_method === collection_method) &&
          (due_date === undefined || (invoice.due_date !== null && inRange(invoice.due_date, due_date))) &&
          inRange(invoice.created, created),
      }),
  ),
  get("/v1/invoices/:id", {}, (ctx, _params, id) => invoiceOrPreview(ctx, id)),
  post("/v1/invoices", createFields, createInvoice),
  post("/v1/invoices/:id", updateFields, (ctx, params, id) => updateInvoice(ctx, params, fetch(ctx, "invoice", id))),
  del("/v1/invoices/:id", {}, (ctx, _params, id) => {
    const invoice = fetch(ctx, "invoice", id);
    if (invoice.status !== "draft") throw invalid("You can only delete draft invoices.");
    if (invoice.parent) throw invalid("You can't delete an invoice that is for a subscription. Void it instead.");
    return deleteDraft(ctx, invoice);
  }),
  post("/v1/invoices/:id/finalize", { auto_advance: boolean() }, (ctx, { auto_advance }, id) => {
    const invoice = fetch(ctx, "invoice", id);
    if (invoice.status !== "draft")
      throw invalid("This invoice is already finalized, you can't re-finalize a non-draft invoice.");
    return finalizedByHand(ctx, invoice, auto_advance);
  }),
  post("/v1/invoices/:id/send", {}, (ctx, _params, id) => send(ctx, fetch(ctx, "invoice", id))),
  post("/v1/invoices/:id/pay", payFields, (ctx, params, id) => pay(ctx, fetch(ctx, "invoice", id), params)),
  attachPaymentEndpoint,
  post("/v1/invoices/:id/void", {}, (ctx, _params, id) => {
    const invoice = open(ctx, fetch(ctx, "invoice", id), "voided");
    if (paymentInProcess(ctx, id))
      throw invalid("The payment of this invoice is processing: it can be voided when that has failed.");
    return voidInvoice(ctx, invoice);
  }),
  post("/v1/invoices/:id/mark_uncollectible", {}, (ctx, _params, id) => {
    const marked = markUncollectible(ctx, open(ctx, fetch(ctx, "invoice", id), "marked uncollectible"));
    const subscription = marked.parent?.subscription_details?.subscription;
    if (subscription) afterPayment(ctx, subscription, marked);
    return marked;
  }),
];
