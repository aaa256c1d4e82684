import type Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { PRODUCTS, priceOf, rowOf, subscribe } from "../../support/billing";
import {
  type AppClient,
  type OwnPostgres,
  startApp,
  startOwnPostgres,
  type TestApp,
  until,
} from "../../support/integration";
import { atStripe, inMirror } from "../../support/compare";
import { dishonest, observe } from "../../support/observer";
import { type PostgresProxy, startPostgresProxy } from "../../support/postgres-proxy";
import { deliver, eventOf, inboxOf } from "../../support/webhook";
import { runNode } from "@/scripts/processes/run-node";

const MINE = "/api/subscriptions/my-subscription/";
const WRITES = /^mirror/;

// Starts and crashes of servers take their time where there is little to share.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let own: OwnPostgres;
let wire: PostgresProxy;
let app: TestApp;
let client: AppClient;
let subscriptionId: string;
beforeAll(async () => {
  own = await startOwnPostgres();
  wire = await startPostgresProxy(own.database.url);
  app = await startApp({ database: { ...own.database, url: wire.url }, env: { DATABASE_POOL_SIZE: "3" } });
  client = await app.signUp();
  ({ subscriptionId } = await subscribe(app, client, await priceOf(app, "pro_month")));
});
afterAll(async () => {
  await app?.stop();
  await app?.localStripe.stop();
  await wire?.close();
  await own?.database.drop();
});

/** Changes something at Stripe that people see. */
async function change(): Promise<void> {
  const { cancel_at_period_end } = await app.stripe.subscriptions.retrieve(subscriptionId);
  await app.stripe.subscriptions.update(subscriptionId, { cancel_at_period_end: !cancel_at_period_end });
}

const mine = async () => (await client.get(MINE)).body;
const caughtUp = () =>
  until("the mirror to say what Stripe says", async () => {
    const [here, there] = await Promise.all([
      inMirror(own.database.pool, "subscription", subscriptionId),
      atStripe(own.database.pool, app.stripe, "subscription", subscriptionId),
    ]);
    return JSON.stringify(here) === JSON.stringify(there);
  });

/** Something goes wrong while Stripe tells of a change; afterwards all is well, and nobody was told what never was. */
async function during(fault: () => Promise<void>): Promise<void> {
  await caughtUp();
  const before = [await mine(), (await client.get(PRODUCTS)).body];
  const watched = [observe(client, MINE), observe(client, PRODUCTS)];
  await fault();
  await app.localStripe.redeliver();
  await caughtUp();
  await until("the app to answer", async () => (await client.get(MINE)).status === 200);
  const seen = await Promise.all(watched.map((one) => one.stop()));
  const after = [await mine(), (await client.get(PRODUCTS)).body];
  expect(after[0]).not.toEqual(before[0]);
  for (const [index, answers] of seen.entries()) expect(dishonest(answers, [before[index], after[index]])).toEqual([]);
}

async function killAndStart(): Promise<void> {
  await app.kill();
  await start();
}

/** The app comes back as the same one. */
async function start(): Promise<void> {
  const next = await startApp({ beside: app, port: Number(new URL(app.url).port) });
  app = { ...next, localStripe: app.localStripe };
}

describe("the app is killed", () => {
  test.each([
    ["before its statement is sent", "before"],
    ["after PostgreSQL has done it and before anybody knows", "after"],
  ] as const)("%s: Stripe delivers again, and all is well", async (_, side) => {
    await during(async () => {
      const stop = wire.stopAt({ nth: 1, side, named: WRITES });
      await change();
      await stop.reached;
      await killAndStart();
      stop.release();
    });
  });

  test("while it asks Stripe for what an event lacks: the next delivery brings both", async () => {
    await app.localStripe.fault({ method: "GET", path: "/v1/products", kind: "hang", times: 1 });
    await app.localStripe.clearRequests();
    await app.localStripe.fault({ kind: "drop", event: "product.created" });
    const product = await app.stripe.products.create({ name: "Asked for" });
    const price = await app.stripe.prices.create({
      product: product.id,
      currency: "usd",
      unit_amount: 100,
      recurring: { interval: "month" },
    });
    await until("the app to ask", async () =>
      (await app.localStripe.requests()).some(({ path }) => path === `/v1/products/${product.id}`),
    );
    await killAndStart();
    await app.localStripe.redeliver();
    await until("the price to arrive", () => rowOf(app, "price", price.id));
    expect(await rowOf(app, "product", product.id)).toMatchObject({ name: "Asked for" });
  });
});

test("what Stripe tells while nobody listens, and never tells again, is brought by stripe:sync", async () => {
  await during(async () => {
    await app.localStripe.fault({ kind: "drop", event: "customer.subscription.updated" });
    await app.kill();
    await change();
    await start();
    await runNode("npm run stripe:sync", ["--import", "tsx", "scripts/sync.ts"], app.env);
  });
});

