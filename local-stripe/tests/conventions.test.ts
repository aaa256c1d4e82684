import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import Stripe from "stripe";
import { checkout, confirm, control, eventually, type Local, monthly, refused, sdk, startLocal } from "./support.ts";

let local: Local;
beforeAll(async () => void (local = await startLocal()));
afterAll(() => local.stop());
afterEach(() => control(local, "DELETE", "/faults"));

describe("keys", () => {
  it("takes any sk_test_ or rk_test_ key and refuses others", async () => {
    const bad = new Stripe("sk_live_no", {
      host: "127.0.0.1",
      port: Number(new URL(local.server.url).port),
      protocol: "http",
      maxNetworkRetries: 0,
    });
    expect(await refused(bad.customers.list())).toMatchObject({
      statusCode: 401,
      rawType: "invalid_request_error",
      message: "Invalid API Key provided: sk_live_no",
    });
    const basic = await fetch(`${local.server.url}/v1/account`, {
      headers: { authorization: `Basic ${Buffer.from("sk_test_x:").toString("base64")}` },
    });
    expect(basic.status).toBe(200);
    expect((await fetch(`${local.server.url}/v1/account`)).status).toBe(401);
    const restricted = { headers: { authorization: "Bearer rk_test_x" } };
    expect((await fetch(`${local.server.url}/v1/account`, restricted)).status).toBe(200);
    for (const key of ["rk_live_x", "xsk_test_x", "sk_test"]) {
      const answer = await fetch(`${local.server.url}/v1/account`, { headers: { authorization: `Bearer ${key}` } });
      expect([key, answer.status]).toEqual([key, 401]);
    }
  });

  it("says of a publishable key that a secret one is needed", async () => {
    const published = new Stripe("pk_test_x", {
      host: "127.0.0.1",
      port: Number(new URL(local.server.url).port),
      protocol: "http",
      maxNetworkRetries: 0,
    });
    const error = await refused(published.customers.list());
    expect(error).toBeInstanceOf(Stripe.errors.StripePermissionError);
    expect(error).toMatchObject({ statusCode: 403, code: "secret_key_required" });
    expect(error.message).toMatch(/^This API call cannot be made with a publishable API key\./);
  });

  it("has one account", async () => {
    const [one, two] = [await local.stripe.accounts.retrieveCurrent(), await local.stripe.accounts.retrieveCurrent()];
    expect(one).toMatchObject({ object: "account", country: "US", email: null });
    expect(one.id).toMatch(/^acct_/);
    expect(two.id).toBe(one.id);
  });
});

describe("errors", () => {
  it("names unknown parameters, addresses and objects with Stripe's messages", async () => {
    const { stripe } = local;
    expect(await refused(stripe.customers.create({ nickname: "x" } as object))).toMatchObject({
      statusCode: 400,
      code: "parameter_unknown",
      param: "nickname",
      message: "Received unknown parameter: nickname",
      doc_url: "https://stripe.com/docs/error-codes/parameter-unknown",
    });
    expect(await refused(stripe.rawRequest("POST", "/v1/nowhere"))).toMatchObject({
      statusCode: 404,
      message: expect.stringContaining("Unrecognized request URL (POST: /v1/nowhere)."),
    });
    expect(await refused(stripe.customers.retrieve("cus_none"))).toMatchObject({
      statusCode: 404,
      code: "resource_missing",
      param: "id",
      message: "No such customer: 'cus_none'",
    });
    expect(
      await refused(stripe.prices.create({ unit_amount: 1, product: "p" } as Stripe.PriceCreateParams)),
    ).toMatchObject({ code: "parameter_missing", param: "currency", message: "Missing required param: currency." });
    expect(await refused(stripe.subscriptions.create({ customer: "" }))).toMatchObject({
      code: "parameter_invalid_empty",
      param: "customer",
    });
    expect(await refused(stripe.customers.list({ limit: "many" as unknown as number }))).toMatchObject({
      code: "parameter_invalid_integer",
      message: "Invalid integer: many",
    });
  });

  it("sorts the keys of an error, and answers JSON with the headers of Stripe", async () => {
    const response = await fetch(`${local.server.url}/v1/customers/none`, {
      headers: { authorization: "Bearer sk_test_x" },
    });
    const { error } = (await response.json()) as { error: object };
    expect(Object.keys(error)).toEqual([...Object.keys(error)].sort());
    expect(response.headers.get("request-id")).toMatch(/^req_/);
    expect(response.headers.get("stripe-version")).toBe("2026-10-28.endive");
    expect(response.headers.get("date")).toBeTruthy();
  });
});

