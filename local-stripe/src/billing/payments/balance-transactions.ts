// What moves on the account's own balance: a charge less Stripe's fee, a refund [SDK: BalanceTransactions.d.ts; recorded].
import { DAY } from "../../time.ts";
import type { Context } from "../../conventions/context.ts";
import { stepOf } from "../../conventions/currencies.ts";
import { newId } from "../../conventions/ids.ts";
import type { BalanceTransaction } from "../../store/objects.ts";

/** Stripe's price for a domestic card in the US: 2.9% + 30¢. Refunds don't give it back. */
function feeOf(amount: number, currency: string): number {
  const step = stepOf(currency);
  return Math.round((amount * 0.029 + 30) / step) * step;
}

/** Stored without an event: there is none. */
export function balanceTransaction(
  ctx: Context,
  of: {
    amount: number;
    currency: string;
    description: string | null;
    source: string;
    type: "charge" | "refund";
    now: number;
  },
): string {
  const { amount, currency, description, source, type, now } = of;
  const fee = type === "charge" ? feeOf(amount, currency) : 0;
  const transaction: BalanceTransaction = {
    id: newId("txn"),
    object: "balance_transaction",
    amount,
    available_on: now + 7 * DAY,
    balance_type: "payments",
    created: now,
    currency,
    description,
    exchange_rate: null,
    fee,
    fee_details:
      fee === 0
        ? []
        : [{ amount: fee, application: null, currency, description: "Stripe processing fees", type: "stripe_fee" }],
    net: amount - fee,
    reporting_category: type,
    source,
    status: "pending",
    type,
  };
  ctx.store.put("balance_transaction", transaction);
  return transaction.id;
}
