// `expand`, by the list of what Stripe's types let expand.
import fc from "fast-check";
import type Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answerOf, fieldsOf, nodeAt, type Fields, type Node } from "../src/http/expandable.ts";
import { endpoints } from "../src/http/endpoints.ts";
import type { Kind } from "../src/store/objects.ts";
import { makeHistory } from "./shapes/history.ts";
import { monthly, refused, startLocal, type Local } from "./support.ts";

let local: Local;
beforeAll(async () => {
  local = await startLocal();
  await makeHistory(local);
});
afterAll(() => local.stop());

type Json = Record<string, unknown>;
interface Answer {
  status: number;
  body: Json & { error?: { message: string; code?: string; param?: string } };
}

async function get(address: string, paths: string[], query = ""): Promise<Answer> {
  const asked = [query, ...paths.map((path) => `expand[]=${path}`)].filter(Boolean).join("&");
  const response = await fetch(`${local.server.url}${address}?${asked}`, {
    headers: { authorization: "Bearer sk_test_expand" },
  });
  return { status: response.status, body: (await response.json()) as Answer["body"] };
}

/** Where one object of a kind is read. */
const addresses = endpoints.flatMap(({ method, path }) => {
  const kind = method === "GET" && /^\/v1\/[\w/]+\/:id$/.test(path) ? answerOf(method, path) : undefined;
  return kind && !kind.includes("@") ? [[kind, path] as const] : [];
});

/** All steps below, hashes walked through. */
function below(node: Node | undefined, depth: number): string[] {
  if (depth === 0 || typeof node !== "object") return [];
  return Object.entries(node).flatMap(([step, next]) => [
    step,
    ...below(typeof next === "object" ? next : undefined, depth - 1).map((rest) => `${step}.${rest}`),
  ]);
}

/** A path and the objects behind it: `customer.default_source`, `lines.data.discounts`. */
function twoObjectsDeep(fields: Fields): string[] {
  return below(fields, 4).flatMap((path) => {
    const node = path.split(".").reduce<Node | undefined>((at, step) => nodeAt(at as Fields, step), fields);
    const [, list, kind] = /^(list)?@([^|]+)$/.exec(typeof node === "string" ? node : "") ?? [];
    const start = list ? `${path}.data` : path;
    const next = kind === undefined ? [] : below(fieldsOf(kind), 4).map((rest) => `${start}.${rest}`);
    return [path, ...next].filter((one) => one.split(".").length <= 4);
  });
}

function valuesAt(object: unknown, [step, ...rest]: string[]): unknown[] {
  if (Array.isArray(object)) return object.flatMap((one) => valuesAt(one, step === undefined ? [] : [step, ...rest]));
  if (step === undefined) return [object];
  return typeof object === "object" && object !== null ? valuesAt((object as Json)[step], rest) : [];
}

describe.each(addresses)("of a %s", (kind, path) => {
  const paths = twoObjectsDeep(fieldsOf(kind) ?? {});

  it("every path is taken, and its ids become objects", async () => {
    // Of a kind of which there is none, the paths are still checked before the object is looked for
    const objects = objectsOf(kind).slice(0, 3);
    const missing = objects.length === 0 ? [{ id: "none" }] : [];
    for (const { id } of [...objects, ...missing]) {
      const address = path.replace(":id", encodeURIComponent(id));
      for (let from = 0; from < paths.length; from += 150) {
        const some = paths.slice(from, from + 150);
        const { status, body } = await get(address, some);
        expect([kind, status, body.error?.param]).toEqual(
          missing.length > 0 ? [kind, 404, "id"] : [kind, 200, undefined],
        );
        const ids = some.filter((one) => endsInObject(kind, one) && valuesAt(body, one.split(".")).some(isStoredId));
        expect([kind, ids]).toEqual([kind, []]);
      }
    }
  });
});

/** Items are within their subscriptions, and entitlements follow from them. */
function objectsOf(kind: string): { id: string }[] {
  const { store } = local.server.app;
  if (kind === "subscription_item") return [...store.list("subscription")].flatMap(({ items }) => items.data);
  if (kind === "plan") return [...store.list("price")].filter(({ recurring }) => recurring !== null);
  if (kind === "entitlements.active_entitlement")
    return [...store.list("customer")].flatMap(({ id }) => store.read<{ id: string }[]>("entitlements", id) ?? []);
  return [...store.list(kind as Kind)] as { id: string }[];
}

const isStoredId = (value: unknown): boolean =>
  typeof value === "string" && local.server.app.store.find(value) !== undefined;

function endsInObject(kind: string, path: string): boolean {
  let fields = fieldsOf(kind);
  let node: Node | undefined;
  for (const step of path.split(".")) {
    node = fields && nodeAt(fields, step);
    if (typeof node === "object") fields = node;
    else if (node?.startsWith("list@")) fields = { data: node.slice(4) };
    else fields = fieldsOf(node?.slice(1) ?? "");
  }
  return typeof node === "string" && node.startsWith("@");
}

