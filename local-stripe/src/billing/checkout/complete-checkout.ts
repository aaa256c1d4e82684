// A customer submits the checkout page. One session makes at most one subscription. Its status is checked and
// changed in one transaction, so the second of two simultaneous submits finds it complete.
import {
  asksForAuthentication,
  authenticationRequired,
  refusalOfBrand,
  refusalOnSetup,
  takesThreeDSecure,
} from "../payment-methods/cards.ts";
import { update } from "../changes.ts";
import { DAY } from "../../time.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import { invalid } from "../../conventions/errors.ts";
import { attach, numberOf, usable } from "../payment-methods/payment-methods.ts";
import type { CheckoutSession, Customer, PaymentMethod } from "../../store/objects.ts";
import { mandateOf } from "../payment-methods/mandates.ts";
import { saveForLater } from "../payments/charges.ts";
import { checkTaxed } from "./checkout-tax.ts";
import { wrongAnswers, type Submitted } from "./collected.ts";
import { questionsOf } from "./questions.ts";
import { needsCustomer, payOnce } from "./complete-payment.ts";
import { collectedIn, guest, saveCustomer } from "./save-collected.ts";
import { orderOf } from "./session-order.ts";
import { sessionRedeemables, withAmounts } from "./checkout-amounts.ts";
import { beginsFree } from "../subscriptions/anchor.ts";
import { startSubscription } from "../subscriptions/start-subscription.ts";

/** An amount up to an anchor shrinks by the second; what is charged is what it is now. */
export function asOfNow(ctx: Context, session: CheckoutSession): CheckoutSession {
  const anchored = ctx.store.detail("checkout.session", session.id)?.subscription_data.anchor;
  return anchored && session.status === "open" ? withAmounts(ctx, session) : session;
}

/** Throws a `StripeError` (402 for a refused card) and leaves the session open when it can't be completed. */
export function completeCheckout(ctx: Context, stored: CheckoutSession, given: Submitted): CheckoutSession {
  const asked = asOfNow(ctx, stored);
  if (asked.status !== "open") {
    throw invalid(
      `Only Checkout Sessions with a status in ["open"] can be confirmed. This Checkout Session has a status of "${asked.status}".`,
    );
  }
  const { session, submitted } = checkTaxed(ctx, asked, given);
  if (submitted.expected_amount !== undefined && submitted.expected_amount !== session.amount_total) {
    throw invalid(
      `The expected amount ${submitted.expected_amount} is not the amount of this Checkout Session, which is ${session.amount_total}.`,
      "expected_amount",
      "checkout_amount_mismatch",
    );
  }
  checkAnswers(ctx, session, submitted);
  const customer = needsCustomer(ctx, session) ? saveCustomer(ctx, session, submitted) : guest(ctx, session, submitted);
  const method = methodOf(ctx, session, submitted);
  if (session.mode === "setup") return completeSetup(ctx, session, customer, method, submitted);
  if (session.mode === "payment")
    return complete(ctx, session, customer, submitted, payOnce(ctx, session, customer, method, submitted));
  const detail = ctx.store.detail("checkout.session", session.id);
  if (!detail) throw new Error(`${session.id} has no items`);
  const now = nowFor(ctx, customer.id);
  const { items, added } = orderOf(ctx, session, now);
  const { trial_end, trial_period_days, ...data } = detail.subscription_data;
  // Days of trial count from the moment of completion
  const trialEnd = trial_end ?? (trial_period_days === null ? null : now + trial_period_days * DAY);
  const later = trialEnd !== null || beginsFree(data.anchor, now);
  if (method && later && session.amount_total === 0) saveForLater(ctx, customer.id, method, now);
  if (method) attach(ctx, method.id, customer.id);
  const { subscription, invoice } = startSubscription(
    ctx,
    {
      ...data,
      automatic_tax: session.automatic_tax.enabled,
      customer: customer.id,
      currency: session.currency ?? undefined,
      items,
      trial_end: trialEnd,
      default_payment_method: method?.id ?? null,
      discounts: sessionRedeemables(ctx, session, customer.id),
      checkout_session: session.id,
      managed_payments: session.managed_payments?.enabled === true,
    },
    "error_if_incomplete",
    submitted.authenticated,
    { added },
  );
  return complete(ctx, session, customer, submitted, {
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
  submitted: Submitted,
): CheckoutSession {
  if (!method) throw invalid("Missing required param: payment_method.", "payment_method", "parameter_missing");
  const saved = attach(ctx, method.id, customer.id);
  const mandate = saved.type === "sepa_debit" ? mandateOf(ctx, saved).id : null;
  const open = ctx.store.get("setup_intent", session.setup_intent ?? "");
  const intent = open
    ? update(
        ctx,
        "setup_intent",
        { ...open, customer: customer.id, mandate, payment_method: method.id, status: "succeeded" },
        "setup_intent.succeeded",
      )
    : saveForLater(ctx, customer.id, method, nowFor(ctx, customer.id));
  return complete(ctx, session, customer, submitted, { setup_intent: intent.id });
}

function complete(
  ctx: Context,
  session: CheckoutSession,
  customer: Customer,
  submitted: Submitted,
  results: Partial<CheckoutSession>,
): CheckoutSession {
  const done: CheckoutSession = {
    ...session,
    customer: customer.id,
    ...results,
    ...collectedIn(ctx, session, ctx.store.get("customer", customer.id) ?? customer, submitted),
    status: "complete",
    url: null,
    client_secret: null,
  };
  return update(ctx, "checkout.session", done, "checkout.session.completed");
}

/** The page shows all that is wrong at once; the API says the first. */
function checkAnswers(ctx: Context, session: CheckoutSession, submitted: Submitted): void {
  const [wrong] = Object.entries(wrongAnswers(questionsOf(ctx, session), submitted));
  if (wrong) throw invalid(wrong[1], wrong[0], "parameter_missing");
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
  const blocked = session.payment_method_options?.card?.restrictions?.brands_blocked ?? [];
  const refusal = refusalOfBrand(number, blocked) ?? refusalOnSetup(number);
  if (refusal) throw refusal;
  if (challenges(session, number) && !submitted.authenticated) throw authenticationRequired();
  return method.customer === null ? redisplayed(ctx, session, method, submitted) : method;
}

/** Whether the bank is asked: as the card wants it, or always where the session says so. */
export function challenges({ payment_method_options }: CheckoutSession, number: string): boolean {
  const wanted = payment_method_options?.card?.request_three_d_secure ?? "automatic";
  return asksForAuthentication(number) || (wanted !== "automatic" && takesThreeDSecure(number));
}

/** Whether later checkouts may offer it: always only if the payer said so. [SDK: allow_redisplay; default unverified] */
function redisplayed(
  ctx: Context,
  session: CheckoutSession,
  method: PaymentMethod,
  { save_payment_method: save }: Submitted,
): PaymentMethod {
  const said = ctx.store.detail("checkout.session", session.id)?.page?.allow_redisplay;
  const shown: PaymentMethod = { ...method, allow_redisplay: said ?? (save ? "always" : "limited") };
  ctx.store.put("payment_method", shown);
  return shown;
}
