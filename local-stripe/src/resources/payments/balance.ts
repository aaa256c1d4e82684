// The account's own balance, which newcomers ask for first to see whether a key works. Nothing is paid out here.
import { wallClock } from "../../time.ts";
import type { Context } from "../../conventions/context.ts";
import { get } from "../../conventions/endpoint.ts";

function balance(ctx: Context): object {
  const now = wallClock();
  const sums = { available: new Map([["usd", 0]]), pending: new Map([["usd", 0]]) };
  for (const { currency, net, available_on } of ctx.store.list("balance_transaction")) {
    const sum = available_on <= now ? sums.available : sums.pending;
    sum.set(currency, (sum.get(currency) ?? 0) + net);
  }
  const amounts = (sum: Map<string, number>) =>
    [...sum].map(([currency, amount]) => ({ amount, currency, source_types: { card: amount } }));
  return {
    object: "balance",
    available: amounts(sums.available),
    livemode: false,
    pending: amounts(sums.pending),
    refund_and_dispute_prefunding: {
      available: [{ amount: 0, currency: "usd" }],
      pending: [{ amount: 0, currency: "usd" }],
    },
  };
}

export const balanceEndpoints = [get("/v1/balance", {}, balance)];
