import { afterAll, beforeAll, expect, test } from "vitest";
import { callsToStripe, priceOf, subscribe, WEBHOOK } from "../../support/billing";
import { historyOf, interleaved } from "../../support/histories";
import { startApp, type TestApp, until } from "../../support/integration";
import { atStripe, inMirror } from "../../support/mirror";
import { deliver } from "../../support/webhook";

const SUBSCRIPTIONS = 200;
const EVENTS_OF_EACH = 50;
const SWAP_EVERY = 503; // prime, so that it meets many histories, each at another place
const AT_ONCE = 16;

let app: TestApp;
let second: TestApp;
beforeAll(async () => {
  app = await startApp();
  second = await startApp({ beside: app });
});
afterAll(async () => {
  await second?.stop();
  await app?.stop();
});

test("10,000 events between two instances, some late, some twice and some at both at the same moment: each is done once, and the last word stands", async () => {
  const price = await priceOf(app, "pro_month");
  const { customerId, workspaceId } = await subscribe(app, await app.signUp(), price);
  await app.localStripe.holdDeliveries();
  const make = () =>
    app.stripe.subscriptions.create({ customer: customerId, trial_period_days: 7, items: [{ price }], metadata: { workspace_id: workspaceId } });
  const histories = (await Promise.all(Array.from({ length: SUBSCRIPTIONS }, make))).map((last) => historyOf(last, EVENTS_OF_EACH));
  const events = interleaved(histories, SWAP_EVERY);
  await app.localStripe.clearRequests();

  const urls = [app, second].map((one) => one.url + WEBHOOK);
  const outcomes: Record<string, number> = {};
  const send = async (index: number, instance: number) => {
    const { status, outcome = "none" } = await deliver(app, events[index] ?? {}, { url: urls[instance % 2] });
    const key = `${status} ${outcome}`;
    outcomes[key] = (outcomes[key] ?? 0) + 1;
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
  expect(outcomes).toEqual({ "200 processed": events.length, "200 duplicate": events.length / 5 });

  const { rows } = await app.database.pool.query<{ id: string; state: string; attempts: number }>(
    "SELECT id, state, attempts FROM stripe_event WHERE id = ANY ($1)",
    [events.map(({ id }) => id)],
  );
  expect(rows).toHaveLength(events.length);
  expect(rows.filter(({ state, attempts }) => state !== "processed" || attempts !== 1)).toEqual([]);
  for (const { last } of histories) {
    const { pool } = app.database;
    expect(await inMirror(pool, "subscription", last.id)).toEqual(await atStripe(pool, app.stripe, "subscription", last.id));
  }
}, 60_000);
