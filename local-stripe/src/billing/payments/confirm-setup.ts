// A card is saved for later: at once, after its payer answered the bank's question, or not, with a reason.
import { update } from "../changes.ts";
import type { Context } from "../../conventions/context.ts";
import { StripeError } from "../../conventions/errors.ts";
import { asksForAuthentication, refusalOnSetup } from "../payment-methods/cards.ts";
import { attach, numberOf } from "../payment-methods/payment-methods.ts";
import { afterSetup } from "../subscriptions/save-default.ts";
import type { PaymentMethod, SetupIntent } from "../../store/objects.ts";
import { lastError } from "./last-error.ts";
import { askPayer } from "./next-action.ts";

export interface SetUp {
  intent: SetupIntent;
  refusal: StripeError | undefined;
}

export function confirmSetup(
  ctx: Context,
  before: SetupIntent,
  method: PaymentMethod,
  { authenticated = false, return_url }: { authenticated?: boolean; return_url?: string | undefined },
): SetUp {
  const number = numberOf(ctx, method);
  const intent: SetupIntent = { ...before, payment_method: method.id, last_setup_error: null, next_action: null };
  const refusal = refusalOnSetup(number);
  if (refusal) return { intent: failed(ctx, intent, method, refusal), refusal };
  if (asksForAuthentication(number) && !authenticated) {
    const next_action = askPayer(ctx, intent, return_url) as SetupIntent["next_action"];
    const asking: SetupIntent = { ...intent, next_action, status: "requires_action" };
    return { intent: update(ctx, "setup_intent", asking, "setup_intent.requires_action"), refusal: undefined };
  }
  if (intent.customer !== null) attach(ctx, method.id, intent.customer);
  const done = update(ctx, "setup_intent", { ...intent, status: "succeeded" }, "setup_intent.succeeded");
  afterSetup(ctx, done);
  return { intent: done, refusal: undefined };
}

/** The payer answered the bank's question on a page. */
export function answerSetupQuestion(ctx: Context, intent: SetupIntent, passed: boolean): SetUp {
  const method = ctx.store.get("payment_method", intent.payment_method ?? "");
  if (intent.status !== "requires_action" || !method) return { intent, refusal: undefined };
  if (passed) return confirmSetup(ctx, intent, method, { authenticated: true });
  const refusal = new StripeError(
    402,
    "invalid_request_error",
    "We are unable to authenticate your payment method. Please choose a different payment method and try again.",
    { code: "setup_intent_authentication_failure" },
  );
  return { intent: failed(ctx, intent, method, refusal), refusal };
}

function failed(ctx: Context, intent: SetupIntent, method: PaymentMethod, refusal: StripeError): SetupIntent {
  const last_setup_error = lastError(refusal, method) as SetupIntent["last_setup_error"];
  return update(
    ctx,
    "setup_intent",
    { ...intent, last_setup_error, next_action: null, payment_method: null, status: "requires_payment_method" },
    "setup_intent.setup_failed",
  );
}
