/** An instance of the release before keeps working on the migrated tables: each of its statements, as it sends it. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "../support/integration";
import { RELEASE_0_1_0 as OLD } from "../support/release-0.1.0";

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());
beforeEach(() => database.pool.query("TRUNCATE pending_work, trial_ledger, subscription CASCADE"));

const rows = async (sql: string, values: unknown[] = []) =>
  (await database.pool.query<Record<string, unknown>>(sql, values)).rows;
const pendingWork = () => rows("SELECT * FROM pending_work ORDER BY workspace_id");
const ledger = () => rows("SELECT subscription_id, outcome, ended_at, generation FROM trial_ledger ORDER BY 1");

const NOW = new Date("2026-11-29T12:00:00Z");
const LATER = new Date("2026-11-29T13:00:00Z");
const noteNew = `INSERT INTO pending_work AS w (workspace_id, since) VALUES ($1::uuid, $2)
  ON CONFLICT (workspace_id) DO UPDATE SET revision = w.revision + 1`;

test("pending work that one release notes is done by the other, and each reason counts", async () => {
  const [workspaceId, holder, other] = [randomUUID(), randomUUID(), randomUUID()];
  await rows(OLD.note, [workspaceId, NOW]);
  await rows(noteNew, [workspaceId, NOW]);
  await rows(OLD.note, [workspaceId, NOW]);
  expect(await pendingWork()).toMatchObject([{ workspace_id: workspaceId, revision: 3, error: null }]);

  expect(await rows(OLD.take, [workspaceId, holder, NOW, LATER])).toEqual([{ revision: 3 }]);
  expect(await rows(OLD.take, [workspaceId, other, NOW, LATER])).toEqual([]);
  expect(await pendingWork()).toMatchObject([{ lease_holder: holder, lease_until: LATER }]);
  expect(await rows(OLD.renew, [workspaceId, holder, LATER])).toEqual([{ revision: 3 }]);
  expect(await rows(OLD.exists, [workspaceId])).toHaveLength(1);

  await rows(OLD.release, [workspaceId, holder, "It failed", NOW]);
  expect(await pendingWork()).toMatchObject([{ lease_holder: null, error: "It failed", failed_at: NOW }]);
  expect(await rows(OLD.waiting, [LATER])).toEqual([{ workspace_id: workspaceId }]);
  expect(await rows(OLD.failed, [NOW])).toEqual([{ workspaceId, error: "It failed" }]);
  expect(await rows(OLD.failedForOperator)).toMatchObject([{ workspaceId, error: "It failed" }]);
  expect(await rows(OLD.health)).toMatchObject([{ errands: "1" }]);

  await rows("UPDATE pending_work SET lease_holder = $2 WHERE workspace_id = $1", [workspaceId, holder]);
  expect(await rows(OLD.done, [workspaceId, holder, 2])).toEqual([]);
  expect(await rows(OLD.done, [workspaceId, holder, 3])).toHaveLength(1);
  expect(await pendingWork()).toEqual([]);
});

test("reasons that both releases note at the same moment are all counted", async () => {
  const workspaceId = randomUUID();
  await Promise.all(Array.from({ length: 60 }, (_, index) => rows(index % 2 ? OLD.note : noteNew, [workspaceId, NOW])));
  expect(await pendingWork()).toMatchObject([{ revision: 60 }]);
});

test("the sweep skips what the new release has locked, and removes the rest", async () => {
  const [locked, idle] = [randomUUID(), randomUUID()];
  for (const id of [locked, idle]) await rows(noteNew, [id, NOW]);
  const client = await database.pool.connect();
  try {
    await client.query("BEGIN");
    await client.query("SELECT FROM pending_work WHERE workspace_id = $1 FOR UPDATE", [locked]);
    expect(await rows(OLD.removeIdle, [NOW, "00000000-0000-0000-0000-000000000000"])).toMatchObject([{ ended: "1" }]);
  } finally {
    await client.query("ROLLBACK");
    client.release();
  }
  expect(await pendingWork()).toMatchObject([{ workspace_id: locked }]);
});

/** A write of one subscription in its trial, as the release before sends it. */
const write = (id: string, workspaceId: string, userId: string) => ({
  object: {
    id,
    customer_id: "cus_1",
    workspace_id: workspaceId,
    user_id: userId,
    status: "trialing",
    currency: "usd",
    created_at: NOW,
    trial_start: NOW,
    trial_end: LATER,
    cancel_at_period_end: false,
    billed_beside: [],
    metadata: {},
  },
  along: [],
  item_ids: [],
  looks: [],
  over: false,
  customer_id: "cus_1",
  product_ids: [],
  price_ids: [],
  as_of: NOW,
  since: NOW,
  revision: null,
  adopted: true,
});

