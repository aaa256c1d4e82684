import { cancelIntent, capture } from "../../billing/payments/capture.ts";
import { wrongState } from "../../billing/payments/confirm-intent.ts";
import type { Context } from "../../conventions/context.ts";
import { fetch, get, post } from "../../conventions/endpoint.ts";
import { invalid } from "../../conventions/errors.ts";
import { inRange, listParams, page, range } from "../../conventions/lists.ts";
import { changeMetadata } from "../../conventions/metadata.ts";
import { string, type Parsed } from "../../conventions/params.ts";
import type { PaymentIntent } from "../../store/objects.ts";
import { confirmByApi } from "./confirm.ts";
import { createIntent } from "./create-intent.ts";
import { cancelFields, captureFields, confirmFields, createFields, updateFields } from "./intent-params.ts";
import { updateIntent } from "./update-intent.ts";

function captureIntent(ctx: Context, params: Parsed<typeof captureFields>, id: string): PaymentIntent {
  const intent = fetch(ctx, "payment_intent", id);
  if (intent.status === "succeeded" && intent.capture_method === "manual")
    throw wrongState(intent, "This PaymentIntent could not be captured because it has already been captured.");
  if (intent.status !== "requires_capture")
    throw wrongState(
      intent,
      `This PaymentIntent could not be captured because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be captured: requires_capture.`,
    );
  if (params.final_capture === false)
    throw invalid("Multicapture is not available for this PaymentIntent.", "final_capture");
  const amount = params.amount_to_capture ?? intent.amount_capturable;
  if (amount > intent.amount_capturable)
    throw invalid(
      `The provided amount_to_capture (${amount}) is greater than the amount_capturable of the PaymentIntent (${intent.amount_capturable}).`,
      "amount_to_capture",
      "amount_too_large",
    );
  const { metadata, statement_descriptor, statement_descriptor_suffix } = params;
  const shown = {
    ...(statement_descriptor === undefined ? {} : { statement_descriptor }),
    ...(statement_descriptor_suffix === undefined ? {} : { statement_descriptor_suffix }),
  };
  const described = { ...intent, ...shown, metadata: changeMetadata(intent.metadata, metadata) };
  return capture(ctx, described, amount, shown);
}

const CANCELABLE = ["requires_payment_method", "requires_capture", "requires_confirmation", "requires_action"];

function cancel(ctx: Context, { cancellation_reason }: Parsed<typeof cancelFields>, id: string): PaymentIntent {
  const intent = fetch(ctx, "payment_intent", id);
  if (!CANCELABLE.includes(intent.status))
    throw wrongState(
      intent,
      `You cannot cancel this PaymentIntent because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be canceled: ${CANCELABLE.join(", ")}, processing.`,
    );
  if (ctx.store.detail("payment_intent", id)?.invoice)
    throw invalid(
      "You cannot cancel this PaymentIntent because it was created by an Invoice. Void the Invoice instead.",
      undefined,
      "payment_intent_invalid_parameter",
    );
  return cancelIntent(ctx, intent, cancellation_reason ?? null);
}

export const paymentIntentEndpoints = [
  post("/v1/payment_intents", createFields, createIntent),
  get(
    "/v1/payment_intents",
    listParams({ customer: string(), created: range() }),
    (ctx, { customer, created, ...at }) =>
      page(ctx, "payment_intent", "/v1/payment_intents", at, {
        by: customer === undefined ? undefined : ["customer", customer],
        where: (one) => inRange(one.created, created),
      }),
  ),
  get("/v1/payment_intents/:id", { client_secret: string() }, (ctx, { client_secret }, id) => {
    const intent = fetch(ctx, "payment_intent", id);
    if (client_secret !== undefined && client_secret !== intent.client_secret)
      throw invalid(
        "The client_secret provided does not match the client_secret of this PaymentIntent.",
        "client_secret",
      );
    return intent;
  }),
  post("/v1/payment_intents/:id", updateFields, updateIntent),
  post("/v1/payment_intents/:id/confirm", confirmFields, confirmByApi),
  post("/v1/payment_intents/:id/capture", captureFields, captureIntent),
  post("/v1/payment_intents/:id/cancel", cancelFields, cancel),
];