describe("PostgreSQL crashes and comes back", () => {
  test.each(["before", "after"] as const)("%s the statement of an event", async (side) => {
    await during(async () => {
      const stop = wire.stopAt({ nth: 1, side, named: WRITES });
      await change();
      await stop.reached;
      await own.crash();
      stop.release();
      await own.start();
    });
  });

  test("under load: what was answered with 200 is there, and the rest when it is delivered again", async () => {
    const events = Array.from({ length: 120 }, (_, index) =>
      eventOf("product.created", { id: `prod_load${index}`, name: "Load", active: false, metadata: {} }),
    );
    const answered = new Map<string, number>();
    const waiting = [...events];
    const sender = async () => {
      for (let event = waiting.shift(); event; event = waiting.shift())
        answered.set(event.id, (await deliver(app, event)).status);
    };
    const sent = Promise.all(Array.from({ length: 4 }, sender));
    await until("half of them to be answered", () => answered.size >= 60, { intervalMs: 1 });
    await own.crash();
    await own.start();
    await sent;
    const statuses = [...answered.values()];
    expect(statuses.filter((status) => status !== 200 && status < 500)).toEqual([]);
    for (const event of events.filter(({ id }) => answered.get(id) === 200)) {
      expect(await inboxOf(app, event)).toMatchObject({ state: "processed" });
    }
    for (const event of events.filter(({ id }) => answered.get(id) !== 200)) {
      await until("it to be taken", async () => (await deliver(app, event)).status === 200);
    }
    const { rows } = await own.database.pool.query("SELECT FROM product WHERE id LIKE 'prod_load%'");
    expect(rows).toHaveLength(events.length);
  });
});

describe("Stripe, when it must be asked,", () => {
  test.concurrent.each([
    ["refuses because of too many calls", { kind: "status", status: 429, times: 2 }],
    ["fails", { kind: "status", status: 500, times: 4 }],
    ["answers, and the answer is lost", { kind: "lose_response", times: 4 }],
    ["never answers", { kind: "hang", times: 2 }],
  ] as const)("%s: the event counts as failed until a later delivery", async (_, fault) => {
    const product = await madeUnseen();
    await app.localStripe.fault({ method: "GET", path: `/v1/products/${product.id}`, ...fault });
    const price = await app.stripe.prices.create({
      product: product.id,
      currency: "usd",
      unit_amount: 100,
      recurring: { interval: "month" },
    });
    const event = await until("it to be made good", () => inboxRow(price.id, "processed"));
    expect(event).toMatchObject({ error: null });
    // The failure was written down: a later delivery found it.
    expect(event.attempts).toBeGreaterThan(1);
    expect(await rowOf(app, "price", price.id)).toMatchObject({ product_id: product.id });
    expect(await rowOf(app, "product", product.id)).toMatchObject({ name: "Unseen" });
  });

  async function madeUnseen(): Promise<Stripe.Product> {
    await app.localStripe.fault({ kind: "drop", event: "product.created" });
    return app.stripe.products.create({ name: "Unseen" });
  }

  async function inboxRow(objectId: string, state: string) {
    const { rows } = await own.database.pool.query<{ error: string | null; attempts: number }>(
      "SELECT error, attempts FROM stripe_event WHERE object_id = $1 AND state = $2",
      [objectId, state],
    );
    return rows[0];
  }
});

describe("PostgreSQL is slow", () => {
  /** Keeps a lock while `work` is done. */
  async function locked(table: string, mode: string, work: () => Promise<void>): Promise<void> {
    const holder = await own.database.pool.connect();
    try {
      await holder.query(`BEGIN; LOCK TABLE ${table} IN ${mode} MODE`);
      await work();
    } finally {
      await holder.query("ROLLBACK");
      holder.release();
    }
  }

  const somebodyWaits = () =>
    until(
      "a statement to wait for the lock",
      async () => (await own.database.pool.query("SELECT FROM pg_locks WHERE NOT granted")).rowCount,
    );

  test("and every connection waits: all are told so before long, and nothing is lost", async () => {
    const subscription = await app.stripe.subscriptions.retrieve(subscriptionId);
    const events = Array.from({ length: 6 }, () => eventOf("customer.subscription.updated", subscription));
    await during(async () => {
      await locked("subscription", "ACCESS EXCLUSIVE", async () => {
        const started = performance.now();
        const answers = await Promise.all(events.map((event) => deliver(app, event)));
        expect(answers.map(({ status }) => status)).toEqual(events.map(() => 503));
        expect(performance.now() - started).toBeLessThan(20_000);
      });
      for (const event of events) expect((await deliver(app, event)).status).toBe(200);
      for (const event of events) expect(await inboxOf(app, event)).toMatchObject({ state: "processed", error: null });
      await change();
    });
  });

  test("in writing the inbox: people read on, and an event that comes twice at once is done once", async () => {
    const event = eventOf("product.created", { id: "prod_twice", name: "Twice", active: false, metadata: {} });
    let answers: Promise<{ outcome: string | undefined }[]> = Promise.resolve([]);
    await locked("stripe_event", "SHARE", async () => {
      answers = Promise.all([deliver(app, event), deliver(app, event)]);
      await somebodyWaits();
      expect((await client.get(MINE)).status).toBe(200);
      expect(await rowOf(app, "product", "prod_twice")).toBeUndefined();
    });
    expect((await answers).map(({ outcome }) => outcome).sort()).toEqual(["duplicate", "processed"]);
    expect(await rowOf(app, "product", "prod_twice")).toMatchObject({ revision: 1 });
  });
});
