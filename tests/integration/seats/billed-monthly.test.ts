// Seats of a plan that is paid for longer than a month: each is billed within a month, and none at once.
import { randomUUID } from "node:crypto";
import type Stripe from "stripe";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { alignSeats, noteStraySeats } from "@/lib/billing/seats/align";
import { runAllPendingWork, runPendingWork } from "@/lib/billing/pending-work/run";
import { readAccess } from "@/lib/billing/entitlements/read";
import { setClock } from "@/lib/clock";
import { type Clocked, hear, instant, later, onClock } from "../../support/clocks";
import { type Mirror, startMirror } from "../../support/mirror";

// Ahead of the wall clock, whose seconds events carry.
const START = new Date(Math.ceil(Date.now() / 1000) * 1000 + 3_600_000);

let mirror: Mirror & { price: Stripe.Price };
beforeAll(async () => {
  mirror = await startMirror();
});
afterAll(() => mirror?.stop());
afterEach(() => setClock(null));

const seat = (interval: Stripe.PriceCreateParams.Recurring.Interval, interval_count = 1) =>
  mirror.stripe.prices.create({
    product: String(mirror.price.product),
    currency: "usd",
    unit_amount: 36_500,
    recurring: { interval, interval_count },
    metadata: { per_seat: "true" },
  });

async function join({ workspaceId }: Clocked): Promise<void> {
  const id = randomUUID();
  await mirror.database.pool.query(`INSERT INTO "user" (id) VALUES ($1)`, [id]);
  await mirror.database.pool.query("INSERT INTO membership (user_id, workspace_id, role) VALUES ($1, $2, 'owner')", [
    id,
    workspaceId,
  ]);
}

const atStripe = (id: string) => mirror.stripe.subscriptions.retrieve(id);
const billed = async (subscription: string) =>
  (await mirror.stripe.invoices.list({ subscription })).data.map(({ total, status }) => [total, status]);

test("a seat of a yearly plan counts at once, and is billed within a month", async () => {
  const buyer = await onClock(mirror, START);
  await join(buyer);
  const { id } = await buyer.subscribe((await seat("year")).id);
  expect((await atStripe(id)).pending_invoice_item_interval).toEqual({ interval: "month", interval_count: 1 });
  await buyer.to(later(START, 10));
  await join(buyer);
  await alignSeats(buyer.workspaceId);
  expect((await atStripe(id)).items.data[0]?.quantity).toBe(2);
  expect(await billed(id)).toEqual([[36_500, "paid"]]);
  const next = instant((await atStripe(id)).next_pending_invoice_item_invoice);
  expect(next.getTime()).toBeLessThanOrEqual(later(START, 31).getTime());
  await buyer.to(later(next, 0.1));
  // A dollar a day for 355 days.
  expect(await billed(id)).toEqual([
    [35_500, "paid"],
    [36_500, "paid"],
  ]);
  expect(await readAccess(buyer.workspaceId, "export")).toMatchObject({ allowed: true, reason: { kind: "plan" } });
});

test.each<[string, Stripe.PriceCreateParams.Recurring.Interval, number, boolean]>([
  ["a month", "month", 1, false],
  ["three months", "month", 3, true],
  ["four weeks", "week", 4, false],
  ["five weeks", "week", 5, true],
  ["a year", "year", 1, true],
])("a period of %s", async (_, interval, count, monthly) => {
  const buyer = await onClock(mirror, START);
  const { id } = await buyer.subscribe((await seat(interval, count)).id);
  expect((await atStripe(id)).pending_invoice_item_interval !== null).toBe(monthly);
});

test("one from before gets it from stripe:sync, once", async () => {
  const buyer = await onClock(mirror, START);
  const { id } = await buyer.subscribe((await seat("year")).id);
  await mirror.stripe.subscriptions.update(id, { pending_invoice_item_interval: "" });
  await hear(mirror);
  expect((await atStripe(id)).pending_invoice_item_interval).toBeNull();
  await noteStraySeats(() => false);
  await runAllPendingWork();
  expect((await atStripe(id)).pending_invoice_item_interval).toEqual({ interval: "month", interval_count: 1 });
  await mirror.localStripe.clearRequests();
  await noteStraySeats(() => false);
  await runPendingWork(buyer.workspaceId);
  expect(await mirror.localStripe.requests()).toEqual([]);
});

test("seats whose invoice fails leave the plan its days of grace, and no more", async () => {
  const buyer = await onClock(mirror, START);
  const { id } = await buyer.subscribe((await seat("year")).id);
  for (let n = 0; n < 3; n++) await join(buyer);
  await alignSeats(buyer.workspaceId);
  await buyer.payWith("pm_card_chargeCustomerFail");
  const next = instant((await atStripe(id)).next_pending_invoice_item_invoice);
  await buyer.to(later(next, 0.1));
  expect((await atStripe(id)).status).toBe("past_due");
  expect(await readAccess(buyer.workspaceId, "export")).toMatchObject({ allowed: true, reason: { kind: "grace" } });
  buyer.weSay(later(next, 16));
  expect((await readAccess(buyer.workspaceId, "export")).allowed).toBe(false);
});
