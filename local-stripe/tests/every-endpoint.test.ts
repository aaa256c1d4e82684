// What holds for every endpoint.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { endpoints } from "../src/http/endpoints.ts";
import { StripeError } from "../src/conventions/errors.ts";
import { refused, startLocal, type Local } from "./support.ts";

let local: Local;
beforeAll(async () => void (local = await startLocal()));
afterAll(() => local.stop());

function refusal(work: () => unknown): StripeError | undefined {
  try {
    work();
  } catch (error) {
    if (error instanceof StripeError) return error;
    throw error;
  }
  return undefined;
}

const takes = (endpoint: (typeof endpoints)[number], params: Record<string, string>) =>
  refusal(() => endpoint.prepare(params))?.details.code !== "parameter_unknown";
const named = endpoints.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint] as const);
const lists = named.filter(
  ([, endpoint]) =>
    endpoint.method === "GET" && takes(endpoint, { starting_after: "x" }) && !endpoint.path.includes(":"),
);

it.each(named)("%s refuses parameters that it does not know", (_name, endpoint) => {
  const refused = refusal(() => endpoint.prepare({ no_such_parameter: "1" }));
  expect(refused).toMatchObject({ status: 400, details: { code: "parameter_unknown", param: "no_such_parameter" } });
});

it.each(named)("%s takes expand", (_name, endpoint) => {
  expect(takes(endpoint, { expand: "x" })).toBe(true);
});

describe.each(lists)("%s", (_name, { path, prepare }) => {
  const needs = (code: string) =>
    refusal(() => prepare({ starting_after: "a", ending_before: "b" }))?.details.code === code;
  const answer = async (query: string) =>
    (
      await fetch(`${local.server.url}${path}?${query}`, { headers: { authorization: "Bearer sk_test_x" } })
    ).json() as Promise<{ error: { message: string; param?: string } }>;

  it("refuses both cursors at once", async () => {
    if (needs("parameter_missing")) return;
    expect((await answer("starting_after=a&ending_before=b")).error.message).toMatch(
      /^Received both starting_after and ending_before/,
    );
  });

  it("refuses a cursor that does not exist, and a limit that is no number", async () => {
    if (needs("parameter_missing")) return;
    expect((await answer("starting_after=nothing")).error.param).toBe("starting_after");
    expect((await answer("limit=many")).error.message).toBe("Invalid integer: many");
  });
});

describe("metadata", () => {
  const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`key${n}`, "x"]));

  it("has 50 keys of 40 characters with values of 500 at most", async () => {
    const { customers } = local.stripe;
    const longest = { ["k".repeat(40)]: "v".repeat(500) };
    expect((await customers.create({ metadata: longest })).metadata).toEqual(longest);
    const full = await customers.create({ metadata: keys(50) });
    expect((await refused(customers.update(full.id, { metadata: { another: "x" } }))).param).toBe("metadata");
    expect(
      Object.keys((await customers.update(full.id, { metadata: { another: "x", key0: "" } })).metadata),
    ).toHaveLength(50);
    for (const metadata of [keys(51), { ["k".repeat(41)]: "x" }, { key: "v".repeat(501) }]) {
      expect((await refused(customers.create({ metadata }))).statusCode).toBe(400);
    }
  });
});

it("filters lists by when things were made", async () => {
  const { stripe } = local;
  const product = await stripe.products.create({ name: "Now" });
  for (const created of [{ gte: product.created }, { gt: product.created - 1, lte: product.created + 10 }]) {
    expect((await stripe.products.list({ created })).data.map(({ id }) => id)).toContain(product.id);
    expect((await stripe.events.list({ created, type: "product.created" })).data.length).toBeGreaterThan(0);
  }
  for (const list of [
    stripe.products,
    stripe.prices,
    stripe.customers,
    stripe.subscriptions,
    stripe.invoices,
    stripe.checkout.sessions,
    stripe.coupons,
    stripe.promotionCodes,
    stripe.refunds,
    stripe.disputes,
    stripe.charges,
    stripe.paymentIntents,
    stripe.setupIntents,
    stripe.events,
    stripe.invoicePayments,
  ]) {
    expect((await list.list({ created: { lt: 1000 } })).data).toEqual([]);
  }
});
