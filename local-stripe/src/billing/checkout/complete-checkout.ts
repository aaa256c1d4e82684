// A customer submits the checkout page. One session makes at most one subscription. Its status is checked and
// changed in one transaction, so the second of two simultaneous submits finds it complete.
import { asksForAuthentication, authenticationRequired, refusalOnSetup } from "../payment-methods/cards.ts";
import { create, update } from "../changes.ts";
import { DAY } from "../../time.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import { invalid } from "../../conventions/errors.ts";
import { attach, numberOf, usable } from "../payment-methods/payment-methods.ts";
import { newCustomer } from "../customers/customer-object.ts";
import type { CheckoutSession, Customer, PaymentMethod } from "../../store/objects.ts";
import { saveForLater } from "../payments/charges.ts";
import { sessionRedeemables, withAmounts } from "./checkout-amounts.ts";
import { beginsFree } from "../subscriptions/anchor.ts";
import { startSubscription } from "../subscriptions/start-subscription.ts";
import type { WantedItem } from "../subscriptions/subscription-object.ts";

export interface Submitted {
  /** Absent when the session asks for no card. */
  payment_method?: string | undefined;
  expected_amount?: number | undefined;
  /** What a visitor without an account typed. */
  email?: string | undefined;
  name?: string | undefined;
  /** The card's owner passed the bank's challenge on the page. */
  authenticated?: boolean;
}

/** An amount up to an anchor shrinks by the second; what is charged is what it is now. */
export function asOfNow(ctx: Context, session: CheckoutSession): CheckoutSession {
  const anchored = ctx.store.detail("checkout.session", session.id)?.subscription_data.anchor;
  return anchored && session.status === "open" ? withAmounts(ctx, session) : session;
}

/** Throws a `StripeError` (402 for a refused card) and leaves the session open when it can't be completed. */
export function completeCheckout(ctx: Context, stored: CheckoutSession, submitted: Submitted): CheckoutSession {
  const session = asOfNow(ctx, stored);
  if (session.status !== "open") {
    throw invalid(
      `Only Checkout Sessions with a status in ["open"] can be confirmed. This Checkout Session has a status of "${session.status}".`,
    );
  }
  if (submitted.expected_amount !== undefined && submitted.expected_amount !== session.amount_total) {
    throw invalid(
      `The expected amount ${submitted.expected_amount} is not the amount of this Checkout Session, which is ${session.amount_total}.`,
      "expected_amount",
      "checkout_amount_mismatch",
    );
  }
  const customer = customerOf(ctx, session, submitted);
  const method = methodOf(ctx, session, submitted);
  if (session.mode === "setup") return completeSetup(ctx, session, customer, method);
  const detail = ctx.store.detail("checkout.session", session.id);
  if (!detail) throw new Error(`${session.id} has no items`);
  const now = nowFor(ctx, customer.id);
  const items = detail.line_items.map(({ price, quantity }): WantedItem => {
    const found = ctx.store.get("price", price);
    if (!found) throw new Error(`${price} vanished`);
    return { price: found, quantity };
  });
  const { trial_end, trial_period_days, ...data } = detail.subscription_data;
  // Days of trial count from the moment of completion
  const trialEnd = trial_end ?? (trial_period_days === null ? null : now + trial_period_days * DAY);
  if (method && (trialEnd !== null || beginsFree(data.anchor, now))) saveForLater(ctx, customer.id, method, now);
  if (method) attach(ctx, method.id, customer.id);
  const { subscription, invoice } = startSubscription(
    ctx,
    {
      ...data,
      customer: customer.id,
      items,
      trial_end: trialEnd,
      default_payment_method: method?.id ?? null,
      discounts: sessionRedeemables(ctx, session, customer.id),
      checkout_session: session.id,
      managed_payments: session.managed_payments?.enabled === true,
    },
    "error_if_incomplete",
    submitted.authenticated,
  );
  return complete(ctx, session, customer.id, {
    // Not paid yet by a method that settles later [docs: payments/checkout/fulfill-orders]
    payment_status:
      !invoice || (invoice.status === "paid" && invoice.total <= 0)
        ? "no_payment_required"
        : invoice.status === "paid"
          ? "paid"
          : "unpaid",
    subscription: subscription.id,
    invoice: invoice?.id ?? null,
  });
}

function completeSetup(
  ctx: Context,
  session: CheckoutSession,
  customer: Customer,
  method: PaymentMethod | undefined,
): CheckoutSession {
  if (!method) throw invalid("Missing required param: payment_method.", "payment_method", "parameter_missing");
  attach(ctx, method.id, customer.id);
  const open = ctx.store.get("setup_intent", session.setup_intent ?? "");
  const intent = open
    ? update(
        ctx,
        "setup_intent",
        { ...open, customer: customer.id, payment_method: method.id, status: "succeeded" },
        "setup_intent.succeeded",
      )
    : saveForLater(ctx, customer.id, method, nowFor(ctx, customer.id));
  return complete(ctx, session, customer.id, { setup_intent: intent.id });
}

const NO_DETAILS: NonNullable<CheckoutSession["customer_details"]> = {
  address: null,
  business_name: null,
  email: null,
  individual_name: null,
  name: null,
  phone: null,
  tax_exempt: "none",
  tax_ids: null,
};

function complete(
  ctx: Context,
  session: CheckoutSession,
  customerId: string,
  results: Partial<CheckoutSession>,
): CheckoutSession {
  const customer = ctx.store.get("customer", customerId);
  const details = session.customer_details ?? NO_DETAILS;
  const done: CheckoutSession = {
    ...session,
    ...results,
    customer: customerId,
    customer_details: { ...details, email: customer?.email ?? details.email, name: customer?.name ?? null },
    status: "complete",
    url: null,
    client_secret: null,
  };
  return update(ctx, "checkout.session", done, "checkout.session.completed");
}

function customerOf(ctx: Context, session: CheckoutSession, submitted: Submitted): Customer {
  if (session.customer !== null) {
    const customer = ctx.store.get("customer", session.customer);
    if (!customer) throw invalid(`No such customer: '${session.customer}'`, "customer", "resource_missing");
    // "If the Customer does not have a valid email, Checkout will set the email entered during the session" [SDK]
    return customer.email === null && submitted.email !== undefined
      ? update(ctx, "customer", { ...customer, email: submitted.email }, "customer.updated")
      : customer;
  }
  const email = session.customer_email ?? submitted.email ?? null;
  return create(ctx, "customer", newCustomer(ctx, { email, name: submitted.name ?? null }), "customer.created");
}

function methodOf(ctx: Context, session: CheckoutSession, submitted: Submitted): PaymentMethod | undefined {
  const optional = session.payment_method_collection === "if_required" && session.amount_total === 0;
  if (submitted.payment_method === undefined) {
    if (optional) return undefined;
    throw invalid("Missing required param: payment_method.", "payment_method", "parameter_missing");
  }
  const method = usable(ctx, submitted.payment_method);
  if (!session.payment_method_types.includes(method.type)) {
    throw invalid(
      `The payment method type "${method.type}" is not one of those of this Checkout Session: ${session.payment_method_types.join(", ")}.`,
      "payment_method",
    );
  }
  const number = numberOf(ctx, method);
  const refusal = refusalOnSetup(number);
  if (refusal) throw refusal;
  if (asksForAuthentication(number) && !submitted.authenticated) throw authenticationRequired();
  return method;
}
