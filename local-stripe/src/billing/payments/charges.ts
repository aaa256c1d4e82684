// The payment of an invoice: one payment intent from its finalization on, which every attempt uses.
import { create } from "../changes.ts";
import type { Context } from "../../conventions/context.ts";
import { newId, token } from "../../conventions/ids.ts";
import type {
  Customer,
  Invoice,
  PaymentIntent,
  PaymentMethod,
  SetupIntent,
  Subscription,
} from "../../store/objects.ts";
import { emit } from "../../events/events.ts";
import { attemptPayment, type Attempt, type Charged } from "./attempt.ts";
import { intentObject } from "./intent-object.ts";
import { openIntentOf } from "./invoice-payments.ts";

export type { Charged } from "./attempt.ts";

export const NO_PAYMENT_METHOD =
  "This customer has no attached payment source or default payment method. Please consider adding a default payment method. For more information, visit https://stripe.com/docs/billing/subscriptions/payment-methods-setting#payment-method-priority.";

export const isProcessing = (charged: Charged | undefined): boolean => charged?.intent.status === "processing";

type Payable = Pick<Invoice, "id" | "amount_remaining" | "billing_reason" | "currency" | "customer">;

export type InvoiceAttempt = Partial<Omit<Attempt, "method" | "now">>;

/** Tries to collect what an invoice asks for. */
export function charge(
  ctx: Context,
  wanted: { now: number; invoice: Payable; method: PaymentMethod } & InvoiceAttempt,
): Charged {
  const { now, invoice, method, ...how } = wanted;
  const known = openIntentOf(ctx, invoice.id);
  const intent = known ?? newInvoiceIntent(ctx, invoice, now, method);
  return attemptPayment(
    ctx,
    { ...intent, amount: invoice.amount_remaining },
    { session: "invoice", ...how, now, method },
  );
}

/** It is created with the invoice's finalization, and waits there for a payment by a page or by the API. */
export function newInvoiceIntent(
  ctx: Context,
  invoice: Payable,
  now: number,
  method: PaymentMethod | undefined,
): PaymentIntent {
  const intent = intentObject({
    amount: invoice.amount_remaining,
    created: now,
    currency: invoice.currency,
    customer: invoice.customer,
    description: describe(invoice.billing_reason),
    payment_details: { customer_reference: null, order_reference: invoice.id },
    payment_method: method?.id ?? null,
    payment_method_types: [...new Set(["card", ...(method ? [method.type] : [])])],
    setup_future_usage: invoice.billing_reason === "manual" ? null : "off_session",
  });
  ctx.store.putDetail("payment_intent", intent.id, { invoice: invoice.id });
  return create(ctx, "payment_intent", intent, "payment_intent.created");
}

function describe(reason: Invoice["billing_reason"]): string {
  if (reason === "subscription_create") return "Subscription creation";
  return reason === "manual" ? "Payment for Invoice" : "Subscription update";
}

/** A card saved for later without a payment: what a trial's checkout and setup mode make. */
export function saveForLater(ctx: Context, customer: string, method: PaymentMethod, now: number): SetupIntent {
  const open = setupIntentObject(customer, method.id, now);
  emit(ctx, "setup_intent.created", open);
  return create(ctx, "setup_intent", { ...open, status: "succeeded" }, "setup_intent.succeeded");
}

export function setupIntentObject(customer: string | null, method: string | null, now: number): SetupIntent {
  const id = newId("seti");
  return {
    id,
    object: "setup_intent",
    allowed_payment_method_types: null,
    application: null,
    automatic_payment_methods: null,
    cancellation_reason: null,
    client_secret: `${id}_secret_${token(25)}`,
    created: now,
    customer,
    customer_account: null,
    description: null,
    excluded_payment_method_types: null,
    flow_directions: null,
    last_setup_error: null,
    latest_attempt: null,
    livemode: false,
    managed_payments: { enabled: false },
    mandate: null,
    metadata: {},
    next_action: null,
    on_behalf_of: null,
    payment_method: method,
    payment_method_configuration_details: null,
    payment_method_options: { card: { mandate_options: null, network: null, request_three_d_secure: "automatic" } },
    payment_method_types: ["card"],
    single_use_mandate: null,
    status: "requires_confirmation",
    usage: "off_session",
  };
}

/** Which card pays for a subscription: its own, else the customer's, also one from the time before payment methods. [SDK: Subscription.default_payment_method] */
export function payingMethod(
  ctx: Context,
  subscription: Pick<Subscription, "default_payment_method">,
  customer: Customer,
): PaymentMethod | undefined {
  const id =
    subscription.default_payment_method ?? customer.invoice_settings.default_payment_method ?? customer.default_source;
  return id ? ctx.store.get("payment_method", id) : undefined;
}

/** The method that is charged for an invoice: its own, the subscription's, the customer's. */
export function invoiceMethod(ctx: Context, invoice: Invoice): PaymentMethod | undefined {
  const own = invoice.default_payment_method && ctx.store.get("payment_method", invoice.default_payment_method);
  if (own) return own;
  const subscription = ctx.store.get("subscription", invoice.parent?.subscription_details?.subscription ?? "");
  const customer = ctx.store.get("customer", invoice.customer ?? "");
  return customer && payingMethod(ctx, subscription ?? { default_payment_method: null }, customer);
}
