// Money that goes back takes nothing: what becomes of the subscription does (docs/entitlements.md).
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { readAccess } from "@/lib/billing/entitlements/read";
import { setClock } from "@/lib/clock";
import { type Clocked, hear, later, onClock } from "../../support/clocks";
import { startMirror } from "../../support/mirror";

// Ahead of the wall clock, whose seconds events carry.
const START = new Date(Math.ceil(Date.now() / 1000) * 1000 + 3_600_000);

let mirror: Awaited<ReturnType<typeof startMirror>>;
beforeAll(async () => {
  mirror = await startMirror();
});
afterAll(() => mirror?.stop());
afterEach(() => setClock(null));

const access = (buyer: Clocked) => readAccess(buyer.workspaceId, "export");
const intentOf = async (invoice: string) =>
  String((await mirror.stripe.invoicePayments.list({ invoice })).data[0]?.payment.payment_intent);

/** What became of the events about an object, by type. */
async function stateOf(id: string | undefined): Promise<[string, string][]> {
  const { rows } = await mirror.database.pool.query<{ type: string; state: string }>(
    "SELECT type, state FROM stripe_event WHERE object_id = $1 ORDER BY type",
    [id],
  );
  return rows.map(({ type, state }) => [type, state]);
}

test("a refund leaves access; ending the subscription ends it", async () => {
  const buyer = await onClock(mirror, START);
  const made = await buyer.subscribe(mirror.price.id);
  await mirror.stripe.refunds.create({ payment_intent: await intentOf(String(made.latest_invoice)) });
  await hear(mirror);
  expect(await access(buyer)).toMatchObject({ allowed: true, reason: { kind: "plan" } });
  await mirror.stripe.subscriptions.cancel(made.id);
  await hear(mirror);
  expect(await access(buyer)).toMatchObject({ allowed: false, reason: { kind: "ended", was: "plan" } });
});

test("so does a dispute, whether open or lost: it is kept with its invoice, and access ends with the subscription", async () => {
  const buyer = await onClock(mirror, START);
  await buyer.payWith("pm_card_createDispute");
  const made = await buyer.subscribe(mirror.price.id);
  const [dispute] = (await mirror.stripe.disputes.list({ payment_intent: await intentOf(String(made.latest_invoice)) }))
    .data;
  expect(dispute?.status).toBe("needs_response");
  const plan = { allowed: true, reason: { kind: "plan", plan: "Pro", until: null } };
  expect(await access(buyer)).toMatchObject(plan);
  await buyer.to(later(START, 9));
  await mirror.stripe.disputes.close(dispute?.id ?? "");
  await buyer.to(later(START, 20));
  expect(await access(buyer)).toMatchObject(plan);
  expect(await stateOf(dispute?.id)).toEqual([
    ["charge.dispute.closed", "processed"],
    ["charge.dispute.created", "processed"],
    ["charge.dispute.funds_withdrawn", "processed"],
  ]);

  await mirror.stripe.subscriptions.cancel(made.id);
  await hear(mirror);
  expect(await access(buyer)).toMatchObject({
    allowed: false,
    reason: { kind: "ended", was: "plan", plan: "Pro", on: later(START, 20) },
  });
});
