import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { removeIdleWork } from "@/lib/billing/pending-work/idle";
import { startMirror } from "../../support/mirror";

let mirror: Awaited<ReturnType<typeof startMirror>>;
beforeAll(async () => {
  mirror = await startMirror();
});
afterAll(() => mirror?.stop());
afterEach(() => mirror.database.pool.query("TRUNCATE pending_work, duplicate_subscription"));

const never = () => false;
const write = (text: string, values: unknown[] = []) => mirror.database.pool.query(text, values);
const give = (workspaceIds: string[]) =>
  write("INSERT INTO pending_work (workspace_id, since) SELECT unnest($1::uuid[]), now()", [workspaceIds]);
const left = async () =>
  (await write("SELECT workspace_id FROM pending_work ORDER BY workspace_id")).rows.map(
    (row: { workspace_id: string }) => row.workspace_id,
  );
const ids = (count: number) => Array.from({ length: count }, () => randomUUID());

/** What tells of a reason does it in one statement with the reason, as the mirror's writer does. */
const REASON = `
  WITH reason AS (
    INSERT INTO duplicate_subscription (subscription_id, workspace_id, kept_id, found_at) VALUES ('sub_' || $1, $1::uuid, 'sub_kept', now()))
  INSERT INTO pending_work AS e (workspace_id, since) VALUES ($1::uuid, now()) ON CONFLICT (workspace_id) DO UPDATE SET revision = e.revision + 1`;

test("a backfill's pending work is removed in batches, except where something has to be done", async () => {
  const [alone, twice, onTrial, crowd] = [
    await mirror.customer(),
    await mirror.customer(),
    await mirror.customer(),
    await mirror.customer(),
  ];
  const seats = await mirror.seatPrice();
  await mirror.subscription(alone);
  await mirror.subscription(twice);
  await mirror.subscription(twice);
  await mirror.subscription(onTrial, { trial_period_days: 7 });
  await mirror.subscription(crowd, { items: [{ price: seats.id, quantity: 3 }] });
  await mirror.sync({ skipPendingWork: true });
  expect(await left()).toEqual([alone, twice, onTrial, crowd].map(({ workspaceId }) => workspaceId).toSorted());

  const [settled, leased] = [randomUUID(), randomUUID()];
  await write(REASON, [settled]);
  await give([leased, ...ids(2_500)]);
  await write("UPDATE pending_work SET lease_until = now() + interval '1 hour' WHERE workspace_id = $1", [leased]);
  expect(await removeIdleWork(never)).toBe(2_501);
  const remain = [twice.workspaceId, onTrial.workspaceId, crowd.workspaceId, settled, leased];
  expect(await left()).toEqual(remain.toSorted());
});

test("it stops when the time is up", async () => {
  await give(ids(1_500));
  let asked = 0;
  expect(await removeIdleWork(() => asked++ > 0)).toBe(1_000);
  expect(await left()).toHaveLength(500);
});

test("one whose reason is just being written is neither ended nor waited for", async () => {
  const [written, other] = [randomUUID(), randomUUID()];
  await give([written, other]);
  const writer = await mirror.database.pool.connect();
  try {
    await writer.query("BEGIN");
    await writer.query(REASON, [written]);
    expect(await removeIdleWork(never)).toBe(1);
    await writer.query("COMMIT");
  } finally {
    writer.release();
  }
  expect(await left()).toEqual([written]);
});

test("no cause is lost when idle work is removed at the same moment", async () => {
  const all: string[] = [];
  // The first sweep of a round removes nearly all that no cause has reached: it is the one that can lose some.
  for (let round = 0; round < 25; round++) {
    const waiting = ids(40);
    all.push(...waiting);
    await give(waiting);
    const work = async () => {
      for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) await write(REASON, [id]);
    };
    await Promise.all([work(), work(), removeIdleWork(never), work(), work(), removeIdleWork(never)]);
    await removeIdleWork(never);
    expect(await left()).toEqual(all.toSorted());
  }
});
