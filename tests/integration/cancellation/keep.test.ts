import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { keepPlan } from "@/lib/billing/cancellation/keep";
import { METADATA } from "@/lib/stripe/metadata";
import { hear } from "../../support/clocks";
import { startMirror } from "../../support/mirror";
import { join, stranger } from "../payments/people";
import { fetchedFrom, payerIn, type Payer } from "./people";

type Mirror = Awaited<ReturnType<typeof startMirror>>;
let mirror: Mirror;
beforeAll(async () => {
  mirror = await startMirror();
});
afterAll(() => mirror?.stop());
beforeEach(() => mirror.localStripe.clearFaults());

const keep = ({ user, workspaceId, id }: Payer) => keepPlan(user, workspaceId, id);
const ending = async (ada: Payer) => {
  const { cancel_at, cancel_at_period_end } = await fetchedFrom(mirror, ada);
  return cancel_at !== null || cancel_at_period_end;
};
const endingHere = async ({ id }: Payer) =>
  (
    await mirror.database.pool.query<{ ends: boolean }>(
      "SELECT cancel_at IS NOT NULL OR cancel_at_period_end AS ends FROM subscription WHERE id = $1",
      [id],
    )
  ).rows[0]?.ends;
const periodEnd = async (ada: Payer) => (await fetchedFrom(mirror, ada)).items.data[0]?.current_period_end ?? 0;

// As the API cancels, and as the portal does in flexible billing.
test.each(["cancel_at_period_end", "cancel_at"])(
  "a plan that ends by %s is kept with one call, and our copy knows",
  async (way) => {
    const ada = await payerIn(mirror);
    await mirror.stripe.subscriptions.update(
      ada.id,
      way === "cancel_at" ? { cancel_at: await periodEnd(ada) } : { cancel_at_period_end: true },
    );
    await hear(mirror);
    expect([await ending(ada), await endingHere(ada)]).toEqual([true, true]);
    await keep(ada);
    expect([await ending(ada), await endingHere(ada)]).toEqual([false, false]);
  },
);

test("one that continues already is kept, also where our copy has not heard", async () => {
  const ada = await payerIn(mirror);
  await keep(ada);
  await mirror.stripe.subscriptions.update(ada.id, { cancel_at_period_end: true });
  await hear(mirror);
  await mirror.stripe.subscriptions.update(ada.id, { cancel_at_period_end: false });
  mirror.localStripe.clearRequests();
  await keep(ada);
  expect(await endingHere(ada)).toBe(false);
  const writes = (await mirror.localStripe.requests()).filter(({ method }) => method === "POST");
  expect(writes).toEqual([]);
});

test("one that has ended meanwhile can't be kept, and our copy learns it", async () => {
  const ada = await payerIn(mirror);
  await mirror.stripe.subscriptions.cancel(ada.id);
  await expect(keep(ada)).rejects.toMatchObject({ code: "no_subscription" });
  const { rows } = await mirror.database.pool.query("SELECT status FROM subscription WHERE id = $1", [ada.id]);
  expect(rows).toEqual([{ status: "canceled" }]);
});

test("only the payer keeps it, only their own, and only one of ours", async () => {
  const [ada, bea] = [await payerIn(mirror), await payerIn(mirror)];
  const outside = await payerIn(mirror, { metadata: {} }, false);
  await mirror.stripe.subscriptions.update(outside.id, { metadata: { [METADATA.workspaceId]: outside.workspaceId } });
  for (const one of [ada, bea, outside])
    await mirror.stripe.subscriptions.update(one.id, { cancel_at_period_end: true });
  await hear(mirror);
  const eve = await stranger(mirror);
  await expect(keepPlan(eve, ada.workspaceId, ada.id)).rejects.toMatchObject({ code: "workspace_not_found" });
  await join(mirror, eve.id, ada.workspaceId, "admin");
  await expect(keepPlan(eve, ada.workspaceId, ada.id)).rejects.toMatchObject({ code: "not_the_payer" });
  await expect(keepPlan(ada.user, ada.workspaceId, bea.id)).rejects.toMatchObject({ code: "no_subscription" });
  await expect(keep(outside)).rejects.toMatchObject({ code: "change_not_possible" });
  expect([await ending(ada), await ending(bea), await ending(outside)]).toEqual([true, true, true]);
});

test("not while somebody takes the bill over: both would pay", async () => {
  const ada = await payerIn(mirror);
  await mirror.stripe.subscriptions.update(ada.id, { cancel_at_period_end: true });
  await hear(mirror);
  await mirror.database.pool.query(
    `INSERT INTO hand_over (checkout_id, predecessor_id, workspace_id, user_id, customer_id, kind, state, created_at)
     VALUES ($1, $2, $3, $4, 'cus_2', 'continue', 'running', now())`,
    [randomUUID(), ada.id, ada.workspaceId, ada.user.id],
  );
  await expect(keep(ada)).rejects.toMatchObject({ code: "handed_over" });
  expect(await ending(ada)).toBe(true);
});

test("what ends by a schedule made elsewhere stays; one of ours is released", async () => {
  const [ours, other] = [await payerIn(mirror), await payerIn(mirror)];
  const { rows } = await mirror.database.pool.query<{ id: string }>("SELECT id::text FROM installation");
  for (const ada of [ours, other]) {
    const { id } = await mirror.stripe.subscriptionSchedules.create({ from_subscription: ada.id });
    await mirror.stripe.subscriptionSchedules.update(id, {
      end_behavior: "cancel",
      ...(ada === ours && { metadata: { [METADATA.installationId]: rows[0]?.id ?? "" } }),
    });
    await hear(mirror);
  }
  expect([await ending(ours), await ending(other)]).toEqual([true, true]);
  await keep(ours);
  await expect(keep(other)).rejects.toMatchObject({ code: "change_not_possible" });
  expect([await ending(ours), await ending(other)]).toEqual([false, true]);
});

test("while Stripe is away it is told, and nothing is changed", async () => {
  const ada = await payerIn(mirror);
  await mirror.stripe.subscriptions.update(ada.id, { cancel_at_period_end: true });
  await hear(mirror);
  await mirror.localStripe.fault({ path: `/v1/subscriptions/${ada.id}`, kind: "status", status: 500, times: 9 });
  await expect(keep(ada)).rejects.toMatchObject({ code: "stripe_unavailable" });
  await mirror.localStripe.clearFaults();
  expect(await ending(ada)).toBe(true);
});
