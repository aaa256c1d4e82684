// A payment intent is confirmed: by the API, or by its payer on a page. One of an invoice pays that invoice.
import { update } from "../changes.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import { about, invalid, StripeError } from "../../conventions/errors.ts";
import { collectInvoice, ownersOf, refused } from "../invoices/collect.ts";
import { attach } from "../payment-methods/payment-methods.ts";
import type { PaymentIntent, PaymentMethod } from "../../store/objects.ts";
import { attemptPayment, type Attempt, type Charged } from "./attempt.ts";
import { creditAttached } from "./attached-payments.ts";
import { lastError } from "./last-error.ts";

export type Confirmation = Partial<Pick<Attempt, "authenticated" | "neverAsk" | "return_url" | "session">>;

export function confirmIntent(ctx: Context, intent: PaymentIntent, method: PaymentMethod, how: Confirmation): Charged {
  const notes = ctx.store.detail("payment_intent", intent.id);
  const invoice = ctx.store.get("invoice", notes?.invoice ?? "");
  const attempt = { session: "on" as const, ...how, authenticated: how.authenticated === true || notes?.authenticated };
  if (invoice) {
    const { refusal } = collectInvoice(ctx, invoice, { byHand: true, method, attempt });
    return { intent: ctx.store.get("payment_intent", intent.id) ?? intent, refusal };
  }
  const charged = attemptPayment(ctx, intent, { ...attempt, now: nowFor(ctx, intent.customer), method });
  if (charged.intent.status === "succeeded") creditAttached(ctx, charged.intent);
  if (charged.refusal === undefined) saveForLater(ctx, charged.intent, method);
  return charged;
}

/** Saved to the customer once it was used [SDK: PaymentIntent.setup_future_usage]. */
function saveForLater(ctx: Context, { customer, setup_future_usage }: PaymentIntent, method: PaymentMethod): void {
  if (customer !== null && setup_future_usage !== null && method.customer === null) attach(ctx, method.id, customer);
}

/** The payer answered the bank's question. `manual`: the seller confirms it once more. */
export function answerQuestion(ctx: Context, intent: PaymentIntent, passed: boolean): Charged {
  const method = ctx.store.get("payment_method", intent.payment_method ?? "");
  if (intent.status !== "requires_action" || !method) return { intent, refusal: undefined };
  if (!passed) return unauthenticated(ctx, intent, method);
  if (intent.confirmation_method === "automatic") return confirmIntent(ctx, intent, method, { authenticated: true });
  ctx.store.putDetail("payment_intent", intent.id, {
    ...ctx.store.detail("payment_intent", intent.id),
    authenticated: true,
  });
  const waiting: PaymentIntent = { ...intent, next_action: null, status: "requires_confirmation" };
  // There is no event for this change
  ctx.store.put("payment_intent", waiting);
  return { intent: waiting, refusal: undefined };
}

function unauthenticated(ctx: Context, intent: PaymentIntent, method: PaymentMethod): Charged {
  const refusal = new StripeError(
    402,
    "invalid_request_error",
    "We are unable to authenticate your payment method. Please choose a different payment method and try again.",
    { code: "payment_intent_authentication_failure" },
  );
  const failed = update(
    ctx,
    "payment_intent",
    {
      ...intent,
      last_payment_error: lastError(refusal, method),
      next_action: null,
      payment_method: null,
      status: "requires_payment_method",
    },
    "payment_intent.payment_failed",
  );
  const invoice = ctx.store.get("invoice", ctx.store.detail("payment_intent", intent.id)?.invoice ?? "");
  if (invoice?.status === "open")
    refused(ctx, invoice, ownersOf(ctx, invoice).subscription, { intent: failed, refusal }, { byHand: true });
  return { intent: failed, refusal };
}

/** An intent in a status that a call can't be made in (the sentences are Stripe's, from users' logs). */
export function wrongState(intent: PaymentIntent, message: string): StripeError {
  return about(invalid(message, undefined, "payment_intent_unexpected_state"), { payment_intent: intent });
}
