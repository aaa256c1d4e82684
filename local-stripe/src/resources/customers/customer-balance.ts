// What moved a customer's balance. A call may move it too; the next invoices take it up.
import { moveBalance } from "../../billing/customers/currency.ts";
import { create, update } from "../../billing/changes.ts";
import type { Context } from "../../conventions/context.ts";
import { checkAmount } from "../../conventions/currencies.ts";
import { fetch, get, post } from "../../conventions/endpoint.ts";
import { invalid, missing } from "../../conventions/errors.ts";
import { inRange, listParams, page, range } from "../../conventions/lists.ts";
import { changeMetadata, metadata } from "../../conventions/metadata.ts";
import { clearable, integer, required, string, type Parsed } from "../../conventions/params.ts";
import type { CustomerBalanceTransaction } from "../../store/objects.ts";
import { isoCurrency } from "../catalog/price-amounts.ts";

const createFields = {
  amount: required(integer()),
  currency: required(string({ max: 3 })),
  description: string({ max: 350 }),
  metadata: metadata(),
};

function move(ctx: Context, params: Parsed<typeof createFields>, id: string): CustomerBalanceTransaction {
  const customer = fetch(ctx, "customer", id);
  const currency = isoCurrency(params.currency, "currency");
  checkAmount(params.amount, currency, "amount");
  if (params.amount === 0) throw invalid("The amount of a balance transaction must not be 0.", "amount");
  // The first one says what the customer is billed in [docs: billing/customer/balance]
  if (!customer.currency) update(ctx, "customer", { ...customer, currency }, "customer.updated");
  const made = moveBalance(ctx, id, params.amount, currency, {
    type: "adjustment",
    description: params.description ?? null,
    metadata: changeMetadata({}, params.metadata),
  });
  if (!made) throw new Error(`${id} vanished within a transaction`);
  return made;
}

/** Both ids in one: `cus_…/balance_transactions/cbtxn_…`. */
const ONE = "/v1/customers/:id{[^/]+/balance_transactions/[^/]+}";

function one(ctx: Context, path: string): CustomerBalanceTransaction {
  const [customer, , id = ""] = path.split("/");
  const found = fetch(ctx, "customer_balance_transaction", id);
  if (found.customer !== customer) throw missing("customer_balance_transaction", id);
  return found;
}

export const customerBalanceEndpoints = [
  post("/v1/customers/:id/balance_transactions", createFields, move),
  get(
    "/v1/customers/:id/balance_transactions",
    listParams({ created: range(), invoice: string() }),
    (ctx, { created, invoice, ...at }, id) => {
      fetch(ctx, "customer", id);
      return page(ctx, "customer_balance_transaction", `/v1/customers/${id}/balance_transactions`, at, {
        by: ["customer", id],
        where: (found) => (invoice === undefined || found.invoice === invoice) && inRange(found.created, created),
      });
    },
  ),
  get(ONE, {}, (ctx, _params, path) => one(ctx, path)),
  post(ONE, { description: clearable(string({ max: 350 })), metadata: metadata() }, (ctx, params, path) => {
    const before = one(ctx, path);
    return create(ctx, "customer_balance_transaction", {
      ...before,
      description: params.description === undefined ? before.description : params.description,
      metadata: changeMetadata(before.metadata ?? {}, params.metadata),
    });
  }),
];
