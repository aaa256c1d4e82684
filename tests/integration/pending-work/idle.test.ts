import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { endIdleErrands } from "@/lib/billing/pending-work/idle";
import { startMirror } from "../../support/mirror";

let mirror: Awaited<ReturnType<typeof startMirror>>;
beforeAll(async () => {
  mirror = await startMirror();
});
afterAll(() => mirror?.stop());
afterEach(() => mirror.database.pool.query("TRUNCATE errand, duplicate_subscription"));

const never = () => false;
const write = (text: string, values: unknown[] = []) => mirror.database.pool.query(text, values);
const give = (workspaceIds: string[]) =>
  write("INSERT INTO errand (workspace_id, since) SELECT unnest($1::uuid[]), now()", [workspaceIds]);
const left = async () =>
  (await write("SELECT workspace_id FROM errand ORDER BY workspace_id")).rows.map(
    (row: { workspace_id: string }) => row.workspace_id,
  );
const ids = (count: number) => Array.from({ length: count }, () => randomUUID());

/** What tells of a reason does it in one statement with the reason, as the mirror's writer does. */
const REASON = `
  WITH reason AS (
    INSERT INTO duplicate_subscription (subscription_id, workspace_id, kept_id, found_at) VALUES ('sub_' || $1, $1::uuid, 'sub_kept', now()))
  INSERT INTO errand AS e (workspace_id, since) VALUES ($1::uuid, now()) ON CONFLICT (workspace_id) DO UPDATE SET revision = e.revision + 1`;

test("a backfill's errands end many at once, but for those of workspaces where something is to be done", async () => {
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
  await mirror.sync({ leaveErrands: true });
  expect(await left()).toEqual([alone, twice, onTrial, crowd].map(({ workspaceId }) => workspaceId).toSorted());

  const [settled, leased] = [randomUUID(), randomUUID()];
  await write(REASON, [settled]);
  await give([leased, ...ids(2_500)]);
  await write("UPDATE errand SET lease_until = now() + interval '1 hour' WHERE workspace_id = $1", [leased]);
  expect(await endIdleErrands(never)).toBe(2_501);
  const remain = [twice.workspaceId, onTrial.workspaceId, crowd.workspaceId, settled, leased];
  expect(await left()).toEqual(remain.toSorted());
});

test("it stops when the time is up", async () => {
  await give(ids(1_500));
  let asked = 0;
  expect(await endIdleErrands(() => asked++ > 0)).toBe(1_000);
  expect(await left()).toHaveLength(500);
});

test("one whose reason is just being written is neither ended nor waited for", async () => {
  const [written, other] = [randomUUID(), randomUUID()];
  await give([written, other]);
  const writer = await mirror.database.pool.connect();
  try {
    await writer.query("BEGIN");
    await writer.query(REASON, [written]);
    expect(await endIdleErrands(never)).toBe(1);
    await writer.query("COMMIT");
  } finally {
    writer.release();
  }
  expect(await left()).toEqual([written]);
});

test("no reason is lost to whoever ends errands at the same moment", async () => {
  const all: string[] = [];
  // The first sweep of a round ends nearly all that no reason has reached: it is the one that can lose some.
  for (let round = 0; round < 25; round++) {
    const waiting = ids(40);
    all.push(...waiting);
    await give(waiting);
    const work = async () => {
      for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) await write(REASON, [id]);
    };
    await Promise.all([work(), work(), endIdleErrands(never), work(), work(), endIdleErrands(never)]);
    await endIdleErrands(never);
    expect(await left()).toEqual(all.toSorted());
  }
});
