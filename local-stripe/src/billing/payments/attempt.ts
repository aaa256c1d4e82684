// One attempt to pay: the intent succeeds, waits (for its capture, its payer or the bank), or is refused with a reason.
import { create, update } from "../changes.ts";
import type { Context } from "../../conventions/context.ts";
import type { StripeError } from "../../conventions/errors.ts";
import {
  asksForAuthentication,
  authenticationRequired,
  brandOf,
  declinedByPlan,
  isDisputed,
  isInquiry,
  needsAuthentication,
  refusalOnCharge,
} from "../payment-methods/cards.ts";
import { own } from "../../conventions/own.ts";
import { settlementOf } from "../payment-methods/debits.ts";
import { mandateOf } from "../payment-methods/mandates.ts";
import { checked, numberOf } from "../payment-methods/payment-methods.ts";
import type { PaymentIntent, PaymentMethod } from "../../store/objects.ts";
import { balanceTransaction } from "./balance-transactions.ts";
import { chargeObject } from "./charge-object.ts";
import { openDispute } from "./disputes.ts";
import { askPayer } from "./next-action.ts";
import { lastError } from "./last-error.ts";

export interface Charged {
  intent: PaymentIntent;
  /** Why it was refused; undefined also while it is `processing`. */
  refusal: StripeError | undefined;
}

export interface Attempt {
  now: number;
  method: PaymentMethod;
  /** The payer answered the bank's question. */
  authenticated?: boolean | undefined;
  /**
   * Who is there. For an invoice nobody is asked before a subscription's card was saved with the bank's question answered;
   * a payment by API is on session unless it says otherwise.
   */
  session: "invoice" | "on" | "off";
  /** Refused rather than asked. */
  neverAsk?: boolean | undefined;
  return_url?: string | undefined;
}

export function attemptPayment(ctx: Context, before: PaymentIntent, attempt: Attempt): Charged {
  const { now } = attempt;
  const method = checked(attempt.method);
  const number = numberOf(ctx, method);
  const open: PaymentIntent = {
    ...before,
    last_payment_error: null,
    next_action: null,
    payment_method: method.id,
  };
  const later = settlementOf(number);
  const obstacle = later ? undefined : obstacleTo(ctx, open, number, attempt);
  if (obstacle?.asked) {
    const asking: PaymentIntent = { ...open, latest_charge: null, status: "requires_action" };
    const next_action = askPayer(ctx, asking, attempt.return_url);
    const intent = update(ctx, "payment_intent", { ...asking, next_action }, "payment_intent.requires_action");
    return { intent, refusal: obstacle.refusal };
  }
  // There is no event for this change
  if (method !== attempt.method) ctx.store.put("payment_method", method);
  const refusal = obstacle?.refusal;
  const outcome: PaymentIntent = refusal
    ? { ...open, status: "requires_payment_method", payment_method: null }
    : later
      ? { ...open, status: "processing" }
      : open.capture_method === "manual"
        ? { ...open, status: "requires_capture", amount_capturable: open.amount }
        : { ...open, status: "succeeded", amount_received: open.amount };
  if (later)
    ctx.store.putDetail("payment_intent", open.id, {
      ...ctx.store.detail("payment_intent", open.id),
      settles_at: now + later.after,
    });
  const mandate = method.type === "sepa_debit" ? mandateOf(ctx, method).id : null;
  const charge = chargeObject(outcome, {
    now,
    method,
    refusal,
    authenticated: attempt.authenticated === true && asksForAuthentication(number),
    mandate,
  });
  if (outcome.status === "succeeded")
    charge.balance_transaction = balanceTransaction(ctx, { ...charge, source: charge.id, type: "charge", now });
  const intent = update(
    ctx,
    "payment_intent",
    {
      ...outcome,
      latest_charge: charge.id,
      last_payment_error: refusal ? lastError(refusal, method, charge.id) : null,
    },
    own(EVENTS, outcome.status) ?? "payment_intent.payment_failed",
  );
  create(ctx, "charge", charge, `charge.${charge.status}`);
  if (intent.status === "succeeded" && isDisputed(number)) openDispute(ctx, charge, brandOf(number), isInquiry(number));
  return { intent, refusal };
}

const EVENTS: Record<string, string> = {
  succeeded: "payment_intent.succeeded",
  processing: "payment_intent.processing",
  requires_capture: "payment_intent.amount_capturable_updated",
};

/** `asked`: nothing is refused yet, the bank asks its customer. */
function obstacleTo(
  ctx: Context,
  intent: PaymentIntent,
  number: string,
  { authenticated = false, method, neverAsk, session }: Attempt,
): { refusal: StripeError; asked: boolean } | undefined {
  if (ctx.store.declines.take(intent.customer ?? "")) return { refusal: declinedByPlan(), asked: false };
  const saved = method.customer !== null;
  const wanted = intent.payment_method_options?.card?.request_three_d_secure !== "automatic" && method.type === "card";
  const asks = needsAuthentication(number, session, saved) || (wanted && session === "on" && takesQuestions(method));
  if (!authenticated && asks) return { refusal: authenticationRequired(), asked: session !== "off" && !neverAsk };
  const refusal = refusalOnCharge(number);
  return refusal && { refusal, asked: false };
}

const takesQuestions = ({ card }: PaymentMethod): boolean => card?.three_d_secure_usage?.supported === true;
