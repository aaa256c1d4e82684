import type Stripe from "stripe";
import { stripe } from "@/lib/stripe/client";
import type { Deadline } from "@/lib/stripe/deadline";

/** What can be done about an invoice, by what Stripe says of it. */
export type InvoiceState =
  | { is: "paid" }
  /** A payment is on its way, and may still come. */
  | { is: "processing" }
  /** Void, or not finalized. */
  | { is: "not_payable" }
  /** The customer pays it themselves, on its page. */
  | { is: "by_link"; href: string | undefined }
  /** The method may be a source of before there were payment methods. */
  | { is: "payable"; methodId: string | null; attempts: number; href: string | undefined };

// All that decides, in one call. https://docs.stripe.com/api/expanding_objects
const EXPAND = ["customer", "parent.subscription_details.subscription", "payments.data.payment.payment_intent"];

/** Asks Stripe, because our copy may not know yet that it is paid. */
export const fetchInvoice = (id: string, deadline: Deadline): Promise<Stripe.Invoice> =>
  stripe().invoices.retrieve(id, { expand: EXPAND }, deadline.options());

/** @param invoice fetched with what EXPAND names */
export function invoiceState(invoice: Stripe.Invoice): InvoiceState {
  const href = invoice.hosted_invoice_url ?? undefined;
  if (invoice.status === "paid") return { is: "paid" };
  // What was written off can still be paid.
  if (invoice.status !== "open" && invoice.status !== "uncollectible") return { is: "not_payable" };
  if (isProcessing(invoice)) return { is: "processing" };
  if (invoice.collection_method === "send_invoice") return { is: "by_link", href };
  return { is: "payable", methodId: methodOf(invoice), attempts: invoice.attempt_count, href };
}

const isProcessing = ({ payments }: Stripe.Invoice): boolean =>
  (payments?.data ?? []).some(({ payment: { payment_intent: intent } }) => {
    return typeof intent === "object" && intent.status === "processing";
  });

/**
 * What Stripe charges: the invoice's own method, then the subscription's, then the customer's default; of each the payment
 * method before the source.
 * https://docs.stripe.com/api/subscriptions/object#subscription_object-default_payment_method
 */
function methodOf({ default_payment_method, default_source, parent, customer }: Stripe.Invoice): string | null {
  const named = parent?.subscription_details?.subscription;
  const subscription = typeof named === "object" ? named : null;
  const payer = typeof customer === "object" && customer && !customer.deleted ? customer : null;
  return (
    idOf(default_payment_method) ??
    idOf(default_source) ??
    idOf(subscription?.default_payment_method) ??
    idOf(subscription?.default_source) ??
    idOf(payer?.invoice_settings.default_payment_method) ??
    idOf(payer?.default_source)
  );
}

/** How a method of an invoice is named where it is paid: https://docs.stripe.com/api/invoices/pay */
export const payWith = (methodId: string): Stripe.InvoicePayParams =>
  methodId.startsWith("pm_") ? { payment_method: methodId } : { source: methodId };

const idOf = (value: string | { id: string } | null | undefined): string | null =>
  (typeof value === "string" ? value : value?.id) ?? null;
