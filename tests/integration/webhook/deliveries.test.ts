import Stripe from "stripe";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { callsToStripe, rowOf, userIdOf, WEBHOOK } from "../../support/billing";
import { startApp, type TestApp } from "../../support/integration";
import { deliver, eventOf, inboxOf, secretOf } from "../../support/webhook";

const ROTATED = "whsec_the_second_one";

let app: TestApp;
let second: TestApp;
let product: Stripe.Product;
beforeAll(async () => {
  app = await startApp();
  second = await startApp({ beside: app, env: { STRIPE_WEBHOOK_SECRET: `${secretOf(app)}, ${ROTATED}` } });
  // From now on only what a test delivers arrives.
  await app.localStripe.holdDeliveries();
  product = await app.stripe.products.create({ name: "Held" });
});
afterAll(async () => {
  await second?.stop();
  await app?.stop();
});
beforeEach(async () => {
  await app.localStripe.clearFaults();
  await app.localStripe.clearRequests();
});

/** Words about a product of a made-up id. */
const told = (name: string, id = `prod_${Math.random().toString(36).slice(2)}`) => ({ ...product, id, name });

const eventsStored = async () => {
  const { rows } = await app.database.pool.query<{ count: string }>("SELECT count(*) FROM stripe_event");
  return rows[0]?.count;
};

describe("nothing is stored of a delivery", () => {
  const event = eventOf("product.updated", { id: "prod_1" });
  const old = () => Math.floor(Date.now() / 1000) - 301;

  test.each([
    ["without a signature", { signature: null }],
    ["with an empty signature", { signature: "" }],
    ["with a made-up signature", { signature: `t=${Math.floor(Date.now() / 1000)},v1=${"0".repeat(64)}` }],
    ["signed with another secret", { secret: "whsec_of_somebody_else" }],
    ["signed more than five minutes ago", { timestamp: old() }],
  ])("%s", async (_, options) => {
    const before = await eventsStored();
    expect(await deliver(app, event, options)).toMatchObject({ status: 400, code: "invalid_signature" });
    expect(await eventsStored()).toBe(before);
  });

  test("whose body was changed on the way", async () => {
    const before = await eventsStored();
    const payload = JSON.stringify(event);
    const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret: secretOf(app) });
    expect((await deliver(app, payload.replace("prod_1", "prod_2"), { signature })).status).toBe(400);
    expect(await eventsStored()).toBe(before);
  });

  test("of more than 1 MB", async () => {
    const before = await eventsStored();
    const large = eventOf("product.updated", { id: "prod_1", description: "x".repeat(1024 * 1024) });
    expect(await deliver(app, large)).toMatchObject({ status: 413, code: "too_large" });
    expect(await eventsStored()).toBe(before);
  });

  test("of more than 1 MB that does not say so beforehand, and the connection serves on", async () => {
    const before = await eventsStored();
    const answers = await Promise.all(
      Array.from({ length: 4 }, () =>
        fetch(app.url + WEBHOOK, { method: "POST", body: inPieces(3), duplex: "half" } as RequestInit),
      ),
    );
    expect(answers.map(({ status, headers }) => [status, headers.get("transfer-encoding")])).toEqual(
      Array(4).fill([413, null]),
    );
    expect(await eventsStored()).toBe(before);
    expect(await deliver(app, eventOf("product.created", told("After a long one")))).toMatchObject({ status: 200 });
  });

  test("that is no POST", async () => {
    const answer = await fetch(app.url + WEBHOOK);
    expect([answer.status, answer.headers.get("allow"), answer.headers.get("x-content-type-options")]).toEqual([
      405,
      "POST",
      "nosniff",
    ]);
  });
});

/** A body that comes piece by piece. */
const inPieces = (megabytes: number) =>
  new ReadableStream({
    pull(controller) {
      if (megabytes-- > 0) controller.enqueue(new Uint8Array(1024 * 1024));
      else controller.close();
    },
  });

describe("a delivery is taken", () => {
  test("signed with either of two secrets, so that one can replace the other", async () => {
    for (const secret of [secretOf(app), ROTATED]) {
      const answer = await deliver(app, eventOf("product.created", told("Rotated")), {
        secret,
        url: second.url + WEBHOOK,
      });
      expect(answer).toMatchObject({ status: 200, outcome: "processed" });
    }
    expect((await deliver(app, eventOf("product.created", told("Rotated")), { secret: ROTATED })).status).toBe(400);
  });

  test("signed not quite five minutes ago, and in both forms of the path", async () => {
    const timestamp = Math.floor(Date.now() / 1000) - 290;
    for (const path of [WEBHOOK, WEBHOOK.slice(0, -1)]) {
      const answer = await deliver(app, eventOf("product.created", told("Late")), { timestamp, url: app.url + path });
      expect(answer).toMatchObject({ status: 200, outcome: "processed" });
    }
  });

  test("and recorded, with its payload, in the statement that does its work", async () => {
    const object = told("Recorded");
    const event = eventOf("product.created", object);
    await deliver(app, event);
    expect(await inboxOf(app, event)).toMatchObject({
      state: "processed",
      type: "product.created",
      object_id: object.id,
      payload: event,
      attempts: 1,
      error: null,
    });
    expect(await rowOf(app, "product", object.id)).toMatchObject({ name: "Recorded" });
  });
});

