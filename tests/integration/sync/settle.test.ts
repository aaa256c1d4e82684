import { afterAll, beforeAll, expect, test } from "vitest";
import { disconnect } from "@/lib/db";
import { rowOf } from "../../support/billing";
import { startMirror } from "../../support/mirror";

let mirror: Awaited<ReturnType<typeof startMirror>>;
beforeAll(async () => {
  mirror = await startMirror();
});
afterAll(() => mirror?.stop());

const change = (text: string, ...values: unknown[]) => mirror.database.pool.query(text, values);
const anHourAgo = () => new Date(Date.now() - 3_600_000);

const FAILED_EVENTS = 20_000;

test("events that failed are looked for by the objects that are right, however many failed of others", async () => {
  const products = [];
  for (let made = 0; made < 20; made++) products.push(await mirror.stripe.products.create({ name: `Product ${made}` }));
  await mirror.sync();
  await change("VACUUM ANALYZE stripe_event"); // the planner knows that it is empty
  await change(
    `INSERT INTO stripe_event (id, type, object_id, created, payload, state, first_attempt_at, last_attempt_at, error)
     SELECT 'evt_' || n, 'product.updated', 'prod_' || n, now() - interval '1 day', '{}', 'failed', now(), now(), 'Stripe was away'
     FROM generate_series(1, $1::int) n`,
    FAILED_EVENTS,
  );
  await change(
    "UPDATE stripe_event e SET object_id = p.id FROM unnest($1::text[]) WITH ORDINALITY p (id, n) WHERE e.id = 'evt_' || p.n",
    products.map(({ id }) => id),
  );
  const read = async () => {
    await disconnect(); // a connection tells what it did when it ends, at the latest
    const { rows } = await change(
      "SELECT sum(idx_tup_read)::int AS read FROM pg_stat_user_indexes WHERE indexrelname LIKE 'stripe_event_failed%'",
    );
    return (rows as { read: number }[])[0]?.read ?? 0;
  };
  const before = await read();
  await mirror.sync({ since: anHourAgo() });
  // All of them are read once, for those of checkouts.
  expect((await read()) - before).toBeLessThan(1.5 * FAILED_EVENTS);
  const { rows } = await change("SELECT count(*)::int FROM stripe_event WHERE state = 'processed'");
  expect(rows).toEqual([{ count: products.length }]);
});

test("events of checkouts that failed are handled again while there is time", async () => {
  const session = { id: "cs_of_nobody", client_reference_id: null, status: "expired", expires_at: 1 };
  const event = {
    id: "evt_checkout",
    type: "checkout.session.expired",
    created: 1,
    livemode: false,
    data: { object: session },
  };
  await change(
    `INSERT INTO stripe_event (id, type, object_id, created, payload, state, first_attempt_at, last_attempt_at, error)
     VALUES ('evt_checkout', 'checkout.session.expired', 'cs_of_nobody', now(), $1, 'failed', now(), now(), 'Stripe was away')`,
    JSON.stringify(event),
  );
  const stateOf = async () => (await rowOf(mirror, "stripe_event", "evt_checkout"))?.state;
  while (!(await mirror.sync({ budgetMs: 0 })).finished);
  expect(await stateOf()).toBe("failed");
  await mirror.sync();
  expect(await stateOf()).toBe("ignored");
});
