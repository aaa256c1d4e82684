// A session that is paid once: a payment intent that succeeds, waits for its capture or settles later, and an invoice for it
// where the session wants one.
import { create } from "../changes.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import { AUTOMATIC_TAX } from "../tax/tax-invoice.ts";
import { createDiscount } from "../discounts/discounts.ts";
import { amountsIn, describeItem } from "../invoices/amounts.ts";
import { finalizeInvoice } from "../invoices/finalize.ts";
import { payInvoice } from "../invoices/lifecycle.ts";
import { addInvoiceItem, newInvoiceItem } from "../invoices/manual/items.ts";
import { createManualInvoice } from "../invoices/manual/manual-invoice.ts";
import { attach } from "../payment-methods/payment-methods.ts";
import { attemptPayment, type Charged } from "../payments/attempt.ts";
import { intentObject } from "../payments/intent-object.ts";
import { openPayment } from "../payments/invoice-payments.ts";
import type { CheckoutSession, Customer, Invoice, PaymentIntent, PaymentMethod } from "../../store/objects.ts";
import { sessionLines, sessionRedeemables } from "./checkout-amounts.ts";
import type { Submitted } from "./collected.ts";

/** Whether a session makes a customer where it has none. [SDK: customer_creation] */
export function needsCustomer(ctx: Context, session: CheckoutSession): boolean {
  if (session.customer !== null || session.mode !== "payment") return true;
  const later = ctx.store.detail("checkout.session", session.id)?.payment_data?.setup_future_usage;
  return session.customer_creation === "always" || Boolean(later) || session.invoice_creation?.enabled === true;
}

/** `customer` is a guest, who is kept nowhere, where the session needs none. */
export function payOnce(
  ctx: Context,
  session: CheckoutSession,
  customer: Customer,
  method: PaymentMethod | undefined,
  submitted: Submitted,
): Partial<CheckoutSession> {
  const id = ctx.store.get("customer", customer.id)?.id ?? null;
  const now = nowFor(ctx, id);
  const discounts = sessionRedeemables(ctx, session, customer.id).map(
    (one) => createDiscount(ctx, { ...one, customer: id, subscription: null, checkout_session: session.id, now }).id,
  );
  const charged =
    method && (session.amount_total ?? 0) > 0 ? pay(ctx, session, { id, now, method }, submitted) : undefined;
  const invoice =
    id !== null && session.invoice_creation?.enabled
      ? invoiceFor(ctx, session, customer, discounts, charged)
      : undefined;
  return {
    customer: id,
    invoice: invoice?.id ?? null,
    payment_intent: charged?.intent.id ?? null,
    payment_status: !charged ? "no_payment_required" : charged.intent.status === "succeeded" ? "paid" : "unpaid",
  };
}

function pay(
  ctx: Context,
  session: CheckoutSession,
  payer: { id: string | null; now: number; method: PaymentMethod },
  submitted: Submitted,
): Charged {
  const { id, now, method } = payer;
  const data = ctx.store.detail("checkout.session", session.id)?.payment_data;
  const saves = Boolean(data?.setup_future_usage) || submitted.save_payment_method === true;
  const intent = intentObject({
    ...data,
    amount: session.amount_total ?? 0,
    created: now,
    currency: session.currency ?? "usd",
    customer: id,
    payment_method: method.id,
    payment_method_types: session.payment_method_types,
    shipping: data?.shipping ?? shippingOf(session, submitted),
  });
  create(ctx, "payment_intent", intent, "payment_intent.created");
  const charged = attemptPayment(ctx, intent, { now, method, authenticated: submitted.authenticated, session: "on" });
  // The page shows why, and nothing of it is kept
  if (charged.refusal) throw charged.refusal;
  if (id !== null && saves && method.customer === null) attach(ctx, method.id, id);
  return charged;
}

function shippingOf(session: CheckoutSession, { shipping }: Submitted): PaymentIntent["shipping"] {
  if (!session.shipping_address_collection || !shipping?.address) return null;
  const none = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null };
  const address = { ...none, ...shipping.address };
  return { address, carrier: null, name: shipping.name ?? "", phone: null, tracking_number: null };
}

/** Finalized and paid in one step. [SDK: Checkout.SessionCreateParams.invoice_creation] */
function invoiceFor(
  ctx: Context,
  session: CheckoutSession,
  customer: Customer,
  discounts: string[],
  charged: Charged | undefined,
): Invoice {
  const currency = session.currency ?? "usd";
  const items = sessionLines(ctx, session).map(({ price, item, quantity, amount_subtotal }) =>
    addInvoiceItem(
      ctx,
      newInvoiceItem(ctx, {
        customer: customer.id,
        subscription: null,
        price,
        currency,
        amount: amount_subtotal,
        quantity,
        unit_amount_decimal: amountsIn(ctx, price, currency).unit_amount_decimal,
        description: describeItem(ctx, price),
        discountable: true,
        discounts: [],
        metadata: {},
        period: undefined,
        tax_rates: item.tax_rates ?? [],
      }),
      undefined,
    ),
  );
  const { invoice_data: data } = session.invoice_creation ?? {};
  const draft = createManualInvoice(ctx, customer, {
    currency,
    items,
    subscription: undefined,
    discounts,
    given: {
      ...(session.automatic_tax.enabled && { automatic_tax: AUTOMATIC_TAX }),
      custom_fields: data?.custom_fields ?? null,
      description: data?.description ?? null,
      footer: data?.footer ?? null,
      metadata: data?.metadata ?? {},
    },
    auto_advance: false,
    days_until_due: undefined,
  });
  const open = finalizeInvoice(ctx, draft, { charged: true, withoutBalance: true });
  if (!charged || charged.intent.status === "succeeded") return payInvoice(ctx, open, charged);
  ctx.store.putDetail("payment_intent", charged.intent.id, {
    ...ctx.store.detail("payment_intent", charged.intent.id),
    invoice: open.id,
  });
  openPayment(ctx, open, charged, open.created);
  return open;
}
