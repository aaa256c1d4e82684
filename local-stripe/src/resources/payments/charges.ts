// Charges, as payment intents leave them behind; made without an intent (`POST /v1/charges`) they are not served.
import { update } from "../../billing/changes.ts";
import { capture } from "../../billing/payments/capture.ts";
import type { Context } from "../../conventions/context.ts";
import { fetch, fetchNamed, get, post } from "../../conventions/endpoint.ts";
import { invalid } from "../../conventions/errors.ts";
import { inRange, listParams, page, range } from "../../conventions/lists.ts";
import { changeMetadata, metadata } from "../../conventions/metadata.ts";
import { clearable, integer, object, oneOf, string, type Parsed } from "../../conventions/params.ts";
import type { Charge } from "../../store/objects.ts";
import { fullShipping } from "./intent-changes.ts";
import { shippingParam } from "./intent-params.ts";

const updateFields = {
  customer: string(),
  description: clearable(string({ max: 1000 })),
  fraud_details: object({ user_report: clearable(oneOf("fraudulent", "safe")) }),
  metadata: metadata(),
  receipt_email: string({ max: 800 }),
  shipping: shippingParam,
};

function updateCharge(ctx: Context, params: Parsed<typeof updateFields>, id: string): Charge {
  const before = fetch(ctx, "charge", id);
  if (params.customer !== undefined && before.customer !== null && params.customer !== before.customer)
    throw invalid("This charge already has a customer associated with it.", "customer");
  const { user_report } = params.fraud_details ?? {};
  const after: Charge = {
    ...before,
    customer:
      params.customer === undefined ? before.customer : fetchNamed(ctx, "customer", params.customer, "customer").id,
    description: params.description === undefined ? before.description : params.description,
    fraud_details: user_report === undefined ? before.fraud_details : user_report === null ? {} : { user_report },
    metadata: changeMetadata(before.metadata, params.metadata),
    receipt_email: params.receipt_email ?? before.receipt_email,
    shipping: params.shipping === undefined ? before.shipping : fullShipping(params.shipping),
  };
  return update(ctx, "charge", after, "charge.updated");
}

const captureFields = {
  amount: integer({ min: 1 }),
  receipt_email: string({ max: 800 }),
  statement_descriptor: string({ max: 22 }),
  statement_descriptor_suffix: string({ max: 22 }),
};

function captureCharge(ctx: Context, { amount, ...shown }: Parsed<typeof captureFields>, id: string): Charge {
  const charge = fetch(ctx, "charge", id);
  const intent = fetchNamed(ctx, "payment_intent", charge.payment_intent ?? "", "charge");
  if (charge.captured) throw invalid(`Charge ${id} has already been captured.`, undefined, "charge_already_captured");
  if (intent.status !== "requires_capture" || intent.latest_charge !== id)
    throw invalid(
      `Charge ${id} could not be captured because it holds no money.`,
      undefined,
      "charge_expired_for_capture",
    );
  if (amount !== undefined && amount > charge.amount)
    throw invalid(
      `Amount must be no more than the amount of the charge (${charge.amount}).`,
      "amount",
      "amount_too_large",
    );
  capture(ctx, intent, amount ?? charge.amount, shown);
  return fetch(ctx, "charge", id);
}

export const chargeEndpoints = [
  get(
    "/v1/charges",
    listParams({ customer: string(), payment_intent: string(), created: range() }),
    (ctx, { customer, payment_intent, created, ...at }) =>
      page(ctx, "charge", "/v1/charges", at, {
        by:
          payment_intent !== undefined
            ? ["payment_intent", payment_intent]
            : customer === undefined
              ? undefined
              : ["customer", customer],
        where: (one) => (customer === undefined || one.customer === customer) && inRange(one.created, created),
      }),
  ),
  get("/v1/charges/:id", {}, (ctx, _params, id) => fetch(ctx, "charge", id)),
  post("/v1/charges/:id", updateFields, updateCharge),
  post("/v1/charges/:id/capture", captureFields, captureCharge),
];
