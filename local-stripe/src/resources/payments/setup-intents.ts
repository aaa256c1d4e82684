// A card saved for later, by the API.
import { fetch, fetchNamed, get, post } from "../../conventions/endpoint.ts";
import { setupIntentObject } from "../../billing/payments/charges.ts";
import { confirmSetup } from "../../billing/payments/confirm-setup.ts";
import { create, update } from "../../billing/changes.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import { about, invalid, RefusedPayment } from "../../conventions/errors.ts";
import { inRange, listParams, page, range } from "../../conventions/lists.ts";
import { changeMetadata, metadata } from "../../conventions/metadata.ts";
import { array, boolean, clearable, object, oneOf, string, url, type Parsed } from "../../conventions/params.ts";
import type { SetupIntent } from "../../store/objects.ts";
import { usable } from "../../billing/payment-methods/payment-methods.ts";

const createFields = {
  automatic_payment_methods: object({ enabled: boolean(), allow_redirects: oneOf("always", "never") }),
  confirm: boolean(),
  customer: string(),
  description: string(),
  metadata: metadata(),
  payment_method: string(),
  // Gone from the API since 2026-09-30.endive, and still sent by the Stripe CLI
  payment_method_types: array(oneOf("card")),
  return_url: url(),
  usage: oneOf("off_session", "on_session"),
};

function createIntent(ctx: Context, params: Parsed<typeof createFields>): SetupIntent {
  if (params.customer !== undefined) fetchNamed(ctx, "customer", params.customer, "customer");
  const method = params.payment_method === undefined ? null : usable(ctx, params.payment_method, "payment_method").id;
  const automatic = params.automatic_payment_methods ?? { enabled: params.payment_method_types === undefined };
  const intent: SetupIntent = {
    ...setupIntentObject(params.customer ?? null, method, nowFor(ctx, params.customer ?? null)),
    // On unless types are named (recorded)
    automatic_payment_methods: automatic.enabled
      ? { allow_redirects: automatic.allow_redirects ?? "always", enabled: true }
      : null,
    description: params.description ?? null,
    metadata: changeMetadata({}, params.metadata),
    status: method === null ? "requires_payment_method" : "requires_confirmation",
    usage: params.usage ?? "off_session",
  };
  create(ctx, "setup_intent", intent, "setup_intent.created");
  return params.confirm ? confirm(ctx, intent, { return_url: params.return_url }) : intent;
}

/** A refusal is answered as an error that brings the intent; the attempt is kept. */
function confirm(
  ctx: Context,
  intent: SetupIntent,
  { payment_method: given, return_url }: { payment_method?: string; return_url?: string },
): SetupIntent {
  if (["succeeded", "canceled"].includes(intent.status)) {
    throw invalid(
      `You cannot confirm this SetupIntent because it has a status of ${intent.status}.`,
      undefined,
      "setup_intent_unexpected_state",
    );
  }
  const id = given === undefined ? intent.payment_method : usable(ctx, given, "payment_method").id;
  if (id === null)
    throw invalid(
      "You cannot confirm this SetupIntent because it's missing a payment method.",
      undefined,
      "setup_intent_unexpected_state",
    );
  const method = fetchNamed(ctx, "payment_method", id, "payment_method");
  const { intent: done, refusal } = confirmSetup(ctx, intent, method, { return_url });
  if (refusal) throw new RefusedPayment(about(refusal, { setup_intent: done, payment_method: method }));
  return done;
}

const filters = { customer: string(), payment_method: string(), created: range() };

export const setupIntentEndpoints = [
  post("/v1/setup_intents", createFields, createIntent),
  get("/v1/setup_intents", listParams(filters), (ctx, { customer, payment_method, created, ...at }) =>
    page(ctx, "setup_intent", "/v1/setup_intents", at, {
      where: (one) =>
        (customer === undefined || one.customer === customer) &&
        (payment_method === undefined || one.payment_method === payment_method) &&
        inRange(one.created, created),
    }),
  ),
  get("/v1/setup_intents/:id", { client_secret: string() }, (ctx, _params, id) => fetch(ctx, "setup_intent", id)),
  post(
    "/v1/setup_intents/:id",
    { customer: string(), description: clearable(string()), metadata: metadata(), payment_method: string() },
    (ctx, params, id) => {
      const before = fetch(ctx, "setup_intent", id);
      const payment_method =
        params.payment_method === undefined
          ? before.payment_method
          : usable(ctx, params.payment_method, "payment_method").id;
      const status =
        before.status === "requires_payment_method" && payment_method !== null
          ? "requires_confirmation"
          : before.status;
      const after: SetupIntent = {
        ...before,
        customer: params.customer ?? before.customer,
        description: params.description === undefined ? before.description : params.description,
        metadata: changeMetadata(before.metadata ?? {}, params.metadata),
        payment_method,
        status,
      };
      // There is no event for this change
      ctx.store.put("setup_intent", after);
      return after;
    },
  ),
  post("/v1/setup_intents/:id/confirm", { payment_method: string(), return_url: url() }, (ctx, params, id) =>
    confirm(ctx, fetch(ctx, "setup_intent", id), params),
  ),
  post(
    "/v1/setup_intents/:id/cancel",
    { cancellation_reason: oneOf("abandoned", "duplicate", "requested_by_customer") },
    (ctx, { cancellation_reason }, id) => {
      const before = fetch(ctx, "setup_intent", id);
      if (["succeeded", "canceled"].includes(before.status)) {
        throw invalid(
          `You cannot cancel this SetupIntent because it has a status of ${before.status}.`,
          undefined,
          "setup_intent_unexpected_state",
        );
      }
      return update(
        ctx,
        "setup_intent",
        { ...before, cancellation_reason: cancellation_reason ?? null, status: "canceled" },
        "setup_intent.canceled",
      );
    },
  ),
];
