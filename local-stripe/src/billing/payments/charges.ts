// Asking for money: a payment intent that succeeds, is refused with a reason, or settles later.
import { brandOf, declinedByPlan, isDisputed, refusalOnCharge } from "../payment-methods/cards.ts";
import { create } from "../changes.ts";
import type { Context } from "../../conventions/context.ts";
import { settlementOf } from "../payment-methods/debits.ts";
import type { StripeError } from "../../conventions/errors.ts";
import { newId, token } from "../../conventions/ids.ts";
import { numberOf } from "../payment-methods/payment-methods.ts";
import type { Customer, PaymentIntent, PaymentMethod, SetupIntent, Subscription } from "../../store/objects.ts";
import { emit } from "../../events/events.ts";
import { chargeObject } from "./charge-object.ts";
import { openDispute } from "./disputes.ts";

export const NO_PAYMENT_METHOD =
  "This customer has no attached payment source or default payment method. Please consider adding a default payment method. For more information, visit https://stripe.com/docs/billing/subscriptions/payment-methods-setting#payment-method-priority.";

export interface Charged {
  intent: PaymentIntent;
  /** Why it was refused; undefined also while it is `processing`. */
  refusal: StripeError | undefined;
}

export const isProcessing = (charged: Charged | undefined): boolean => charged?.intent.status === "processing";

export function charge(
  ctx: Context,
  wanted: {
    now: number;
    customer: string;
    invoice: string;
    amount: number;
    currency: string;
    method: PaymentMethod;
    authenticated?: boolean;
  },
): Charged {
  const number = numberOf(ctx, wanted.method);
  const later = settlementOf(number);
  const refusal = later
    ? undefined
    : ctx.store.declines.take(wanted.customer)
      ? declinedByPlan()
      : refusalOnCharge(number, wanted.authenticated);
  const id = newId("pi");
  const open: PaymentIntent = {
    id,
    object: "payment_intent",
    allowed_payment_method_types: null,
    amount: wanted.amount,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: "automatic",
    client_secret: `${id}_secret_${token(25)}`,
    confirmation_method: "automatic",
    created: wanted.now,
    currency: wanted.currency,
    customer: wanted.customer,
    customer_account: null,
    description: "Subscription payment",
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    metadata: {},
    next_action: null,
    on_behalf_of: null,
    payment_method: wanted.method.id,
    payment_method_configuration_details: null,
    payment_method_options: null,
    payment_method_types: [wanted.method.type],
    payment_record: null,
    processing: null,
    receipt_email: null,
    review: null,
    setup_future_usage: "off_session",
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: "requires_confirmation",
    transfer_data: null,
    transfer_group: null,
  };
  emit(ctx, "payment_intent.created", open);
  const intent: PaymentIntent = refusal
    ? {
        ...open,
        status: refusal.details.code === "authentication_required" ? "requires_action" : "requires_payment_method",
      }
    : later
      ? { ...open, status: "processing" }
      : { ...open, status: "succeeded", amount_received: wanted.amount };
  if (later)
    ctx.store.putDetail("payment_intent", id, { invoice: wanted.invoice, settles_at: wanted.now + later.after });
  const made = intent.status === "requires_action" ? undefined : chargeObject(wanted, intent, refusal);
  create(ctx, "payment_intent", { ...intent, latest_charge: made?.id ?? null }, eventOf(intent));
  if (made) create(ctx, "charge", made, `charge.${made.status}`);
  if (made?.paid && isDisputed(number)) openDispute(ctx, made, brandOf(number));
  return { intent, refusal };
}

function eventOf(intent: PaymentIntent): string {
  if (intent.status === "succeeded" || intent.status === "processing") return `payment_intent.${intent.status}`;
  return intent.status === "requires_action" ? "payment_intent.requires_action" : "payment_intent.payment_failed";
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
    mandate: null,
    metadata: {},
    next_action: null,
    on_behalf_of: null,
    payment_method: method,
    payment_method_configuration_details: null,
    payment_method_options: null,
    payment_method_types: ["card"],
    single_use_mandate: null,
    status: "requires_confirmation",
    usage: "off_session",
  };
}

/** Which card pays for a subscription: its own, else the customer's. [SDK: Subscription.default_payment_method] */
export function payingMethod(
  ctx: Context,
  subscription: Pick<Subscription, "default_payment_method">,
  customer: Customer,
): PaymentMethod | undefined {
  const id = subscription.default_payment_method ?? customer.invoice_settings.default_payment_method;
  return id ? ctx.store.get("payment_method", id) : undefined;
}
