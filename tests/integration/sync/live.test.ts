import { afterAll, beforeAll, expect, test } from "vitest";
import { reconcile } from "@/lib/billing/reconcile/reconcile";
import { disconnect } from "@/lib/db";
import { allDelivered, callsToStripe, rowOf } from "../../support/billing";
import { startApp, type TestApp, until } from "../../support/integration";
import { startSlowStripe, type SlowStripe } from "../../support/slow-stripe";

const SECRET = "the-secret-of-the-scheduler";
const SYNC = "/api/subscriptions/sync/";

let app: TestApp;
let slow: SlowStripe;
beforeAll(async () => {
  app = await startApp({ env: { CRON_SECRET: SECRET } });
  slow = await startSlowStripe(app.localStripe.url);
  const given = Object.entries({ ...app.env, STRIPE_API_BASE: slow.url }).filter(([, value]) => value !== undefined);
  Object.assign(process.env, Object.fromEntries(given));
});
afterAll(async () => {
  await disconnect();
  await slow?.stop();
  await app?.stop();
});

const nameOf = async (id: string) => (await rowOf(app, "product", id))?.name;
const call = (path: string, secret: string | null = SECRET, method: "get" | "post" = "get") =>
  app.anonymous()[method]<{ finished: boolean; drift: number; counts: object; code: string }>(path, {
    ...(secret !== null && { headers: { authorization: `Bearer ${secret}` } }),
  } as never);

test("a list that was read before a webhook came does not undo what the webhook brought", async () => {
  const product = await app.stripe.products.create({ name: "Old" });
  await until("it to arrive", () => nameOf(product.id));
  // The row was last told of long ago, and is wrong, so that the list's word is to be written.
  await app.database.pool.query("UPDATE product SET as_of = as_of - interval '1 hour', name = 'Wrong' WHERE id = $1", [
    product.id,
  ]);
  const held = slow.hold("/v1/products");
  const run = reconcile({});
  const { release } = await held;
  await app.stripe.products.update(product.id, { name: "New" });
  await until("its webhook", async () => (await nameOf(product.id)) === "New");
  // The answer's date is then later than the change that it does not know.
  const second = Math.floor(Date.now() / 1000);
  await until("the next second", () => Math.floor(Date.now() / 1000) > second);
  release();
  expect(await run).toMatchObject({ finished: true, failures: [] });
  expect(await nameOf(product.id)).toBe("New");
});

test("while webhooks come in and runs go on, no row ever goes back", async () => {
  const product = await app.stripe.products.create({ name: "0" });
  await until("it to arrive", () => nameOf(product.id));
  await app.database.pool.query(
    `CREATE TABLE seen (n serial, name text);
     CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO seen (name) VALUES (NEW.name); RETURN NEW; END $$;
     CREATE TRIGGER see AFTER UPDATE ON product FOR EACH ROW WHEN (NEW.id = '${product.id}') EXECUTE FUNCTION see()`,
  );
  let done = false;
  const changes = (async () => {
    for (let version = 1; version <= 40; version++)
      await app.stripe.products.update(product.id, { name: String(version) });
    done = true;
  })();
  while (!done) expect((await reconcile({})).failures).toEqual([]);
  await changes;
  await allDelivered(app);
  expect(await nameOf(product.id)).toBe("40");
  const { rows } = await app.database.pool.query<{ name: string }>("SELECT name FROM seen ORDER BY n");
  const versions = rows.map(({ name }) => Number(name));
  expect(versions).toEqual(versions.toSorted((a, b) => a - b));
  expect((await reconcile({ dryRun: true })).drift).toEqual([]);
});

test("the scheduler's route does the same as the command, by GET and by POST, with and without the slash", async () => {
  await app.database.pool.query("UPDATE product SET name = 'Drifted', as_of = as_of - interval '1 hour'");
  const { status, body, headers } = await call(SYNC);
  expect([status, headers.get("cache-control")]).toEqual([200, "no-store"]);
  expect(body).toMatchObject({ finished: true, counts: { product: { gone: 0, failed: 0 } } });
  expect(body.drift).toBeGreaterThan(0);
  expect((await call("/api/subscriptions/sync?mode=since")).body).toMatchObject({ finished: true, drift: 0 });
  const posted = await app
    .anonymous()
    .post<{ finished: boolean }>(`${SYNC}?mode=full`, undefined, { headers: { authorization: `Bearer ${SECRET}` } });
  expect([posted.status, posted.body]).toMatchObject([200, { finished: true, drift: 0 }]);
});

test("the route refuses a wrong secret, none, and a mode that it does not know, and asks Stripe nothing", async () => {
  await allDelivered(app);
  for (const secret of ["the-secret-of-the-schedules", "", null]) {
    expect(await call(SYNC, secret)).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
  }
  expect(await call(`${SYNC}?mode=quick`)).toMatchObject({ status: 400, body: { code: "invalid_request" } });
  expect(await callsToStripe(app)).toEqual([]);
});

test("the route says so when Stripe fails, and the next call goes on; and when another run is under way", async () => {
  const subscriptions = { method: "GET", path: "/v1/subscriptions", kind: "status", times: 9 } as const;
  await app.localStripe.fault({
    ...subscriptions,
    status: 403,
    error: { message: "This key may not read subscriptions." },
  });
  expect(await call(SYNC)).toMatchObject({
    status: 502,
    body: { code: "stripe_refused", detail: expect.stringContaining("This key may not read subscriptions.") as string },
  });
  await app.localStripe.clearFaults();
  await app.localStripe.fault({ ...subscriptions, status: 503 });
  expect(await call(SYNC)).toMatchObject({ status: 502, body: { code: "stripe_unavailable" } });
  await app.localStripe.clearFaults();
  await app.localStripe.clearRequests();
  expect(await call(SYNC)).toMatchObject({ status: 200, body: { finished: true } });
  expect(await callsToStripe(app)).not.toContain("GET /v1/products");
  const held = slow.hold("/v1/products");
  const run = reconcile({});
  const { release } = await held;
  const { status, headers, body } = await call(SYNC);
  expect([status, body.code, Number(headers.get("retry-after"))]).toEqual([409, "sync_in_progress", 20]);
  release();
  await run;
});

test("objects that fail make the answer a failure", async () => {
  await app.database.pool.query(
    `INSERT INTO subscription (id, customer_id, status, metadata, created_at, as_of)
     VALUES ('sub_unknown', 'cus_unknown', 'active', '{}', now() - interval '2 days', now() - interval '2 days')`,
  );
  expect(await call(SYNC)).toMatchObject({ status: 500, body: { code: "sync_incomplete", detail: /1 object/ } });
  await app.database.pool.query("DELETE FROM subscription WHERE id = 'sub_unknown'");
});

test("who guesses the secret is slowed down", async () => {
  const statuses = new Set<number>();
  for (let guess = 0; guess < 40; guess++) statuses.add((await call(SYNC, `guess-number-${guess}-of-many`)).status);
  expect(statuses).toEqual(new Set([401, 429]));
});

test("without the setting there is nothing at the address", async () => {
  const other = await startApp({ beside: app, env: { CRON_SECRET: "" } });
  const answer = await fetch(`${other.url}${SYNC}`, { headers: { authorization: "Bearer " } });
  expect([answer.status, answer.headers.get("content-type")]).toEqual([404, "application/problem+json"]);
  await other.kill();
});