describe("idempotency keys", () => {
  it("replay the first answer, and refuse other parameters", async () => {
    const { stripe } = local;
    const first = await stripe.customers.create({ email: "i@example.com" }, { idempotencyKey: "k1" });
    const again = await stripe.customers.create({ email: "i@example.com" }, { idempotencyKey: "k1" });
    expect(again.id).toBe(first.id);
    expect(again.lastResponse.headers["idempotent-replayed"]).toBe("true");
    expect(again.lastResponse.headers["original-request"]).toBe(first.lastResponse.requestId);
    expect((await refused(stripe.products.create({ name: "Pro" }, { idempotencyKey: "k1" }))).message).toBe(
      "Keys for idempotent requests can only be used for the same endpoint they were first used for ('/v1/customers'). Try using a key other than 'k1' if you meant to execute a different request.",
    );
    expect(await refused(stripe.customers.create({ email: "other" }, { idempotencyKey: "k1" }))).toMatchObject({
      statusCode: 400,
      rawType: "idempotency_error",
    });
  });

  it("keep no refusal, so that a corrected request goes through", async () => {
    const { stripe } = local;
    await refused(
      stripe.prices.create({ currency: "usd", unit_amount: 1, product: "prod_later" }, { idempotencyKey: "k2" }),
    );
    await stripe.products.create({ id: "prod_later", name: "Later" });
    expect(
      await stripe.prices.create({ currency: "usd", unit_amount: 1, product: "prod_later" }, { idempotencyKey: "k2" }),
    ).toMatchObject({ product: "prod_later" });
  });

  it("refuse a second request while the first is being answered", async () => {
    const { stripe } = local;
    await control(local, "POST", "/faults", { method: "POST", path: "/v1/customers", kind: "hang", ms: 2_000 });
    const first = stripe.customers.create({}, { idempotencyKey: "k3" });
    await eventually(() => expect(local.server.app.inFlight.size).toBe(1));
    expect(await refused(stripe.customers.create({}, { idempotencyKey: "k3" }))).toMatchObject({
      statusCode: 409,
      code: "idempotency_key_in_use",
    });
    expect((await first).id).toMatch(/^cus_/);
  });

  it.each([true, false])("replay a stored 500 (carried out: %s)", async (executed) => {
    const { stripe } = local;
    const email = `stored-${executed}@example.com`;
    await control(local, "POST", "/faults", { method: "POST", path: "^/v1/customers$", kind: "stored_500", executed });
    for (let attempt = 0; attempt < 2; attempt += 1) {
      expect(await refused(stripe.customers.create({ email }, { idempotencyKey: `k4-${executed}` }))).toMatchObject({
        statusCode: 500,
      });
    }
    expect((await stripe.customers.list({ email })).data).toHaveLength(executed ? 1 : 0);
  });

  it("bring a lost answer back on the retry of the SDK", async () => {
    await control(local, "DELETE", "/requests");
    await control(local, "POST", "/faults", { method: "POST", path: "/v1/customers", kind: "lose_response" });
    const patient = sdk(local.server.url, { maxNetworkRetries: 1 });
    const customer = await patient.customers.create({ email: "lost@example.com" });
    expect((await local.stripe.customers.list({ email: "lost@example.com" })).data.map(({ id }) => id)).toEqual([
      customer.id,
    ]);
    const log = (await control(local, "GET", "/requests")) as {
      replayed: boolean;
      method: string;
      status: number;
      idempotency_key: string;
    }[];
    expect(log.filter(({ method }) => method === "POST").map(({ replayed, status }) => [replayed, status])).toEqual([
      [false, 200],
      [true, 200],
    ]);
    expect(new Set(log.filter(({ method }) => method === "POST").map((entry) => entry.idempotency_key)).size).toBe(1);
  });
});

it("answers a planned status without doing anything", async () => {
  await control(local, "POST", "/faults", { method: "GET", path: "/v1/prices", kind: "status", status: 503 });
  expect(await refused(local.stripe.prices.list())).toMatchObject({ statusCode: 503, rawType: "api_error" });
  expect((await local.stripe.prices.list()).object).toBe("list");
});

it("hangs forever when asked to, and frees the key when the caller gives up", async () => {
  await control(local, "POST", "/faults", { method: "POST", path: "/v1/customers", kind: "hang" });
  const hasty = sdk(local.server.url, { timeout: 100 });
  expect(await refused(hasty.customers.create({}, { idempotencyKey: "k5" }))).toBeInstanceOf(
    Stripe.errors.StripeConnectionError,
  );
  await eventually(() => expect(local.server.app.inFlight.size).toBe(0));
  expect((await local.stripe.customers.create({}, { idempotencyKey: "k5" })).id).toMatch(/^cus_/);
});

