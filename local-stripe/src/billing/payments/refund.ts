// Money goes back to the card at once; the invoice stays paid.
import { create, update } from "../changes.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import { invalid } from "../../conventions/errors.ts";
import { newId } from "../../conventions/ids.ts";
import type { Charge, Refund } from "../../store/objects.ts";
import { balanceTransaction } from "./balance-transactions.ts";

/** What may still go back of a charge, or why nothing may (wordings: several users' logs). */
export function refundable(ctx: Context, charge: Charge): number {
  if (!charge.paid) throw invalid(`Charge ${charge.id} has not been paid and can't be refunded.`, "charge");
  // No refund of what a bank gave back, or may give back
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
  return left;
}

export function refundCharge(
  ctx: Context,
  charge: Charge,
  {
    amount,
    reason = null,
    metadata = {},
  }: { amount: number; reason?: Refund["reason"]; metadata?: Record<string, string> },
): Refund {
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
    metadata,
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason,
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
