import { afterAll, beforeAll, expect, test } from "vitest";
import { depth } from "../../support/depth";
import { historyOf, interleaved } from "../../support/histories";
import { createDatabase, type LocalStripe, startLocalStripe, type TestDatabase } from "../../support/integration";
import { atStripe, inMirror } from "../../support/compare";
import type { Worker } from "../../support/worker";
import { newBuyer, newPrice, newProduct, newSubscription, newWorker } from "../../support/workshop";

const SUBSCRIPTIONS = depth(40, 200);
const EVENTS_OF_EACH = 50;
const SWAP_EVERY = 503; // prime, so that it meets many histories, each at another place
const AT_ONCE = 16;

let database: TestDatabase;
let localStripe: LocalStripe;
let instances: Worker[];
beforeAll(async () => {
  [database, localStripe] = await Promise.all([createDatabase(), startLocalStripe()]);
  instances = await Promise.all([1, 2].map(() => newWorker(database.url, localStripe)));
});
afterAll(async () => {
  await Promise.all(instances?.map((instance) => instance.stop()) ?? []);
  await Promise.all([database?.drop(), localStripe?.stop()]);
});

test("thousands of events between two instances, some late, some twice and some at both at the same moment: each is done once, and the last word stands", async () => {
  const { stripe } = localStripe;
  const { pool } = database;
  const prices = [await newPrice(stripe, (await newProduct(stripe, "chat")).id)].map(({ id }) => id);
  const made = await Promise.all(
    Array.from({ length: SUBSCRIPTIONS }, async () => newSubscription(await newBuyer(pool, stripe), stripe, prices)),
  );
  const histories = made.map((last) => historyOf(last, EVENTS_OF_EACH));
  const events = interleaved(histories, SWAP_EVERY);

  const outcomes: Record<string, number> = {};
  const send = async (index: number, instance: number) => {
    const outcome = (await instances[instance % 2]?.deliver(events[index] ?? {})) ?? "";
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  };
  let next = 0;
  const sender = async () => {
    while (next < events.length) {
      const index = next++;
      // One in ten comes at both at the same moment, another one again after it was answered.
      await Promise.all([send(index, index), ...(index % 10 === 0 ? [send(index, index + 1)] : [])]);
      if (index % 10 === 5) await send(index, index + 1);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sender));
  expect(outcomes).toEqual({ processed: events.length, duplicate: events.length / 5 });

  const { rows } = await pool.query<{ id: string }>(
    "SELECT id FROM stripe_event WHERE state = 'processed' AND attempts = 1",
  );
  expect(rows.map(({ id }) => id).sort()).toEqual(events.map(({ id }) => id).sort());
  const twice = await pool.query(
    "SELECT event_id FROM subscription_change WHERE event_id IS NOT NULL GROUP BY event_id HAVING count(*) > 1",
  );
  expect(twice.rows).toEqual([]);
  const compared = made.map(async ({ id }) => {
    const [here, there] = await Promise.all([
      inMirror(pool, "subscription", id),
      atStripe(pool, stripe, "subscription", id),
    ]);
    expect(here).toEqual(there);
  });
  await Promise.all(compared);
  const { rows: items } = await pool.query<{ count: number }>("SELECT count(*)::int AS count FROM subscription_item");
  expect(items).toEqual([{ count: SUBSCRIPTIONS }]);
}, 180_000);
