import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { control, eventually, type Hook, type Local, receiver, refused, startLocal } from "./support.ts";
import type { Delivery } from "../src/events/delivery-queue.ts";

let local: Local;
let hook: Hook;
beforeAll(async () => void (local = await startLocal()));
afterAll(() => local.stop());
beforeEach(async () => void (hook = await receiver()));
afterEach(async () => {
  for (const { id } of (await local.stripe.webhookEndpoints.list()).data) await local.stripe.webhookEndpoints.del(id);
  await hook.stop();
});

const deliveriesTo = async (endpoint: string) =>
  ((await control(local, "GET", "/deliveries")) as Delivery[]).filter((one) => one.endpoint === endpoint);

describe("webhook endpoints", () => {
  it("show their secret once", async () => {
    const { stripe } = local;
    const made = await stripe.webhookEndpoints.create({
      url: hook.url,
      enabled_events: ["*"],
      api_version: "2026-10-28.endive",
    });
    expect(made.secret).toMatch(/^whsec_/);
    expect((await stripe.webhookEndpoints.retrieve(made.id)).secret).toBeUndefined();
    expect((await stripe.webhookEndpoints.list()).data[0]?.secret).toBeUndefined();
    expect((await stripe.webhookEndpoints.update(made.id, { disabled: true })).status).toBe("disabled");
    expect(
      (await stripe.webhookEndpoints.update(made.id, { disabled: false, enabled_events: ["price.created"] }))
        .enabled_events,
    ).toEqual(["price.created"]);
    expect(await stripe.webhookEndpoints.del(made.id)).toMatchObject({ deleted: true });
    expect((await refused(stripe.webhookEndpoints.retrieve(made.id))).statusCode).toBe(404);
  });
});

describe("deliveries", () => {
  it("are signed as the SDK verifies, and carry what was before", async () => {
    const { stripe } = local;
    const endpoint = await stripe.webhookEndpoints.create({ url: hook.url, enabled_events: ["customer.updated"] });
    const customer = await stripe.customers.create({ email: "old@example.com", metadata: { a: "1" } });
    const after = await stripe.customers.update(
      customer.id,
      { email: "new@example.com", metadata: { b: "2" } },
      { idempotencyKey: "why" },
    );
    await eventually(() => expect(hook.received).toHaveLength(1));
    const [{ body, headers }] = hook.received as [Hook["received"][0]];
    const event = stripe.webhooks.constructEvent(body, String(headers["stripe-signature"]), endpoint.secret ?? "");
    expect(event).toMatchObject({
      type: "customer.updated",
      api_version: "2026-10-28.endive",
      data: {
        object: { email: "new@example.com" },
        previous_attributes: { email: "old@example.com", metadata: { b: null } },
      },
      request: { id: after.lastResponse.requestId, idempotency_key: "why" },
    });
    expect(() => stripe.webhooks.constructEvent(body, String(headers["stripe-signature"]), "whsec_other")).toThrow();
    await eventually(async () => expect((await stripe.events.retrieve(event.id)).pending_webhooks).toBe(0));
  });

  it("are tried again after a 500, with the same body and each attempt recorded", async () => {
    const { stripe } = local;
    const failing = await receiver((attempt) => (attempt < 3 ? 500 : 200));
    const endpoint = await stripe.webhookEndpoints.create({ url: failing.url, enabled_events: ["product.created"] });
    await stripe.products.create({ name: "Retried" });
    await eventually(() => expect(failing.received).toHaveLength(3));
    expect(new Set(failing.received.map(({ body }) => body)).size).toBe(1);
    await eventually(async () =>
      expect(await deliveriesTo(endpoint.id)).toMatchObject([
        { status: "delivered", attempts: [{ status: 500 }, { status: 500 }, { status: 200 }] },
      ]),
    );
    await failing.stop();
  });

  it("count a redirect as a failure, and end when the endpoint is deleted", async () => {
    const { stripe } = local;
    const moved = await receiver(() => 302);
    const endpoint = await stripe.webhookEndpoints.create({ url: moved.url, enabled_events: ["product.created"] });
    await stripe.products.create({ name: "Moved" });
    await eventually(() => expect(moved.received.length).toBeGreaterThan(1));
    await stripe.webhookEndpoints.del(endpoint.id);
    await eventually(async () => expect((await deliveriesTo(endpoint.id))[0]?.status).toBe("dropped"));
    await moved.stop();
  });

  it("can be held, sent and sent again", async () => {
    const { stripe } = local;
    await control(local, "PUT", "/deliveries", { mode: "hold" });
    const endpoint = await stripe.webhookEndpoints.create({ url: hook.url, enabled_events: ["product.created"] });
    await stripe.products.create({ name: "Held" });
    const [held] = await deliveriesTo(endpoint.id);
    expect(held).toMatchObject({ status: "pending", attempts: [] });
    expect(hook.received).toHaveLength(0);
    await control(local, "PUT", "/deliveries", { mode: "send" });
    await eventually(() => expect(hook.received).toHaveLength(1));
    await control(local, "POST", "/deliveries/resend", { event: held?.event });
    await eventually(() => expect(hook.received).toHaveLength(2));
    expect(hook.received[0]?.body).toBe(hook.received[1]?.body);
  });

  it("are held when none is under way any more", async () => {
    const { stripe } = local;
    let answer = (): void => undefined;
    const slow = await receiver(() => 200, new Promise((done) => (answer = done)));
    const endpoint = await stripe.webhookEndpoints.create({ url: slow.url, enabled_events: ["product.created"] });
    await stripe.products.create({ name: "Under way" });
    await eventually(() => expect(slow.received).toHaveLength(1));
    const held = control(local, "PUT", "/deliveries", { mode: "hold" }).then(() => deliveriesTo(endpoint.id));
    // Calls that are answered meanwhile. Had the other one been, it would have found the delivery pending
    for (const name of ["One", "Two", "Three"]) await stripe.customers.create({ name });
    answer();
    expect(await held).toMatchObject([{ status: "delivered" }]);
    await control(local, "PUT", "/deliveries", { mode: "send" });
    await slow.stop();
  });

  it("sign each attempt anew", async () => {
    const { stripe } = local;
    const failing = await receiver((attempt) => (attempt < 5 ? 503 : 204));
    const endpoint = await stripe.webhookEndpoints.create({ url: failing.url, enabled_events: ["product.created"] });
    await stripe.products.create({ name: "Signed anew" });
    await eventually(() => expect(failing.received).toHaveLength(5));
    const signatures = failing.received.map(({ headers }) => String(headers["stripe-signature"]));
    expect(signatures[4]).not.toBe(signatures[0]);
    for (const [index, { body }] of failing.received.entries())
      stripe.webhooks.constructEvent(body, signatures[index] ?? "", endpoint.secret ?? "");
    await failing.stop();
  });

  it("end when the endpoint is disabled", async () => {
    const { stripe } = local;
    const failing = await receiver(() => 500);
    const endpoint = await stripe.webhookEndpoints.create({ url: failing.url, enabled_events: ["product.created"] });
    await stripe.products.create({ name: "Unheard" });
    await eventually(() => expect(failing.received.length).toBeGreaterThan(1));
    await stripe.webhookEndpoints.update(endpoint.id, { disabled: true });
    await eventually(async () => expect((await deliveriesTo(endpoint.id))[0]?.status).toBe("dropped"));
    const tried = failing.received.length;
    await stripe.products.create({ name: "Not even tried" });
    await new Promise((later) => setTimeout(later, 100));
    expect(failing.received).toHaveLength(tried);
    await failing.stop();
  });

  it("go to any number of endpoints, each with what it chose", async () => {
    const { stripe } = local;
    const others = await Promise.all(Array.from({ length: 12 }, () => receiver()));
    for (const [index, other] of others.entries()) {
      await stripe.webhookEndpoints.create({
        url: other.url,
        enabled_events: index % 2 ? ["product.created"] : ["product.updated", "price.created"],
      });
    }
    const { id } = await stripe.products.create({ name: "Popular" });
    await stripe.products.update(id, { name: "More popular" });
    await eventually(() =>
      expect(others.map((other) => other.types())).toEqual(
        others.map((_other, index) => [index % 2 ? "product.created" : "product.updated"]),
      ),
    );
    await Promise.all(others.map((other) => other.stop()));
  });
});

