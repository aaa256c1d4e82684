// Search, as https://docs.stripe.com/search describes it.
import type Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { monthly, refused, startLocal, type Local } from "./support.ts";

let local: Local;
let stripe: Stripe;
const ids: Record<string, string> = {};

beforeAll(async () => {
  local = await startLocal();
  stripe = local.stripe;
  const price = await monthly(stripe, 2500);
  const customer = async (name: string, params: Stripe.CustomerCreateParams) => {
    ids[name] = (await stripe.customers.create(params)).id;
    return ids[name];
  };
  const ada = await customer("ada", {
    email: "Ada@example.com",
    name: "Ada Lovelace",
    phone: "+49301",
    metadata: { user: "O'Hara", "a b": "1", plan: "Pro" },
    payment_method: "pm_card_visa",
    invoice_settings: { default_payment_method: "pm_card_visa" },
  });
  await customer("bob", { email: "bob@example.com", metadata: { plan: "pro" } });
  await customer("eve", { name: 'Eve "E" Adams', metadata: { plan: "free" } });
  const active = await stripe.subscriptions.create({ customer: ada, items: [{ price: price.id }] });
  const ended = await stripe.subscriptions.create({ customer: ada, items: [{ price: price.id }] });
  await stripe.subscriptions.cancel(ended.id);
  const [charge, first] = (await stripe.charges.list({ customer: ada })).data;
  await stripe.refunds.create({ charge: charge?.id ?? "" });
  await stripe.products.update(String(price.product), { description: "For small teams", url: "https://example.com/s" });
  Object.assign(ids, {
    active: active.id,
    ended: ended.id,
    refunded: charge?.id,
    kept: first?.id,
    price: price.id,
    product: price.product,
    invoice: active.latest_invoice,
    later: ended.latest_invoice,
    intent: first?.payment_intent,
    other: charge?.payment_intent,
  });
});
afterAll(() => local.stop());

async function found(resource: string, query: string): Promise<string[]> {
  const answer = (await stripe.rawRequest(
    "GET",
    `/v1/${resource}/search?query=${encodeURIComponent(query)}`,
  )) as unknown as {
    data: { id: string }[];
  };
  return answer.data.map(({ id }) => Object.keys(ids).find((name) => ids[name] === id) ?? id).sort();
}

describe("finds", () => {
  it.each([
    ["customers", `email:"ada@example.com"`, ["ada"]],
    ["customers", `email:'ADA@EXAMPLE.COM'`, ["ada"]],
    ["customers", `email:"ada"`, []],
    ["customers", `email~"example"`, ["ada", "bob"]],
    ["customers", `name~"lace"`, ["ada"]],
    ["customers", `name:"Eve \\"E\\" Adams"`, ["eve"]],
    ["customers", `name:null`, ["bob"]],
    ["customers", `-name:null`, ["ada", "eve"]],
    ["customers", `phone:"+49301"`, ["ada"]],
    ["customers", `metadata["plan"]:"pro"`, ["ada", "bob"]],
    ["customers", `-metadata["plan"]:"pro"`, ["eve"]],
    ["customers", `metadata['user']:'O\\'Hara'`, ["ada"]],
    ["customers", `metadata["a b"]:"1"`, ["ada"]],
    ["customers", `metadata["user"]:null`, ["bob", "eve"]],
    ["customers", `-metadata["user"]:NULL`, ["ada"]],
    ["customers", `metadata["constructor"]:null`, ["ada", "bob", "eve"]],
    ["customers", `metadata["plan"]:"pro" AND -email:"bob@example.com"`, ["ada"]],
    ["customers", `metadata["plan"]:"pro" email~"bob"`, ["bob"]],
    ["customers", `metadata["plan"]:"free" OR email:"bob@example.com"`, ["bob", "eve"]],
    ["customers", `metadata["plan"]:"free" or name:null or -phone:null`, ["ada", "bob", "eve"]],
    ["customers", `created>1000 and created<9999999999 and name~"ada"`, ["ada", "eve"]],
    ["customers", `created>=9999999999`, []],
    ["subscriptions", `status:"active"`, ["active"]],
    ["subscriptions", `-status:"canceled"`, ["active"]],
    ["subscriptions", `canceled_at>0`, ["ended"]],
    ["subscriptions", `canceled_at:null`, ["active"]],
    ["invoices", `total>2000 AND subscription:"ACTIVE"`, ["invoice"]],
    ["invoices", `total<=2500 AND status:"paid" AND currency:"usd"`, ["invoice", "later"]],
    ["invoices", `last_finalization_error_code:null AND customer:"ADA"`, ["invoice", "later"]],
    ["charges", `refunded:"true"`, ["refunded"]],
    ["charges", `-refunded:true AND amount:2500`, ["kept"]],
    ["charges", `customer:"ADA" AND disputed:"false"`, ["kept", "refunded"]],
    ["payment_intents", `amount>=2500 AND status:"succeeded"`, ["intent", "other"]],
    ["prices", `product:"PRODUCT" AND active:"true" AND type:"recurring"`, ["price"]],
    ["prices", `lookup_key:null AND currency:"usd"`, ["price"]],
    ["products", `active:'true' AND description~"SMALL"`, ["product"]],
    ["products", `url:"https://example.com/s" AND -shippable:"true"`, ["product"]],
    ["products", `active:"false"`, []],
  ])("%s by %s", async (resource, query, names) => {
    const asked = query.replace(/"([A-Z]{3,})"/g, (quoted, name: string) =>
      ids[name.toLowerCase()] === undefined ? quoted : `"${ids[name.toLowerCase()]}"`,
    );
    expect(await found(resource, asked)).toEqual(names);
  });

  it("more pages than one, and counts them when asked", async () => {
    const pages: string[][] = [];
    let page: string | undefined;
    do {
      const one = await stripe.customers.search({
        query: "created>0",
        limit: 2,
        expand: ["total_count"],
        ...(page && { page }),
      });
      expect(one).toMatchObject({ object: "search_result", url: "/v1/customers/search", total_count: 3 });
      pages.push(one.data.map(({ id }) => id));
      page = one.next_page ?? undefined;
      expect(one.has_more).toBe(page !== undefined);
    } while (page !== undefined);
    expect(pages).toEqual([[ids.eve, ids.bob], [ids.ada]]);
    expect(await stripe.customers.search({ query: "created>0" })).not.toHaveProperty("total_count");
    const all: string[] = [];
    for await (const { id } of stripe.customers.search({ query: "created>0", limit: 1 })) all.push(id);
    expect(all).toHaveLength(3);
  });
});

