import { fetch, get } from "../../conventions/endpoint.ts";
import { inRange, listParams, page, range } from "../../conventions/lists.ts";
import { string } from "../../conventions/params.ts";

export const balanceTransactionEndpoints = [
  get(
    "/v1/balance_transactions",
    listParams({ created: range(), currency: string({ max: 3 }), source: string(), type: string() }),
    (ctx, { created, currency, source, type, ...at }) =>
      page(ctx, "balance_transaction", "/v1/balance_transactions", at, {
        where: (one) =>
          (currency === undefined || one.currency === currency) &&
          (source === undefined || one.source === source) &&
          (type === undefined || one.type === type) &&
          inRange(one.created, created),
      }),
  ),
  get("/v1/balance_transactions/:id", {}, (ctx, _params, id) => fetch(ctx, "balance_transaction", id)),
];
