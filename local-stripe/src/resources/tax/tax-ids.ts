import { del, fetch, fetchNamed, get, post } from "../../conventions/endpoint.ts";
import { addTaxId, removeTaxId } from "../../billing/customers/tax-ids.ts";
import { TAX_ID_TYPES } from "../../billing/tax/tax-id-types.ts";
import type { Context } from "../../conventions/context.ts";
import { invalid, missing } from "../../conventions/errors.ts";
import { listParams, page } from "../../conventions/lists.ts";
import { object, oneOf, required, string } from "../../conventions/params.ts";
import type { TaxId } from "../../store/objects.ts";

const type = oneOf(...TAX_ID_TYPES);
export const taxIdFields = { type: required(type), value: required(string({ max: 100 })) };
const owner = object({ type: required(oneOf("account", "customer", "self")), customer: string() });

function add(ctx: Context, customer: string | null, { type, value }: { type: string; value: string }): TaxId {
  return addTaxId(ctx, customer, type, value);
}

/** Null for the account itself, which owns what names no owner. */
function ownerOf(ctx: Context, named: ReturnType<typeof owner.parse> = { type: "self" }): string | null {
  if (named.type !== "customer") return null;
  if (named.customer === undefined)
    throw invalid("Missing required param: owner[customer].", "owner[customer]", "parameter_missing");
  return fetchNamed(ctx, "customer", named.customer, "owner[customer]").id;
}

/** Both ids in one: `cus_…/tax_ids/txi_…`. */
const ONE = "/v1/customers/:id{[^/]+/tax_ids/[^/]+}";

function ofCustomer(ctx: Context, path: string): TaxId {
  const [customer, , id = ""] = path.split("/");
  const found = fetch(ctx, "tax_id", id);
  if (found.customer !== customer) throw missing("tax_id", id);
  return found;
}

export const taxIdEndpoints = [
  post("/v1/tax_ids", { ...taxIdFields, owner }, (ctx, { owner, ...params }) => add(ctx, ownerOf(ctx, owner), params)),
  get("/v1/tax_ids", listParams({ owner }), (ctx, { owner, ...at }) => {
    const customer = ownerOf(ctx, owner);
    return page(ctx, "tax_id", "/v1/tax_ids", at, {
      by: customer === null ? undefined : ["customer", customer],
      where: (one) => one.customer === customer,
    });
  }),
  get("/v1/tax_ids/:id", {}, (ctx, _params, id) => fetch(ctx, "tax_id", id)),
  del("/v1/tax_ids/:id", {}, (ctx, _params, id) => removeTaxId(ctx, fetch(ctx, "tax_id", id))),
  post("/v1/customers/:id/tax_ids", taxIdFields, (ctx, params, id) => add(ctx, fetch(ctx, "customer", id).id, params)),
  get("/v1/customers/:id/tax_ids", listParams({}), (ctx, at, id) => {
    fetch(ctx, "customer", id);
    return page(ctx, "tax_id", `/v1/customers/${id}/tax_ids`, at, { by: ["customer", id] });
  }),
  get(ONE, {}, (ctx, _params, path) => ofCustomer(ctx, path)),
  del(ONE, {}, (ctx, _params, path) => removeTaxId(ctx, ofCustomer(ctx, path))),
];