describe("fields that are left out until they are asked for", () => {
  const one = <K extends Kind>(kind: K, where: (object: never) => boolean = () => true) => {
    const found = [...local.server.app.store.list(kind)].find((object) => where(object as never));
    return (found as { id: string }).id;
  };
  const shown = async (address: string, field: string) => {
    expect(valuesAt((await get(address, [])).body, field.split("."))).toEqual([undefined]);
    const [value] = valuesAt((await get(address, [field])).body, field.split("."));
    return value;
  };

  it("a customer's", async () => {
    const { stripe } = local;
    const { id } = await stripe.customers.create({ address: { country: "DE" } });
    await stripe.taxIds.create({ type: "eu_vat", value: "DE123456789", owner: { type: "customer", customer: id } });
    const at = (field: string) => shown(`/v1/customers/${id}`, field);
    expect(await at("tax")).toEqual({
      automatic_tax: "supported",
      ip_address: null,
      location: { country: "DE", source: "billing_address", state: null },
      provider: "stripe",
    });
    expect(await at("tax_ids")).toMatchObject({ object: "list", data: [{ value: "DE123456789" }], total_count: 1 });
    expect(await at("sources")).toMatchObject({ object: "list", data: [], url: `/v1/customers/${id}/sources` });
    expect(await at("subscriptions")).toMatchObject({ data: [], has_more: false, total_count: 0 });
    expect(await at("cash_balance")).toMatchObject({ object: "cash_balance", customer: id, available: null });
    expect(await at("invoice_credit_balance")).toEqual({});
    const old = { source: "tok_visa", expand: ["default_source", "sources"] } as Stripe.CustomerCreateParams;
    const card = { object: "card", brand: "Visa", last4: "4242" };
    expect(await stripe.customers.create(old)).toMatchObject({ default_source: card, sources: { data: [card] } });
    const nowhere = await stripe.customers.create({ expand: ["tax", "invoice_credit_balance", "discount"] });
    expect(nowhere).toMatchObject({
      tax: { automatic_tax: "unrecognized_location", location: null },
      invoice_credit_balance: {},
      discount: null,
    });
    const buyer = one("customer", ({ email }: { email: string | null }) => email === "sca@example.com");
    const found = await stripe.customers.retrieve(buyer, { expand: ["subscriptions.data.latest_invoice"] });
    expect((found as Stripe.Customer).subscriptions?.data).toMatchObject([{ latest_invoice: { object: "invoice" } }]);
  });

  it("a charge's, an invoice's, a session's, a coupon's, a price's, a portal configuration's", async () => {
    const charge = one("charge", ({ amount_refunded }: { amount_refunded: number }) => amount_refunded > 0);
    expect(await shown(`/v1/charges/${charge}`, "refunds")).toMatchObject({
      object: "list",
      data: [{ object: "refund", charge }],
      has_more: false,
      total_count: 1,
      url: `/v1/charges/${charge}/refunds`,
    });
    const paid = one("invoice", ({ amount_paid }: { amount_paid: number }) => amount_paid > 0);
    expect(await shown(`/v1/invoices/${paid}`, "payments")).toMatchObject({ data: [{ object: "invoice_payment" }] });
    expect(await shown(`/v1/invoices/${paid}`, "confirmation_secret")).toMatchObject({ type: "payment_intent" });
    const session = one("checkout.session", ({ mode }: { mode: string }) => mode === "subscription");
    const address = `/v1/checkout/sessions/${session}`;
    expect(await shown(address, "line_items")).toMatchObject({ data: [{ object: "item" }] });
    expect(await shown(address, "total_details.breakdown")).toEqual({ discounts: [], taxes: [] });
    const off = one("coupon", ({ amount_off }: { amount_off: number | null }) => amount_off !== null);
    expect(await shown(`/v1/coupons/${off}`, "currency_options")).toEqual({ usd: { amount_off: 100 } });
    const price = one("price", ({ nickname }: { nickname: string | null }) => nickname === "Yearly");
    expect(await shown(`/v1/prices/${price}`, "currency_options")).toMatchObject({ jpy: { unit_amount: null } });
    const portal = one("billing_portal.configuration");
    const products = `/v1/billing_portal/configurations/${portal}`;
    expect(await shown(products, "features.subscription_update.products")).toMatchObject({
      prices: [expect.stringMatching(/^price_/)],
    });
  });

  it("a session's discounts, in whole and by item", async () => {
    const { stripe } = local;
    const price = await monthly(stripe, 5000);
    const coupon = await stripe.coupons.create({ percent_off: 20, duration: "once" });
    const session = await stripe.checkout.sessions.create({
      mode: "subscription",
      line_items: [{ price: price.id, quantity: 1 }],
      discounts: [{ coupon: coupon.id }],
      success_url: "http://localhost/ok",
      expand: ["line_items.data.discounts", "line_items.data.taxes", "total_details.breakdown"],
    });
    const discounts = [{ amount: 1000, discount: { source: { coupon: coupon.id }, checkout_session: session.id } }];
    expect(session.line_items?.data).toMatchObject([{ discounts, taxes: [] }]);
    expect(session.total_details?.breakdown).toMatchObject({ discounts, taxes: [] });
  });
});

