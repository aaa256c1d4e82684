import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listForUser, listForWorkspace } from "@/lib/billing/catalog/subscribable";
import { syncObject } from "@/lib/billing/mirror/sync";
import { type Mirror, startMirror } from "../support/mirror";
import { claimOf } from "../support/claim";

// What the checkout lets another owner buy in a plan's place is on the list.

let mirror: Mirror & { price: { id: string } };
beforeAll(async () => {
  mirror = await startMirror();
  await mirror.sync();
});
afterAll(() => mirror?.stop());

const query = (text: string, values: unknown[]) => mirror.database.pool.query(text, values);

test.each<[string, boolean, object]>([
  ["active", false, {}],
  ["unpaid", true, {}],
  ["incomplete", true, {}],
  ["past due, within its grace", false, { status: "past_due", status_since: new Date() }],
  ["past due, its grace over", true, { status: "past_due", status_since: new Date("2025-05-05") }],
  ["paused, since its trial ended", true, { status: "paused", paused_reason: "trial_end_without_payment_method" }],
  ["paused on request", false, { status: "paused", paused_reason: "pause_requested" }],
  ["paused, nobody knows why, and the checkout asks Stripe", true, { status: "paused", paused_reason: null }],
  ["of a status that Stripe adds later", false, { status: "hibernating" }],
])("%s: another owner finds it on the list: %s", async (status, isListed, more) => {
  const payer = await mirror.customer();
  const owner = { id: randomUUID() };
  await query(`INSERT INTO "user" (id) VALUES ($1)`, [owner.id]);
  await query("INSERT INTO membership (user_id, workspace_id, role) VALUES ($1, $3, 'owner'), ($2, $3, 'admin')", [
    owner.id,
    payer.userId,
    payer.workspaceId,
  ]);
  const { id, latest_invoice } = await mirror.subscription(payer);
  await syncObject("customer", payer.customerId);
  await syncObject("subscription", id);
  await syncObject("invoice", String(latest_invoice));
  const columns = Object.entries({ status, ...more });
  await query(`UPDATE subscription SET ${columns.map(([name], n) => `${name} = $${n + 2}`).join(", ")} WHERE id = $1`, [
    id,
    ...columns.map(([, value]) => value as unknown),
  ]);
  const ids = async (list: ReturnType<typeof listForUser>) => (await list)?.map(({ price_id }) => price_id);
  expect(await ids(listForWorkspace(await claimOf(owner.id), payer.workspaceId))).toEqual(
    isListed ? [mirror.price.id] : [],
  );
  // Its payer has it, and repairs it instead of buying it again.
  expect(await ids(listForWorkspace(await claimOf(payer.userId), payer.workspaceId))).toEqual([]);
  expect(await ids(listForUser(await claimOf(payer.userId)))).toEqual([]);
});
