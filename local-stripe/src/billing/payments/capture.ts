// Money that is held on a card is taken, in part or in whole, or released. What is released of a hold counts as refunded
// on the charge (unverified for part captures).
import { update } from "../changes.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import type { Charge, PaymentIntent } from "../../store/objects.ts";
import { cancelAttached, creditAttached } from "./attached-payments.ts";
import { balanceTransaction } from "./balance-transactions.ts";

export function capture(ctx: Context, intent: PaymentIntent, amount: number, charged: Partial<Charge>): PaymentIntent {
  const charge = ctx.store.get("charge", intent.latest_charge ?? "");
  if (!charge) throw new Error(`${intent.id} holds no charge`);
  const now = nowFor(ctx, intent.customer);
  const released = charge.amount - amount;
  update(
    ctx,
    "charge",
    {
      ...charge,
      ...charged,
      amount_captured: amount,
      amount_refunded: released,
      balance_transaction: balanceTransaction(ctx, { ...charge, amount, source: charge.id, type: "charge", now }),
      captured: true,
    },
    "charge.captured",
  );
  const done = update(
    ctx,
    "payment_intent",
    { ...intent, amount_capturable: 0, amount_received: amount, status: "succeeded" as const },
    "payment_intent.succeeded",
  );
  creditAttached(ctx, done);
  return done;
}

/** Nothing is paid any more. A hold is released. */
export function cancelIntent(
  ctx: Context,
  intent: PaymentIntent,
  cancellation_reason: PaymentIntent["cancellation_reason"],
): PaymentIntent {
  const held = intent.status === "requires_capture" ? ctx.store.get("charge", intent.latest_charge ?? "") : undefined;
  if (held) update(ctx, "charge", { ...held, amount_refunded: held.amount, refunded: true }, "charge.refunded");
  const done = update(
    ctx,
    "payment_intent",
    {
      ...intent,
      amount_capturable: 0,
      canceled_at: nowFor(ctx, intent.customer),
      cancellation_reason,
      next_action: null,
      status: "canceled",
    },
    "payment_intent.canceled",
  );
  cancelAttached(ctx, done);
  return done;
}
