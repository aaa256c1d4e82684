import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { headOf, RawConnection } from "../../support/raw-connection";
import { startApp, until, type TestApp } from "../../support/integration";
import { deliver, eventOf, signed } from "../../support/webhook";
import { WEBHOOK } from "../../support/billing";

let first: TestApp;
beforeAll(async () => {
  first = await startApp();
  await first.localStripe.holdDeliveries();
});
afterAll(() => first?.stop());

const ready = (app: TestApp) => fetch(`${app.url}/api/readyz/`).then(({ status }) => status);
const get = (path: string) => headOf("http://127.0.0.1", { method: "GET", path });

test("both probes answer in both forms of their path, and name nothing", async () => {
  for (const path of ["/api/livez/", "/api/livez", "/api/readyz/", "/api/readyz"]) {
    const { status, body, headers } = await first.anonymous().get(path);
    expect([path, status, body, headers.get("cache-control")]).toEqual([path, 200, { status: "ok" }, "no-store"]);
  }
});

test("an instance that is asked to end is not ready at once, takes what still comes, and closes each connection", async () => {
  const app = await startApp({ beside: first, env: { DRAIN_SECONDS: "2" } });
  const kept = await RawConnection.open(app.url);
  await kept.write(get("/api/livez/"));
  expect((await kept.answer()).headers.get("connection")).not.toBe("close");
  const idle = await RawConnection.open(app.url);
  await idle.write(get("/api/livez/"));
  await idle.answer();

  const ended = app.end();
  await until("readyz to answer 503", async () => (await ready(app)) === 503);
  expect((await fetch(`${app.url}/api/livez/`)).status).toBe(200);
  await kept.write(get("/api/workspaces/"));
  const { status, headers } = await kept.answer();
  expect([status, headers.get("connection")]).toEqual([401, "close"]);
  await kept.closed();
  expect((await deliver(app, eventOf("product.updated", { id: "prod_while_ending" }))).status).toBeLessThan(300);
  await idle.closed();
  expect(await ended).toBe(143);
  expect(app.logs()).not.toMatch(/had no answer|Error/);
});

test("what is under way when the listener closes is answered, and its work is done", async () => {
  const app = await startApp({ beside: first });
  const product = await first.stripe.products.create({ name: "Under way" });
  const event = eventOf("product.updated", { ...product, name: "Under way still" });
  const client = await first.database.pool.connect();
  onTestFinished(() => client.release(true));
  await client.query("BEGIN; LOCK TABLE stripe_event IN ACCESS EXCLUSIVE MODE");
  const answer = fetch(`${app.url}${WEBHOOK}`, signed(app, event));
  const waits = `SELECT count(*)::int AS count FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
    WHERE NOT l.granted AND c.relname = 'stripe_event'
      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
  const isWaiting = async () => (await first.database.pool.query<{ count: number }>(waits)).rows[0]?.count;
  await until("the event to wait for the table", async () => (await isWaiting()) === 1);
  const ended = app.end();
  await until("the listener to close", () =>
    fetch(`${app.url}/api/livez/`).then(
      () => false,
      () => true,
    ),
  );
  await client.query("ROLLBACK");
  expect((await answer).status).toBe(200);
  expect(await ended).toBe(143);
  const { rows } = await first.database.pool.query("SELECT state FROM stripe_event WHERE id = $1", [event.id]);
  expect(rows).toEqual([{ state: "processed" }]);
});

/** Node's and undici's words for a connection that was refused, or that ended before a byte of an answer. */
const TO_THE_NEXT = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "UND_ERR_SOCKET"]);

/**
 * What a proxy does with two instances (ops/nginx/billing.conf): it sends a request to the next one when an instance refuses
 * the connection or closes it before an answer, and keeps connections otherwise. It can always happen that an idle
 * connection is closed just as something is sent on it; an instance that cuts off what it has begun says so in its log.
 */
test("with two instances behind a proxy, restarted in turn under load, no event is cut off", async () => {
  const instances: TestApp[] = [first];
  instances.push(await startApp({ beside: first, env: { DRAIN_SECONDS: "1" } }));
  let turn = 0;
  let sent = 0;
  let isOver = false;
  const cutOff: string[] = [];
  const statuses = new Set<number>();
  const one = async (): Promise<void> => {
    const event = eventOf("product.updated", { id: `prod_restarts_${sent++ % 50}` });
    const start = turn++;
    for (let tries = 0; tries < instances.length; tries++) {
      const to = instances[(start + tries) % instances.length] as TestApp;
      try {
        return void statuses.add((await fetch(`${to.url}${WEBHOOK}`, signed(first, event))).status);
      } catch (error) {
        const code = ((error as Error).cause as { code?: string } | undefined)?.code ?? String(error);
        if (!TO_THE_NEXT.has(code)) cutOff.push(code);
      }
    }
    cutOff.push("no instance took it");
  };
  const senders = Array.from({ length: 8 }, async () => {
    while (!isOver) await one();
  });
  try {
    for (let restart = 0; restart < 2; restart++) {
      const before = instances[1] as TestApp;
      const count = sent;
      expect(await before.end()).toBe(143);
      expect(before.logs()).not.toContain("had no answer");
      instances[1] = await startApp({ beside: first, env: { DRAIN_SECONDS: "1" } });
      await until("more events to be sent", () => Promise.resolve(sent > count + 100));
    }
  } finally {
    isOver = true;
    await Promise.all(senders);
    await instances[1]?.stop();
  }
  expect([cutOff, [...statuses]]).toEqual([[], [200]]);
  expect(sent).toBeGreaterThan(200);
});