describe("a delivery that came before", () => {
  test("is answered with 200 and does nothing", async () => {
    const object = told("First");
    const event = eventOf("product.created", object);
    await deliver(app, event);
    expect(await deliver(app, event)).toMatchObject({ status: 200, outcome: "duplicate" });
    expect(await rowOf(app, "product", object.id)).toMatchObject({ revision: 1 });
    expect(await inboxOf(app, event)).toMatchObject({ attempts: 1 });
  });

  test("at the same moment, on two instances, does its work once", async () => {
    for (let round = 0; round < 10; round++) {
      const object = told("Twice");
      const event = eventOf("product.created", object);
      const answers = await Promise.all(
        [app, second, app, second].map((at) => deliver(app, event, { url: at.url + WEBHOOK })),
      );
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
      expect(answers.filter(({ outcome }) => outcome === "processed")).toHaveLength(1);
      expect(await rowOf(app, "product", object.id)).toMatchObject({ revision: 1 });
    }
  });
});

describe("what is not ours is answered with 200 and recorded without its payload:", () => {
  test.each([
    ["a type that we do not handle", () => eventOf("charge.succeeded", { id: "ch_1" })],
    ["a type that nobody knows yet", () => eventOf("moon.landed", { id: "moon_1" })],
    ["an event of the other mode", () => eventOf("product.created", told("Live"), { livemode: true })],
    ["an event about nothing", () => eventOf("balance.available", {})],
  ])("%s", async (_, make) => {
    const event = make();
    expect(await deliver(app, event)).toMatchObject({ status: 200, outcome: "ignored" });
    expect(await inboxOf(app, event)).toMatchObject({ state: "ignored", type: event.type, payload: null, error: null });
    expect(await callsToStripe(app)).toEqual([]);
  });

  test("a customer of somebody else, asked for once", async () => {
    const customer = await app.stripe.customers.create({
      email: "not-ours@example.com",
      metadata: { user_id: "1", installation_id: "2" },
    });
    await app.localStripe.clearRequests();
    const event = eventOf("customer.created", customer);
    expect(await deliver(app, event)).toMatchObject({ status: 200, outcome: "ignored" });
    expect(await callsToStripe(app)).toEqual([`GET /v1/customers/${customer.id}`]);
    expect(await inboxOf(app, event)).toMatchObject({ state: "ignored", payload: null });
    expect(await rowOf(app, "customer", customer.id)).toBeUndefined();
  });
});

test("a customer of another installation at the same Stripe account is not ours, also with the id of one of our users", async () => {
  const { person } = await app.signUp();
  const user = await userIdOf(app, person.email);
  const customer = await app.stripe.customers.create({
    metadata: { user_id: user, installation_id: "00000000-0000-4000-8000-00000000dead" },
  });
  expect(await deliver(app, eventOf("customer.created", customer))).toMatchObject({ status: 200, outcome: "ignored" });
  const { rows } = await app.database.pool.query("SELECT FROM stripe_user WHERE user_id = $1", [user]);
  expect(rows).toEqual([]);
});

describe("our own failure is answered with 5xx, recorded, and made good by the next delivery:", () => {
  test("Stripe away when it must be asked", async () => {
    const price = await app.stripe.prices.create({
      product: product.id,
      currency: "usd",
      unit_amount: 100,
      recurring: { interval: "month" },
    });
    await app.localStripe.fault({ method: "GET", path: "/v1/products", kind: "status", status: 500, times: 9 });
    const event = eventOf("price.created", price);
    const { status } = await deliver(app, event);
    expect(status).toBeGreaterThanOrEqual(500);
    expect(await inboxOf(app, event)).toMatchObject({
      state: "failed",
      attempts: 1,
      error: expect.stringContaining("planned") as string,
    });
    expect(await rowOf(app, "price", price.id)).toBeUndefined();
    await app.localStripe.clearFaults();
    expect(await deliver(app, event)).toMatchObject({ status: 200, outcome: "processed" });
    expect(await inboxOf(app, event)).toMatchObject({ state: "processed", attempts: 2, error: null });
    expect(await rowOf(app, "price", price.id)).toMatchObject({ active: true });
  });

  test("a statement that the database refuses", async () => {
    const object = told("Refused");
    const event = eventOf("product.created", object);
    const constraint = `ALTER TABLE product ADD CONSTRAINT no_such_name CHECK (id <> '${object.id}')`;
    await app.database.pool.query(constraint);
    expect((await deliver(app, event)).status).toBe(500);
    expect(await inboxOf(app, event)).toMatchObject({
      state: "failed",
      error: expect.stringContaining("no_such_name") as string,
    });
    await app.database.pool.query("ALTER TABLE product DROP CONSTRAINT no_such_name");
    expect(await deliver(app, event)).toMatchObject({ status: 200, outcome: "processed" });
    expect(await rowOf(app, "product", object.id)).toMatchObject({ name: "Refused" });
  });
});
