import { fetch, fetchNamed, get, post } from "../../conventions/endpoint.ts";
import { checkAmount, formatMoney } from "../../conventions/currencies.ts";
import { refundable, refundCharge } from "../../billing/payments/refund.ts";
import { differences, update } from "../../billing/changes.ts";
import type { Context } from "../../conventions/context.ts";
import { invalid } from "../../conventions/errors.ts";
import { emit } from "../../events/events.ts";
import { listOfPayments } from "./list-of-payments.ts";
import { changeMetadata, metadata } from "../../conventions/metadata.ts";
import { integer, oneOf, string, type Parsed } from "../../conventions/params.ts";
import type { Charge, Refund } from "../../store/objects.ts";

const createFields = {
  amount: integer({ min: 1 }),
  charge: string(),
  metadata: metadata(),
  payment_intent: string(),
  reason: oneOf("duplicate", "fraudulent", "requested_by_customer"),
};

function createRefund(ctx: Context, params: Parsed<typeof createFields>): Refund {
  const charge = chargeOf(ctx, params);
  const left = refundable(ctx, charge);
  const amount = params.amount ?? left;
  checkAmount(params.amount, charge.currency, "amount");
  if (amount > left) {
    throw invalid(
      `Refund amount (${formatMoney(amount, charge.currency)}) is greater than unrefunded amount on charge (${formatMoney(left, charge.currency)})`,
      "amount",
    );
  }
  return refundCharge(ctx, charge, {
    amount,
    reason: params.reason ?? null,
    metadata: changeMetadata({}, params.metadata),
  });
}

function chargeOf(ctx: Context, params: Parsed<typeof createFields>): Charge {
  if ((params.charge === undefined) === (params.payment_intent === undefined)) {
    throw invalid(
      "One of the following params should be provided for this request: payment_intent or charge.",
      "charge",
      "parameter_missing",
    );
  }
  if (params.charge !== undefined) return fetchNamed(ctx, "charge", params.charge, "charge");
  const intent = fetchNamed(ctx, "payment_intent", params.payment_intent ?? "", "payment_intent");
  if (intent.latest_charge === null)
    throw invalid(
      `This PaymentIntent (${intent.id}) does not have a successful charge to refund.`,
      undefined,
      "charge_invalid_parameter",
    );
  return fetchNamed(ctx, "charge", intent.latest_charge, "charge");
}

export const refundEndpoints = [
  post("/v1/refunds", createFields, createRefund),
  listOfPayments("refund"),
  get("/v1/refunds/:id", {}, (ctx, _params, id) => fetch(ctx, "refund", id)),
  post("/v1/refunds/:id", { metadata: metadata() }, (ctx, params, id) => {
    const before = fetch(ctx, "refund", id);
    const after: Refund = { ...before, metadata: changeMetadata(before.metadata ?? {}, params.metadata) };
    const previous = differences(before, after);
    const done = update(ctx, "refund", after, "refund.updated");
    // The older name of the same event
    if (Object.keys(previous).length > 0) emit(ctx, "charge.refund.updated", done, previous);
    return done;
  }),
];