describe("lists", () => {
  it("are newest first, in pages both ways", async () => {
    const { stripe } = local;
    const made: string[] = [];
    for (let n = 0; n < 7; n += 1)
      made.unshift((await stripe.products.create({ name: `L${n}`, metadata: { list: "yes" } })).id);
    const first = await stripe.products.list({ limit: 3 });
    expect(first).toMatchObject({ has_more: true, url: "/v1/products" });
    expect(first.data.map(({ id }) => id)).toEqual(made.slice(0, 3));
    const back = await stripe.products.list({ limit: 2, ending_before: made[3] ?? "" });
    expect(back.data.map(({ id }) => id)).toEqual(made.slice(1, 3));
    const all: string[] = [];
    for await (const product of stripe.products.list({ limit: 2 })) all.push(product.id);
    expect(all.slice(0, 7)).toEqual(made);
    expect(new Set(all).size).toBe(all.length);
    expect((await stripe.products.list({ limit: 0 })).data).toHaveLength(1);
    expect(await refused(stripe.products.list({ starting_after: "prod_none" }))).toMatchObject({
      code: "resource_missing",
      param: "starting_after",
    });
    expect((await refused(stripe.products.list({ starting_after: "a", ending_before: "b" }))).message).toBe(
      "Received both starting_after and ending_before parameters. Please pass in only one.",
    );
  });

  it("filter by created", async () => {
    const { stripe } = local;
    const customer = await stripe.customers.create({ email: "s@example.com", metadata: { user: "O'Hara", app: "x" } });
    expect((await stripe.customers.list({ created: { gt: customer.created + 1000 } })).data).toEqual([]);
  });
});

describe("expand", () => {
  it("goes four levels deep and no deeper, and only where there is something to expand", async () => {
    const { stripe } = local;
    const done = await confirm(stripe, await checkout(stripe));
    const list = await stripe.checkout.sessions.list({
      limit: 1,
      expand: ["data.subscription.latest_invoice.customer"],
    });
    const subscription = list.data[0]?.subscription as Stripe.Subscription;
    expect((subscription.latest_invoice as Stripe.Invoice).customer).toMatchObject({
      id: done.customer,
      object: "customer",
    });
    const deep = await refused(
      stripe.checkout.sessions.retrieve(done.id, {
        expand: ["subscription.latest_invoice.customer.invoice_settings.default_payment_method"],
      }),
    );
    expect(deep.code).toBe("property_expansion_max_depth");
    expect((await refused(stripe.checkout.sessions.retrieve(done.id, { expand: ["mode"] }))).message).toBe(
      "This property cannot be expanded (mode).",
    );
  });

  it("shows tiers only when asked", async () => {
    const price = await local.stripe.prices.create({
      currency: "usd",
      billing_scheme: "tiered",
      tiers_mode: "graduated",
      recurring: { interval: "month" },
      product_data: { name: "Seats" },
      tiers: [
        { up_to: 5, unit_amount: 100 },
        { up_to: "inf", unit_amount: 50, flat_amount: 10 },
      ],
      expand: ["tiers"],
    });
    expect(price).toMatchObject({
      unit_amount: null,
      tiers_mode: "graduated",
      tiers: [
        { up_to: 5, unit_amount: 100 },
        { up_to: null, flat_amount: 10 },
      ],
    });
    expect((await local.stripe.prices.retrieve(price.id)).tiers).toBeUndefined();
    const session = await checkout(local.stripe, { line_items: [{ price: price.id, quantity: 7 }] });
    expect(session.amount_total).toBe(5 * 100 + 2 * 50 + 10);
  });
});

it("sets, deletes and clears metadata key by key", async () => {
  const { stripe } = local;
  const { id } = await stripe.customers.create({ metadata: { a: "1", b: "2" } });
  expect((await stripe.customers.update(id, { metadata: { c: "3", a: "" } })).metadata).toEqual({ b: "2", c: "3" });
  expect((await stripe.customers.update(id, { metadata: "" })).metadata).toEqual({});
});

it("forgets all on reset", async () => {
  const own = await startLocal();
  await monthly(own.stripe);
  await control(own, "POST", "/reset");
  expect((await own.stripe.prices.list()).data).toEqual([]);
  await own.stop();
});
