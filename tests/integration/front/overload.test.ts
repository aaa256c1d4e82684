import { afterAll, beforeAll, expect, test } from "vitest";
import { WEBHOOK } from "../../support/billing";
import { newPerson, startApp, until, type TestApp } from "../../support/integration";
import { allAtOnce, expectHonest } from "../../support/at-once";
import { depth } from "../../support/depth";
import { deliver, eventOf, signed } from "../../support/webhook";

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
  await app.localStripe.holdDeliveries();
});
afterAll(() => app?.stop());

const refusedSoFar = async () =>
  (await app.anonymous().get<{ refused_under_load: number }>("/api/health/")).body.refused_under_load;

test("200 sign-ups at once: each is answered within 5 s, and who got 201 has an account", async () => {
  const people = Array.from({ length: 200 }, (_, n) => newPerson(`crowd${n}`));
  const outcomes = await allAtOnce(people.length, (n) =>
    fetch(`${app.url}/api/users/`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(people[n]),
    }),
  );
  expectHonest(outcomes, [201]);
  const made = outcomes.filter(({ status }) => status === 201).length;
  expect(made).toBeGreaterThan(0);
  const { rows } = await app.database.pool.query(`SELECT id FROM "user" WHERE email LIKE 'crowd%'`);
  expect(rows).toHaveLength(made);
  // Nobody's place was lost: the next one signs up.
  await app.signUp();
});

const PAGES = depth(200, 500);

test(`${PAGES} dashboards at once: each is answered within 5 s, and so is the pricing page beside them`, async () => {
  const client = await app.signUp();
  const headers = { cookie: client.cookieHeader() };
  const sent = allAtOnce(PAGES, () => fetch(`${app.url}/dashboard`, { headers }));
  const kept = allAtOnce(1, () => fetch(`${app.url}/pricing`));
  expectHonest(await sent, [200]);
  expectHonest(await kept, [200]);
  expect((await client.get("/dashboard")).status).toBe(200);
});

const EVENTS = depth(400, 2_000);

test(`${EVENTS} events at once: each is answered within 5 s, and delivered again all are done once, none is a failure`, async () => {
  const { events: before, refused } = await burst(EVENTS);
  expect(refused).toBeLessThan(before.length);
  let left = before;
  while (left.length > 0) {
    const again = left.slice(0, 20);
    const answers = await Promise.all(again.map((event) => deliver(app, event)));
    left = [...left.slice(20), ...again.filter((_, n) => answers[n]?.status !== 200)];
  }
  const { rows } = await app.database.pool.query<{ state: string; count: number }>(
    `SELECT state, count(*)::int AS count FROM stripe_event WHERE id = ANY($1) GROUP BY state`,
    [before.map(({ id }) => id)],
  );
  expect(rows).toEqual([{ state: "processed", count: before.length }]);
});

async function burst(count: number) {
  const product = await app.stripe.products.create({ name: "Crowd" });
  const events = Array.from({ length: count }, (_, n) =>
    eventOf("product.updated", { ...product, id: `prod_crowd_${n}`, name: `Crowd ${n}` }),
  );
  const before = await refusedSoFar();
  const outcomes = await allAtOnce(count, (n) => deliverRaw(events[n] as object));
  expectHonest(outcomes, [200]);
  const refused = outcomes.filter(({ status }) => status === 503).length;
  // They are counted, and not recorded: a row of each would be one more thing to do.
  expect((await refusedSoFar()) - before).toBe(refused);
  const { rows } = await app.database.pool.query(`SELECT id FROM stripe_event WHERE id = ANY($1)`, [
    events.map(({ id }) => id),
  ]);
  // One that was begun and took too long has a row, too.
  expect(rows.length).toBeGreaterThanOrEqual(count - refused);
  return { events, refused };
}

const deliverRaw = (event: object): Promise<Response> => fetch(`${app.url}${WEBHOOK}`, signed(app, event));

test("while its database is slow, the probes still answer at once, and events are refused within 5 s", async () => {
  const client = await app.database.pool.connect();
  try {
    await client.query("BEGIN; LOCK TABLE stripe_event IN ACCESS EXCLUSIVE MODE");
    const product = await app.stripe.products.create({ name: "Slow" });
    const sent = allAtOnce(400, (n) => deliverRaw(eventOf("product.updated", { ...product, id: `prod_slow_${n}` })));
    const begun = performance.now();
    expect((await fetch(`${app.url}/api/livez/`)).status).toBe(200);
    expect(performance.now() - begun).toBeLessThan(1_000);
    // Also those that were begun, and wait for the table.
    expectHonest(await sent, []);
  } finally {
    await client.query("ROLLBACK");
    client.release();
  }
  await until(
    "events to be taken again",
    async () => (await deliver(app, eventOf("product.updated", { id: "prod_after" }))).status < 500,
  );
});