describe("what can't be expanded", () => {
  // The sentences: those of Stripe on dahlia, as users' tests of test mode quote them
  it.each([
    ["/v1/customers/cus_none", "nonsense", "This property cannot be expanded (nonsense)."],
    ["/v1/customers/cus_none", "metadata", "This property cannot be expanded (metadata)."],
    ["/v1/customers/cus_none", "email", "This property cannot be expanded (email)."],
    ["/v1/customers/cus_none", "data", "This property cannot be expanded (data)."],
    [
      "/v1/customers/cus_none",
      "invoice_settings.nonsense",
      "This property cannot be expanded (invoice_settings.nonsense).",
    ],
    ["/v1/subscriptions/sub_none", "items.price", "This property cannot be expanded (items.price)."],
    ["/v1/subscriptions/sub_none", "constructor", "This property cannot be expanded (constructor)."],
    [
      "/v1/customers",
      "tax",
      "This property cannot be expanded (tax). You may want to try expanding 'data.tax' instead.",
    ],
    [
      "/v1/customers",
      "nonsense",
      "This property cannot be expanded (nonsense). You may want to try expanding 'data.nonsense' instead.",
    ],
    ["/v1/coupons", "data.nonsense", "This property cannot be expanded (data.nonsense)."],
    ["/v1/customers", "total_count", "This property cannot be included (total_count)"],
    [
      "/v1/subscriptions",
      "data.items.data.price.product",
      "You cannot expand more than 4 levels of a property. Property: data.items.data.price.product",
    ],
    [
      "/v1/subscriptions/sub_none",
      "latest_invoice.payments.data.payment.payment_intent",
      "You cannot expand more than 4 levels of a property. Property: latest_invoice.payments.data.payment.payment_intent",
    ],
  ])("%s, %s, is said before anything else is looked at", async (address, path, message) => {
    const { status, body } = await get(address, [path]);
    expect([status, body.error?.message, body.error?.param]).toEqual([400, message, undefined]);
    expect(body.error?.code).toBe(/levels/.test(message) ? "property_expansion_max_depth" : undefined);
  });

  it.each<[string, boolean]>([
    ["lines.data.pricing.price_details.price", true],
    ["payments.data.payment.payment_intent", true],
    ["lines.data.pricing.price_details.price.product", false],
    ["payments.data.payment.payment_intent.customer", false],
  ])("a hash within a hash is no level: %s", async (path, taken) => {
    const { status, body } = await get("/v1/invoices/in_none", [path]);
    expect([status, body.error?.code]).toEqual(
      taken ? [404, "resource_missing"] : [400, "property_expansion_max_depth"],
    );
  });

  it("and nothing is made then", async () => {
    const before = (await local.stripe.coupons.list({ limit: 100 })).data.length;
    await refused(local.stripe.coupons.create({ percent_off: 10, duration: "once", expand: ["applies"] }));
    expect((await local.stripe.coupons.list({ limit: 100 })).data).toHaveLength(before);
  });
});

it("takes any walk of up to four steps, and no other step", async () => {
  const kinds = addresses.map(([kind, path]) => ({ kind, path })).filter(({ kind }) => objectsOf(kind).length > 0);
  expect(kinds.length).toBeGreaterThan(25);
  const step = fc.nat();
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...kinds),
      fc.array(step, { minLength: 1, maxLength: 4 }),
      fc.boolean(),
      async (at, picks, spoil) => {
        const steps: string[] = [];
        let fields: Fields | undefined = fieldsOf(at.kind);
        for (const pick of picks) {
          const names = Object.keys(fields ?? {}).filter((name) => name !== "*");
          const name = names[pick % names.length];
          if (name === undefined) break;
          steps.push(name);
          const node: Node = fields?.[name] ?? "";
          if (typeof node === "object") fields = node;
          else fields = node.startsWith("list") ? { data: node.slice(4) } : fieldsOf(node.slice(1));
        }
        const [first] = objectsOf(at.kind);
        if (steps.length === 0) return;
        const wanted = spoil ? [...steps.slice(0, -1), "no_such_field"] : steps;
        const { status } = await get(at.path.replace(":id", first?.id ?? ""), [wanted.join(".")]);
        expect([at.kind, wanted.join("."), status]).toEqual([at.kind, wanted.join("."), spoil ? 400 : 200]);
      },
    ),
    { numRuns: 60 },
  );
});