describe("refuses", () => {
  const unreadable = /^We were unable to parse your search query\./;
  const format =
    'We were unable to parse your search query. Try using the format `metadata["key"]:"value"` to query for metadata or key:"value" to query for other fields.';
  it.each([
    ["asdf", format],
    ["email=ada", format],
    ["email:ada@example.com", format],
    ['email:"ada', format],
    ['(email:"a" OR email:"b")', format],
    ['email:"a" AND', format],
    ['email:"a" AND AND email:"b"', format],
    ["   ", format],
    ['email:"a" AND email:"b" OR email:"c"', unreadable],
    ['email:"a" email:"b" OR email:"c"', unreadable],
    ['name~"ab"', unreadable],
    ['metadata["plan"]~"pro"', unreadable],
    ['email>"a"', unreadable],
    ["created~100", unreadable],
    ['created:"today"', unreadable],
    [Array.from({ length: 11 }, () => "created>0").join(" "), unreadable],
    [
      'foo:"bar"',
      "Field `foo` is an unsupported search field for resource `customers`. See http://stripe.com/docs/search#query-fields-for-customers for a list of supported fields.",
    ],
    ['constructor:"bar"', /^Field `constructor` is an unsupported search field/],
    ['metadata:"bar"', /^Field `metadata` is an unsupported search field/],
  ])("%s", async (query, message) => {
    const error = await refused(stripe.customers.search({ query }));
    expect([error.statusCode, error.param]).toEqual([400, "query"]);
    expect(error.message).toMatch(message);
  });

  it("a field of another resource, a page that there isn't, a limit out of range, and no query", async () => {
    const plain = refused(stripe.paymentIntents.search({ query: 'email:"a"' }));
    expect((await plain).message).toMatch(
      "for resource `payment_intents`. See http://stripe.com/docs/search#query-fields-for-payment-intents",
    );
    const page = await refused(stripe.prices.search({ query: 'active:"true"', page: "nowhere" }));
    expect([page.message, page.param]).toEqual(["nowhere is an invalid page.", "nowhere"]);
    expect((await refused(stripe.prices.search({ query: 'active:"true"', limit: 101 }))).param).toBe("limit");
    expect((await refused(stripe.prices.search({} as Stripe.PriceSearchParams))).message).toBe(
      "Missing required param: query.",
    );
  });
});

it("is no id of a resource that can be searched, and is one elsewhere", async () => {
  for (const resource of [
    "charges",
    "customers",
    "invoices",
    "payment_intents",
    "prices",
    "products",
    "subscriptions",
  ]) {
    const error = await refused(stripe.rawRequest("GET", `/v1/${resource}/search`));
    expect([resource, error.message]).toEqual([resource, "Missing required param: query."]);
  }
  // A coupon can be called so
  await stripe.coupons.create({ id: "search", percent_off: 5, duration: "once" });
  expect(await stripe.coupons.retrieve("search")).toMatchObject({ percent_off: 5 });
  const error = await refused(stripe.rawRequest("GET", "/v1/coupons/search?query=x"));
  expect([error.statusCode, error.code]).toEqual([400, "parameter_unknown"]);
});

it("takes booleans as Python writes them, and no other words for them", async () => {
  const ask = async (active: string) => {
    const response = await fetch(`${local.server.url}/v1/products?active=${active}`, {
      headers: { authorization: "Bearer rk_test_python" },
    });
    return (await response.json()) as { data?: unknown[]; error?: { message: string } };
  };
  for (const yes of ["true", "True"]) expect((await ask(yes)).data).toHaveLength(1);
  for (const no of ["false", "False"]) expect((await ask(no)).data).toHaveLength(0);
  for (const other of ["1", "yes", "truth", "on"])
    expect((await ask(other)).error?.message).toBe(`Invalid boolean: ${other}`);
  const response = await fetch(`${local.server.url}/v1/products`, {
    method: "POST",
    headers: { authorization: "Bearer sk_test_python" },
    body: new URLSearchParams({ name: "Snake", active: "False", shippable: "True" }),
  });
  expect(await response.json()).toMatchObject({ active: false, shippable: true });
});
