import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { runAllPendingWork, runPendingWork } from "@/lib/billing/pending-work/run";
import { until } from "../../support/integration";
import { startMirror } from "../../support/mirror";

let mirror: Awaited<ReturnType<typeof startMirror>>;
beforeAll(async () => {
  mirror = await startMirror();
});
afterAll(() => mirror?.stop());
beforeEach(async () => {
  await mirror.localStripe.clearFaults();
  await mirror.database.pool.query("TRUNCATE pending_work");
});

const pendingWork = async () =>
  (
    await mirror.database.pool.query<{ workspace_id: string; failed_at: Date | null }>(
      "SELECT * FROM pending_work ORDER BY since",
    )
  ).rows;

/** Workspaces that pay for a seat too many, each with its pending work. */
async function workspaces(count: number) {
  const seat = await mirror.seatPrice();
  const made = [];
  for (let n = 0; n < count; n++) {
    const buyer = await mirror.customer();
    made.push({
      ...buyer,
      subscription: await mirror.subscription(buyer, { items: [{ price: seat.id, quantity: 2 }] }),
    });
  }
  await mirror.sync({ skipPendingWork: true });
  return made;
}
const seatsOf = async ({ subscription }: { subscription: { id: string } }) =>
  (await mirror.stripe.subscriptions.retrieve(subscription.id)).items.data[0]?.quantity;

test("a sweep whose time is up is not finished; one that continues does the rest, and so does a whole run", async () => {
  const made = await workspaces(3);
  let asked = 0;
  const cutOff = await runAllPendingWork(() => asked++ > 1); // removeIdleWork asks, too
  expect(cutOff).toMatchObject({ finished: false, done: 1, failures: [] });
  expect(await pendingWork()).toHaveLength(2);
  for (let slice = 0; slice < 20; slice++) expect((await mirror.sync({ budgetMs: 0 })).finished).toBe(false);
  const report = await mirror.sync();
  expect(report).toMatchObject({ finished: true, pendingWork: { done: 2, failures: [] } });
  expect(await Promise.all(made.map(seatsOf))).toEqual([1, 1, 1]);
});

test("those that fail come last, once in a run, and its end tells of them", async () => {
  const [first, second] = await workspaces(2);
  await mirror.localStripe.fault({
    method: "POST",
    path: `^/v1/subscription_items/${first!.subscription.items.data[0]!.id}$`,
    kind: "status",
    status: 400,
    times: 1_000,
  });
  const begun = new Date();
  const failed = await runAllPendingWork(() => false, begun);
  expect(failed).toMatchObject({ finished: true, done: 1, failures: [{ workspaceId: first!.workspaceId }] });
  await mirror.localStripe.clearRequests();
  expect(await runAllPendingWork(() => false, begun)).toMatchObject({
    finished: true,
    done: 0,
    failures: [{ workspaceId: first!.workspaceId }],
  });
  expect(await mirror.localStripe.requests()).toEqual([]);

  await mirror.stripe.subscriptions.update(second!.subscription.id, {
    items: [{ id: second!.subscription.items.data[0]!.id, quantity: 3 }],
  });
  await mirror.sync({ skipPendingWork: true });
  let asked = 0;
  expect(await runAllPendingWork(() => asked++ > 1)).toMatchObject({ finished: false, done: 1, failures: [] });
  expect(await pendingWork()).toMatchObject([{ workspace_id: first!.workspaceId }]);
});

test("a cause that comes while the work is done leads to another round", async () => {
  const [made] = await workspaces(1);
  const { workspaceId } = made!;
  await mirror.localStripe.clearRequests();
  await mirror.localStripe.fault({
    method: "POST",
    path: "/v1/subscription_items",
    kind: "hang",
    ms: 2_000,
    times: 1,
  });
  const running = runPendingWork(workspaceId, "all");
  await until("the seats to be set", async () =>
    (await mirror.localStripe.requests()).some(({ path }) => path.startsWith("/v1/subscription_items")),
  );
  await mirror.database.pool.query(
    `WITH u AS (INSERT INTO "user" (id) SELECT gen_random_uuid() FROM generate_series(1, 3) RETURNING id),
       m AS (INSERT INTO membership (user_id, workspace_id, role) SELECT id, $1, 'owner' FROM u)
     UPDATE pending_work SET revision = revision + 1 WHERE workspace_id = $1`,
    [workspaceId],
  );
  await running;
  expect(await seatsOf(made!)).toBe(3);
  expect(await pendingWork()).toEqual([]);
});
