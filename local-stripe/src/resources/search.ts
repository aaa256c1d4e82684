// Search, for each resource that has it. An object is found from the moment it is written; at Stripe it takes a minute.
import type { Context } from "../conventions/context.ts";
import { get } from "../conventions/endpoint.ts";
import { invalid } from "../conventions/errors.ts";
import { integer, required, string } from "../conventions/params.ts";
import { checkQuery, meets, type SearchFields } from "../conventions/search/match.ts";
import { parseQuery } from "../conventions/search/query.ts";
import type { Kind } from "../store/objects.ts";

const token = { type: "token" } as const;
const text = { type: "text" } as const;
const number = { type: "number" } as const;

/** [docs: search#supported-query-fields-for-each-resource] */
const SEARCHABLE: Record<string, { kind: Kind; fields: SearchFields }> = {
  charges: {
    kind: "charge",
    fields: {
      amount: number,
      "billing_details.address.postal_code": token,
      created: number,
      currency: token,
      customer: token,
      disputed: token,
      "payment_method_details.*.brand": token,
      "payment_method_details.*.exp_month": token,
      "payment_method_details.*.exp_year": token,
      "payment_method_details.*.fingerprint": token,
      "payment_method_details.*.last4": token,
      refunded: token,
      status: token,
    },
  },
  customers: { kind: "customer", fields: { created: number, email: text, name: text, phone: text } },
  invoices: {
    kind: "invoice",
    fields: {
      created: number,
      currency: token,
      customer: token,
      last_finalization_error_code: { ...token, at: "last_finalization_error.code" },
      last_finalization_error_type: { ...token, at: "last_finalization_error.type" },
      number: text,
      receipt_number: text,
      status: text,
      subscription: { ...text, at: "parent.subscription_details.subscription" },
      total: number,
    },
  },
  payment_intents: {
    kind: "payment_intent",
    fields: { amount: number, created: number, currency: token, customer: token, status: token },
  },
  prices: {
    kind: "price",
    fields: { active: token, currency: token, lookup_key: text, product: text, type: token },
  },
  products: {
    kind: "product",
    fields: { active: token, description: text, name: text, shippable: token, url: text },
  },
  subscriptions: { kind: "subscription", fields: { canceled_at: number, created: number, status: token } },
};

/** The tokens of pages are Stripe's own affair. */
function skipped(page: string | undefined): number {
  const [, skip] = /^page_(\d{1,9})$/.exec(page ?? "page_0") ?? [];
  if (skip === undefined) throw invalid(`${page} is an invalid page.`, page);
  return Number(skip);
}

function search(
  ctx: Context,
  [resource, { kind, fields }]: [string, (typeof SEARCHABLE)[string]],
  params: { query: string; limit?: number; page?: string },
  counted: boolean,
) {
  const query = parseQuery(params.query);
  checkQuery(query, fields, resource);
  const skip = skipped(params.page);
  const limit = params.limit ?? 10;
  const found: object[] = [];
  for (const object of ctx.store.list(kind)) {
    if (meets(object, query, fields)) found.push(object);
    if (!counted && found.length > skip + limit) break;
  }
  const more = found.length > skip + limit;
  return {
    object: "search_result",
    data: found.slice(skip, skip + limit),
    has_more: more,
    next_page: more ? `page_${skip + limit}` : null,
    ...(counted && { total_count: found.length }),
    url: `/v1/${resource}/search`,
  };
}

export const searchEndpoints = Object.entries(SEARCHABLE).map((resource) =>
  get(
    `/v1/${resource[0]}/search`,
    { query: required(string()), limit: integer({ min: 1, max: 100 }), page: string() },
    (ctx, params, _id, expand) => search(ctx, resource, params, expand.includes("total_count")),
  ),
);
