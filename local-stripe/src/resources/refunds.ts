import { fetch, fetchNamed, get, post } from "../conventions/endpoint.ts";
import { checkAmount, formatMoney } from "../conventions/currencies.ts";
import { create, differences, update } from "../billing/changes.ts";
import { balanceTransaction } from "../billing/payments/balance-transactions.ts";
import { nowFor } from "../conventions/clock.ts";
import type { Context } from "../conventions/context.ts";
import { invalid } from "../conventions/errors.ts";
import { emit } from "../events/events.ts";
import { newId } from "../conventions/ids.ts";
import { inRange, listParams, page, range } from "../conventions/lists.ts";
import { changeMetadata, metadata } from "../conventions/metadata.ts";
import { integer, oneOf, string, type Parsed } from "../conventions/params.ts";
import type { Charge, Refund } from "../store/objects.ts";

const createFields = {
  amount: integer({ min: 1 }),
  charge: string(),
  metadata: metadata(),
  payment_intent: string(),
  reason: oneOf("duplicate", "fraudulent", "requested_by_customer"),
};

/** Money goes back to the card at once; the invoice stays paid. */
function createRefund(ctx: Context, params: Parsed<typeof createFields>): Refund {
  const charge = chargeOf(ctx, params);
  if (!charge.paid) throw invalid(`Charge ${charge.id} has not been paid and can't be refunded.`, "charge");
  // No refund of what a bank gave back, or may give back (wording: several users' logs)
  const disputes = [...ctx.store.list("dispute", { by: ["charge", charge.id] })];
  if (disputes.some(({ status }) => status !== "won" && !status.startsWith("warning_")))
    throw invalid(`Charge ${charge.id} has been charged back; cannot issue a refund.`, undefined, "charge_disputed");
  if (!charge.captured)
    throw invalid(
      `Charge ${charge.id} has not been captured. Cancel its PaymentIntent to release the money.`,
      "charge",
      "charge_invalid_parameter",
    );
  const left = charge.amount - charge.amount_refunded;
  if (left === 0) throw invalid(`Charge ${charge.id} has already been refunded.`, undefined, "charge_already_refunded");
  const amount = params.amount ?? left;
  checkAmount(params.amount, charge.currency, "amount");
  if (amount > left) {
    throw invalid(
      `Refund amount (${formatMoney(amount, charge.currency)}) is greater than unrefunded amount on charge (${formatMoney(left, charge.currency)})`,
      "amount",
    );
  }
  const id = newId("re");
  const now = nowFor(ctx, charge.customer);
  const refund: Refund = {
    id,
    object: "refund",
    amount,
    balance_transaction: balanceTransaction(ctx, {
      amount: -amount,
      currency: charge.currency,
      // Recorded, but for what is in brackets
      description: `REFUND FOR CHARGE${charge.description === null ? "" : ` (${charge.description})`}`,
      source: id,
      type: "refund",
      now,
    }),
    charge: charge.id,
    created: now,
    currency: charge.currency,
    customer: charge.customer,
    customer_account: null,
    destination_details: {
      card: { reference_status: "pending", reference_type: "acquirer_reference_number", type: "refund" },
      type: "card",
    },
    metadata: changeMetadata({}, params.metadata),
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason: params.reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: "succeeded",
    transfer_reversal: null,
  };
  create(ctx, "refund", refund, "refund.created");
  const refunded = charge.amount_refunded + amount;
  update(
    ctx,
    "charge",
    { ...charge, amount_refunded: refunded, refunded: refunded === charge.amount },
    "charge.refunded",
  );
  return refund;
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
  get(
    "/v1/refunds",
    listParams({ charge: string(), payment_intent: string(), created: range() }),
    (ctx, { charge, payment_intent, created, ...at }) =>
      page(ctx, "refund", "/v1/refunds", at, {
        by:
          charge !== undefined
            ? ["charge", charge]
            : payment_intent !== undefined
              ? ["payment_intent", payment_intent]
              : undefined,
        where: (one) =>
          (payment_intent === undefined || one.payment_intent === payment_intent) && inRange(one.created, created),
      }),
  ),
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
