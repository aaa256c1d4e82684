import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { Lease, waitFor } from "@/lib/lease";
import { inSeconds, now, setClock } from "@/lib/clock";
import { until } from "../support/integration";
import { startMirror } from "../support/mirror";

let mirror: Awaited<ReturnType<typeof startMirror>>;
beforeAll(async () => {
  mirror = await startMirror();
});
afterAll(() => mirror?.stop());
afterEach(() => setClock(null));

const TERM = { seconds: 60 };
const read = async <Row extends object>(text: string, values: unknown[] = []) =>
  (await mirror.database.pool.query<Row>(text, values)).rows[0];

/** A row of each table, nobody's. */
const ROWS = {
  stripe_user: async () => {
    const { userId } = await mirror.customer();
    return userId;
  },
  workspace: async () => (await mirror.user()).workspaceId,
  pending_work: async () => {
    const id = randomUUID();
    await read("INSERT INTO pending_work (workspace_id, since, revision) VALUES ($1, now(), 3)", [id]);
    return id;
  },
  reconciliation: async () => {
    const id = randomUUID();
    const text =
      "INSERT INTO reconciliation (id, mode, dry_run, started_at, worked_at) VALUES ($1, $2, false, now(), now())";
    await read(text, [id, `mode of ${id}`]);
    return id;
  },
  mail: async () => {
    const id = randomUUID();
    const text = `INSERT INTO mail (id, key, kind, to_address, language, data, created_at, next_attempt_at)
      VALUES ($1, $2, 'password_changed', 'ada@example.com', 'en', '{}', now(), now())`;
    await read(text, [id, `key of ${id}`]);
    return id;
  },
};
const NOTHING = {
  error: null,
  failed_at: null,
  finished_at: null,
  attempts: 1,
  next_attempt_at: new Date(0),
  sent_at: null,
  dropped_at: null,
};
const tables = Object.keys(ROWS) as (keyof typeof ROWS)[];

const pendingWork = (id: string) =>
  read<{ lease_holder: string | null; lease_until: Date; error: string | null; failed_at: Date | null }>(
    "SELECT * FROM pending_work WHERE workspace_id = $1",
    [id],
  );

test.each(tables)(
  "%s: one of many takes it, it lasts as long as it says, and another one takes it then",
  async (table) => {
    const id = await ROWS[table]();
    setClock(new Date());
    const taken = (await Promise.all(Array.from({ length: 8 }, () => Lease.take(table, id, TERM)))).filter(Boolean);
    expect(taken).toHaveLength(1);
    const [first] = taken[0] ?? [];
    setClock(inSeconds(now(), 59));
    expect(await Lease.take(table, id, TERM)).toBeUndefined();
    expect(await first?.renew()).toBeDefined();
    setClock(inSeconds(now(), 59));
    expect(await Lease.take(table, id, TERM)).toBeUndefined();
    setClock(inSeconds(now(), 1));
    const [second] = (await Lease.take(table, id, TERM)) ?? [];
    expect(second).toBeDefined();

    // The first one notices that it is lost, and takes nothing away from the second.
    expect(await first?.renew()).toBeUndefined();
    await first?.release(NOTHING);
    expect(await Lease.take(table, id, TERM)).toBeUndefined();
    await second?.release(NOTHING);
    expect(await Lease.take(table, id, TERM)).toBeDefined();
  },
);

test.each(tables)("%s: a row that is not there can't be held", async (table) => {
  expect(await Lease.take(table, randomUUID(), TERM)).toBeUndefined();
});

test("pending work: taking and renewing tell the revision, and a release stores the failure", async () => {
  const id = await ROWS.pending_work();
  const [lease, held] = (await Lease.take("pending_work", id, TERM)) ?? [];
  expect(held).toEqual({ revision: 3 });
  await read("UPDATE pending_work SET revision = 4 WHERE workspace_id = $1", [id]);
  expect(await lease?.renew()).toEqual({ revision: 4 });
  const failed_at = now();
  await lease?.release({ error: "Stripe is away", failed_at });
  expect(await pendingWork(id)).toMatchObject({
    lease_holder: null,
    lease_until: null,
    error: "Stripe is away",
    failed_at,
  });
});

test("one that was lost stores no failure over the next one's work", async () => {
  const id = await ROWS.pending_work();
  const [lost] = (await Lease.take("pending_work", id, { seconds: 0 })) ?? [];
  const [next] = (await Lease.take("pending_work", id, TERM)) ?? [];
  await lost?.release({ error: "too late", failed_at: now() });
  expect(await pendingWork(id)).toMatchObject({ lease_holder: next?.holder, error: null, failed_at: null });
});

test("a heartbeat renews it until it is stopped", async () => {
  const id = await ROWS.pending_work();
  const [lease] = (await Lease.take("pending_work", id, { seconds: 60, renewMs: 5 })) ?? [];
  setClock(inSeconds(now(), 1_000));
  const renewed = inSeconds(now(), 60);
  await until("the heartbeat", async () => (await pendingWork(id))?.lease_until.getTime() === renewed.getTime());
  await lease?.release({ error: null, failed_at: null });
  // A beat that was under way finds no holder.
  expect(await pendingWork(id)).toMatchObject({ lease_holder: null, lease_until: null });
});

test("waiting asks until there is an answer, or for no longer than it may", async () => {
  let asked = 0;
  const third = () => Promise.resolve(++asked === 3 ? "answer" : undefined);
  expect(await waitFor(third, performance.now(), { longestMs: 60_000, pausesMs: [1, 2] })).toBe("answer");
  const never = () => Promise.resolve(++asked < 100 ? undefined : "too late");
  expect(await waitFor(never, performance.now() - 1_001, { longestMs: 1_000, pausesMs: [1, 1] })).toBeUndefined();
  expect(asked).toBe(4);
});

test("a hundred that wait for one row hold no connection", async () => {
  const id = await ROWS.workspace();
  const [lease] = (await Lease.take("workspace", id, TERM)) ?? [];
  let asked = 0;
  const ask = async () => {
    asked++;
    const taken = await Lease.take("workspace", id, TERM);
    await taken?.[0].release({});
    return taken;
  };
  const wait = { longestMs: 60_000, pausesMs: [20, 160] } satisfies Parameters<typeof waitFor>[2];
  const waiting = Promise.all(Array.from({ length: 100 }, () => waitFor(ask, performance.now(), wait)));
  await until("all to wait", () => Promise.resolve(asked >= 200));
  // In the pool of the product, where all of them ask.
  const other = await Lease.take("workspace", await ROWS.workspace(), TERM);
  expect(other).toBeDefined();
  await lease?.release({});
  expect((await waiting).filter(Boolean)).toHaveLength(100);
});