test("a subscription that the release before writes brings its trial and its pending work", async () => {
  const [workspaceId, userId] = [randomUUID(), randomUUID()];
  await rows("INSERT INTO workspace (id, name) VALUES ($1, 'Theirs')", [workspaceId]);
  await rows(`INSERT INTO "user" (id, email) VALUES ($1, $2)`, [userId, `${userId}@example.com`]);
  const writes = ["sub_1", "sub_2"].map((id) => write(id, workspaceId, userId));
  const outcomes = await rows(OLD.writeSubscription, [JSON.stringify(writes), "\x1e"]);
  expect(outcomes).toMatchObject([{ written: true, errand: workspaceId }, { written: true }]);
  expect(await pendingWork()).toMatchObject([{ workspace_id: workspaceId }]);
  expect(await rows(OLD.ofSubscription, ["sub_1"])).toEqual([{ workspace_id: workspaceId }]);
  expect(await ledger()).toMatchObject([{ outcome: "open" }, { outcome: "open" }]);

  expect(await rows(OLD.unsettledTrials, [workspaceId])).toMatchObject([{ verdict: "open" }, { verdict: "open" }]);
  const decide = (id: string) => rows(OLD.decideTrial, ["e-mail", "card", true, "e-mail", true, "card", id]);
  expect(await decide("sub_1")).toEqual([{ verdict: "first" }]);
  expect(await decide("sub_2")).toEqual([{ verdict: "second" }]);
  expect(await decide("sub_2")).toEqual([]);
  await rows(OLD.nextTrialKey, ["sub_2", 2]);
  await rows(OLD.trialEnded, ["sub_2", NOW]);
  expect(await ledger()).toEqual([
    { subscription_id: "sub_1", outcome: "first", ended_at: null, generation: 1 },
    { subscription_id: "sub_2", outcome: "second", ended_at: NOW, generation: 2 },
  ]);
  expect(await rows(OLD.everSubscribed, [userId, workspaceId])).toMatchObject([{ user: true, workspace: true }]);
  expect(await rows(OLD.everTried, ["e-mail"])).toHaveLength(1);
  await rows("UPDATE trial_ledger SET outcome = 'open' WHERE subscription_id = 'sub_1'");
  expect(await rows(OLD.unsettledTrials, [workspaceId])).toMatchObject([{ subscription_id: "sub_1", verdict: "open" }]);
  await rows("INSERT INTO subscription_item (id, subscription_id, quantity) VALUES ('si_1', 'sub_1', 1)");
  expect(await rows(OLD.bought, ["sub_1"])).toMatchObject([{ trial_open: true, trial_refused: false }]);
});

test("a duplicate and stray seats are noted as pending work", async () => {
  const workspaceId = randomUUID();
  await rows(
    "INSERT INTO duplicate_subscription (subscription_id, workspace_id, kept_id, found_at) VALUES ($1, $2, $3, $4)",
    ["sub_later", workspaceId, "sub_kept", NOW],
  );
  expect(await rows(OLD.beginDuplicate, ["sub_later", NOW])).toEqual([{ workspace_id: workspaceId }]);
  expect(await pendingWork()).toMatchObject([{ workspace_id: workspaceId }]);
  expect(await rows(OLD.noteStraySeats, [NOW, ""])).toEqual([{ last: null }]);
});