describe("the API version of an endpoint", () => {
  interface Sent {
    api_version: string;
    type: string;
    data: {
      object: Record<string, unknown> & { items: { data: Record<string, unknown>[] } };
      previous_attributes?: Record<string, unknown>;
    };
  }

  it("decides where the billing period is, in the object and in the previous attributes", async () => {
    const { stripe } = local;
    const hooks = new Map<string, Hook>();
    for (const version of ["2025-02-24.acacia", "2025-03-31.basil", "2026-10-28.endive"]) {
      const own = await receiver();
      hooks.set(version, own);
      await stripe.webhookEndpoints.create({
        url: own.url,
        enabled_events: ["customer.subscription.updated"],
        api_version: version as "2026-10-28.endive",
      });
    }
    const price = await stripe.prices.create({
      currency: "usd",
      unit_amount: 5,
      recurring: { interval: "month" },
      product_data: { name: "Monthly" },
    });
    const customer = await stripe.customers.create({});
    const made = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: price.id }],
      default_payment_method: "pm_card_visa",
      trial_period_days: 10,
    });
    const ended = await stripe.subscriptions.update(made.id, { trial_end: "now" });
    const [before, after] = [made.items.data[0], ended.items.data[0]];
    for (const [version, own] of hooks) {
      await eventually(() => expect(own.received.length).toBeGreaterThan(0));
      const { api_version, data } = JSON.parse(own.received[0]?.body ?? "") as Sent;
      expect(api_version).toBe(version);
      const [item = {}] = data.object.items.data;
      const [holder, other] = version.startsWith("2025-02") ? [data.object, item] : [item, data.object];
      expect(holder).toMatchObject({
        current_period_start: after?.current_period_start,
        current_period_end: after?.current_period_end,
      });
      expect(other).not.toHaveProperty("current_period_end");
      const previous = data.previous_attributes ?? {};
      if (version.startsWith("2025-02")) expect(previous.current_period_end).toBe(before?.current_period_end);
      else expect(previous).not.toHaveProperty("current_period_end");
      await own.stop();
    }
    expect(
      (
        await refused(
          stripe.webhookEndpoints.create({
            url: hook.url,
            enabled_events: ["*"],
            api_version: "newest" as "2026-10-28.endive",
          }),
        )
      ).param,
    ).toBe("api_version");
  });
});

it("lists events by type, by pattern and by several types", async () => {
  const { stripe } = local;
  const product = await stripe.products.create({ name: "E" });
  await stripe.products.update(product.id, { name: "F" });
  expect((await stripe.events.list({ type: "product.updated", limit: 1 })).data[0]).toMatchObject({
    data: { object: { id: product.id }, previous_attributes: { name: "E" } },
  });
  expect((await stripe.events.list({ type: "product.*", limit: 2 })).data.map(({ type }) => type)).toEqual([
    "product.updated",
    "product.created",
  ]);
  expect((await stripe.events.list({ types: ["product.created"], limit: 1 })).data[0]?.type).toBe("product.created");
});
