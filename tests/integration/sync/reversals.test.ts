import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { askedAlone, startMirror } from "../../support/mirror";

// A restored backup doesn't know what went back since, and no event says it again.

let mirror: Awaited<ReturnType<typeof startMirror>>;
beforeAll(async () => {
  mirror = await startMirror();
});
afterAll(() => mirror?.stop());
beforeEach(() => mirror.localStripe.clearRequests());

const rows = async () =>
  (
    await mirror.database.pool.query<Record<string, unknown>>(
      "SELECT charge_id, refunded_minor::int AS refunded, dispute_status AS dispute FROM reversal ORDER BY charge_id",
    )
  ).rows;

async function paid(): Promise<{ charge: string; intent: string; customer: string }> {
  const ada = await mirror.customer();
  const subscription = await mirror.subscription(ada);
  const { data } = await mirror.stripe.invoicePayments.list({ invoice: String(subscription.latest_invoice) });
  const intent = String(data[0]?.payment.payment_intent);
  const { latest_charge } = await mirror.stripe.paymentIntents.retrieve(intent);
  return { charge: String(latest_charge), intent, customer: ada.customerId };
}

test("a full sync brings what was refunded and disputed, and the next one asks nothing more", async () => {
  const [one, two] = [await paid(), await paid()];
  await mirror.stripe.refunds.create({ payment_intent: one.intent, amount: 900 });
  await fetch(`${mirror.localStripe.url}/_local/disputes`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ charge: two.charge }),
  });
  const dry = await mirror.sync({ dryRun: true });
  expect(dry.drift.filter(({ kind }) => kind === "reversal")).toEqual([]); // their invoices are not here yet
  await mirror.sync();
  expect(await rows()).toEqual(
    [
      { charge_id: one.charge, refunded: 900, dispute: null },
      { charge_id: two.charge, refunded: 0, dispute: "needs_response" },
    ].toSorted((a, b) => (a.charge_id < b.charge_id ? -1 : 1)),
  );
  await mirror.localStripe.clearRequests();
  const second = await mirror.sync();
  expect(second.counts.reversal).toMatchObject({ same: 2, repaired: 0 });
  expect(await askedAlone(mirror.localStripe)).toEqual([]);
});

test("what differs is reported by a dry run, and repaired by the next one", async () => {
  const one = await paid();
  await mirror.sync();
  await mirror.stripe.refunds.create({ payment_intent: one.intent, amount: 400 });
  const found = [{ kind: "reversal", id: one.charge, field: "id", here: null, there: one.charge }];
  expect((await mirror.sync({ dryRun: true })).drift).toEqual(expect.arrayContaining(found));
  expect((await rows()).some(({ charge_id }) => charge_id === one.charge)).toBe(false);
  await mirror.sync();
  await mirror.stripe.refunds.create({ payment_intent: one.intent, amount: 500 });
  const { drift } = await mirror.sync();
  expect(drift.filter(({ kind }) => kind === "reversal")).toEqual([
    { kind: "reversal", id: one.charge, field: "refunded_minor", here: 400, there: 900 },
  ]);
  expect(await rows()).toContainEqual({ charge_id: one.charge, refunded: 900, dispute: null });
});

test("a sync by events brings it too, also where the invoice was missed as well", async () => {
  const one = await paid();
  await mirror.stripe.refunds.create({ payment_intent: one.intent, amount: 100 });
  const { failures, counts } = await mirror.sync({ since: new Date(Date.now() - 3_600_000) });
  expect(failures).toEqual([]);
  expect(counts.reversal?.repaired).toBeGreaterThan(0);
  expect(await rows()).toContainEqual({ charge_id: one.charge, refunded: 100, dispute: null });
});

test("what another's customer got back is nobody's here", async () => {
  const stranger = await mirror.stripe.customers.create({ name: "Stranger" });
  const method = await mirror.stripe.paymentMethods.attach("pm_card_visa", { customer: stranger.id });
  const intent = await mirror.stripe.paymentIntents.create({
    amount: 700,
    currency: "usd",
    customer: stranger.id,
    payment_method: method.id,
    confirm: true,
    automatic_payment_methods: { enabled: true, allow_redirects: "never" },
  });
  await mirror.stripe.refunds.create({ payment_intent: intent.id });
  const before = await rows();
  const { counts } = await mirror.sync();
  expect(counts.reversal?.notOurs).toBe(1);
  expect(await rows()).toEqual(before);
});
