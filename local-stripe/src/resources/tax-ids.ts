import { del, fetch, fetchNamed, get, post } from "../conventions/endpoint.ts";
import { addTaxId, removeTaxId } from "../billing/customers/tax-ids.ts";
import type { Context } from "../conventions/context.ts";
import { invalid, missing } from "../conventions/errors.ts";
import { listParams, page, pageOf } from "../conventions/lists.ts";
import { object, oneOf, required, string } from "../conventions/params.ts";
import type { TaxId } from "../store/objects.ts";

const fields = { type: required(string()), value: required(string({ max: 100 })) };

function add(ctx: Context, customer: string, { type, value }: { type: string; value: string }): TaxId {
  if (!/^[a-z]{2}_[a-z_]+$/.test(type)) throw invalid(`Invalid type: ${type}`, "type");
  return addTaxId(ctx, fetch(ctx, "customer", customer).id, type as TaxId["type"], value);
}

/** Both ids in one: `cus_…/tax_ids/txi_…`. */
const ONE = "/v1/customers/:id{[^/]+/tax_ids/[^/]+}";

function ofCustomer(ctx: Context, path: string): TaxId {
  const [customer, , id = ""] = path.split("/");
  const found = fetch(ctx, "tax_id", id);
  if (found.customer !== customer) throw missing("tax_id", id);
  return found;
}

/** Those of customers; the account has none here. */
export const taxIdEndpoints = [
  post(
    "/v1/tax_ids",
    { ...fields, owner: required(object({ type: required(oneOf("customer")), customer: required(string()) })) },
    (ctx, { owner, ...params }) => add(ctx, owner.customer, params),
  ),
  get(
    "/v1/tax_ids",
    listParams({
      owner: object({ type: required(oneOf("account", "customer", "self")), customer: string() }),
    }),
    (ctx, { owner, ...at }) => {
      if (owner?.type !== "customer") return pageOf([], "/v1/tax_ids", at);
      if (owner.customer === undefined)
        throw invalid("Missing required param: owner[customer].", "owner[customer]", "parameter_missing");
      return page(ctx, "tax_id", "/v1/tax_ids", at, {
        by: ["customer", fetchNamed(ctx, "customer", owner.customer, "owner[customer]").id],
      });
    },
  ),
  get("/v1/tax_ids/:id", {}, (ctx, _params, id) => fetch(ctx, "tax_id", id)),
  del("/v1/tax_ids/:id", {}, (ctx, _params, id) => removeTaxId(ctx, fetch(ctx, "tax_id", id))),
  post("/v1/customers/:id/tax_ids", fields, (ctx, params, id) => add(ctx, id, params)),
  get("/v1/customers/:id/tax_ids", listParams({}), (ctx, at, id) => {
    fetch(ctx, "customer", id);
    return page(ctx, "tax_id", `/v1/customers/${id}/tax_ids`, at, { by: ["customer", id] });
  }),
  get(ONE, {}, (ctx, _params, path) => ofCustomer(ctx, path)),
  del(ONE, {}, (ctx, _params, path) => removeTaxId(ctx, ofCustomer(ctx, path))),
];
