// A seller's own payment intent is attached to an invoice. The rules are documented [docs: invoicing/partial-payments, changelog
// 2025-05-28], their sentences are not (unverified).
import { attachedPayments, attachPayment } from "../../billing/payments/attached-payments.ts";
import type { Context } from "../../conventions/context.ts";
import { fetch, fetchNamed, post } from "../../conventions/endpoint.ts";
import { invalid } from "../../conventions/errors.ts";
import { required, string } from "../../conventions/params.ts";
import type { Invoice, PaymentIntent } from "../../store/objects.ts";

export const attachPaymentEndpoint = post(
  "/v1/invoices/:id/attach_payment",
  { payment_intent: required(string()) },
  (ctx, params, id) => {
    const invoice = fetch(ctx, "invoice", id);
    const intent = fetchNamed(ctx, "payment_intent", params.payment_intent, "payment_intent");
    checkInvoice(invoice);
    checkIntent(ctx, invoice, intent);
    return attachPayment(ctx, invoice, intent);
  },
);

function checkInvoice({ status, parent, collection_method }: Invoice): void {
  if (status !== "open") throw invalid("You can only attach payments to open invoices. This invoice isn't open.");
  if (parent?.subscription_details && collection_method === "charge_automatically")
    throw invalid(
      "You can't attach payments to an invoice of a subscription whose collection method is 'charge_automatically'.",
    );
}

function checkIntent(ctx: Context, invoice: Invoice, intent: PaymentIntent): void {
  const refused = (message: string) => invalid(message, "payment_intent");
  if (ctx.store.detail("payment_intent", intent.id)?.invoice)
    throw refused("This PaymentIntent was created by an invoice, and can't be attached to one.");
  if (intent.status === "canceled") throw refused("A canceled PaymentIntent can't be attached to an invoice.");
  if (intent.customer !== invoice.customer)
    throw refused("The PaymentIntent must have the same customer as the invoice.");
  if (intent.currency !== invoice.currency)
    throw refused("The PaymentIntent must have the same currency as the invoice.");
  if (intent.amount > invoice.amount_remaining)
    throw refused(
      `The amount of the PaymentIntent (${intent.amount}) is greater than the amount_remaining of the invoice (${invoice.amount_remaining}).`,
    );
  if (attachedPayments(ctx, intent).some(({ invoice: id }) => id === invoice.id))
    throw refused("This PaymentIntent is attached to the invoice already.");
}
