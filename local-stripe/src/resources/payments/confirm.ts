import { confirmIntent, wrongState } from "../../billing/payments/confirm-intent.ts";
import { checkClockRests } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import { fetch } from "../../conventions/endpoint.ts";
import { about, invalid, RefusedPayment } from "../../conventions/errors.ts";
import type { PaymentIntent } from "../../store/objects.ts";
import { changedFields, givenMethod, withOptions } from "./intent-changes.ts";
import type { ConfirmParams } from "./intent-params.ts";

// The sentences are Stripe's, from users' logs
const RETURN_URL =
  "This PaymentIntent is configured to accept payment methods enabled in your Dashboard. Because some of these payment methods might redirect your customer off of your page, you must provide a `return_url`. If you don't want to accept redirect-based payment methods, set `automatic_payment_methods[enabled]` to `true` and `automatic_payment_methods[allow_redirects]` to `never` when creating Setup Intents and Payment Intents.";
const NO_METHOD =
  "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a payment method or ConfirmationToken.";

export function confirmByApi(ctx: Context, params: ConfirmParams, id: string): PaymentIntent {
  const before = fetch(ctx, "payment_intent", id);
  if (before.status === "succeeded")
    throw wrongState(
      before,
      "You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed.",
    );
  if (["canceled", "processing", "requires_capture"].includes(before.status))
    throw wrongState(before, `You cannot confirm this PaymentIntent because it has a status of ${before.status}.`);
  const method = givenMethod(ctx, before, params);
  const intent: PaymentIntent = {
    ...withOptions(before, params),
    ...changedFields(params),
    payment_method: method?.id ?? before.payment_method,
  };
  checkClockRests(ctx, intent);
  // What is set with the confirmation has no event of its own
  ctx.store.put("payment_intent", intent);
  return confirmWith(ctx, intent, params);
}

/** A refusal is answered as an error that brings the intent; the attempt is kept. */
export function confirmWith(ctx: Context, intent: PaymentIntent, params: ConfirmParams): PaymentIntent {
  const method = ctx.store.get("payment_method", intent.payment_method ?? "");
  if (!method) throw wrongState(intent, NO_METHOD);
  const redirects = intent.automatic_payment_methods?.allow_redirects === "always";
  // Nobody is there to be sent on (recorded)
  const alone = params.off_session !== undefined && params.off_session !== false;
  if (redirects && params.return_url === undefined && !params.use_stripe_sdk && !alone) throw invalid(RETURN_URL);
  const { intent: done, refusal } = confirmIntent(ctx, intent, method, {
    session: params.off_session ? "off" : "on",
    neverAsk: params.error_on_requires_action,
    return_url: params.return_url,
  });
  if (!refusal || done.status === "requires_action") return done;
  const charge = done.latest_charge ?? undefined;
  const { payment_method } = done.last_payment_error ?? {};
  throw new RefusedPayment(
    about(refusal, {
      // An empty name is of refusals before a charge (recorded)
      param: refusal.details.param || undefined,
      payment_intent: done,
      ...(payment_method ? { payment_method } : {}),
      ...(charge === undefined ? {} : { charge }),
    }),
  );
}
