import type Stripe from "stripe";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { checkout, known, pay, sell, settled } from "../../support/billing";
import { refundsOf } from "../../support/bought-twice";
import { startApp, type TestApp, until } from "../../support/integration";
import { type OnClock, pass, payInVain } from "../../support/people-on-clocks";
import { duplicatesOf, handedOver, handOversOf, invoicesOf, type Left, payerLeft, statusOf } from "./people";
import { mayExport, openTakeOver, paidTimes, passBoth, takeOver } from "./walk";

// A direct debit is on its way for days. While one is, nobody knows who will have paid for the running period.
let app: TestApp;
let price: string;
beforeAll(async () => {
  app = await startApp({
    env: {
      DEFAULT_PAYMENT_METHOD_TYPES: '["card", "sepa_debit"]',
      NEW_USER_FREE_TRIAL_DAYS: "None",
      CANCEL_DUPLICATE_SUBSCRIPTIONS: "true",
    },
  });
  price = (await sell(app, { currency: "eur" }, { metadata: { features: "export" } })).id;
});
afterAll(() => app?.stop());
beforeEach(() => app.localStripe.afterRetries("unpaid"));

const COMES = "pm_sepaDebit_successDelayed_de";
const FAILS = "pm_sepaDebit_failedDelayed_de";
const DAY = 86_400;

const retrieve = (id: string) => app.stripe.subscriptions.retrieve(id);
const endOf = async (id: string) => (await retrieve(id)).items.data[0]?.current_period_end ?? 0;
const handOver = async ({ old }: Left) => (await handOversOf(app, old.workspaceId)).at(-1);
const statuses = async (id: string) => (await invoicesOf(app, id)).map(({ status }) => status);

/** From now on the old payer's bank is told to pay. @returns the payment method's id */
async function byDebit({ old }: Left, method: string): Promise<string> {
  const { id } = await app.stripe.paymentMethods.attach(method, { customer: old.customerId });
  await app.stripe.subscriptions.update(old.subscriptionId, { default_payment_method: id });
  return id;
}

/** Lets time go by until a moment at Stripe. */
async function passUntil(one: OnClock, seconds: number): Promise<void> {
  const { frozen_time } = await app.stripe.testHelpers.testClocks.retrieve(one.clockId);
  await pass(app, one, (seconds - frozen_time) / DAY);
}

/** The bank's word. */
async function settle({ old }: Left): Promise<void> {
  await app.localStripe.settle();
  await known(app, old.subscriptionId);
}

type Open = Awaited<ReturnType<typeof openTakeOver>>;

/** Who takes over pays, and the app has done what it can do by then. */
async function paid({ old }: Left, { sessionId, clockId, customerId }: Open): Promise<OnClock> {
  const subscriptionId = String((await pay(app, sessionId)).subscription);
  await known(app, subscriptionId);
  await until("the hand-over to have begun", async () =>
    (await handOversOf(app, old.workspaceId)).some(
      (row) => row.successor_id === subscriptionId && row.state !== "checkout",
    ),
  );
  await settled(app);
  return { subscriptionId, clockId, customerId, workspaceId: old.workspaceId };
}

async function isBeingPaid({ old }: Left): Promise<boolean> {
  const last = (await invoicesOf(app, old.subscriptionId)).at(-1);
  const { data } = await app.stripe.invoicePayments.list({ invoice: last?.id ?? "", status: "open", limit: 1 });
  const intent = data[0]?.payment.payment_intent;
  return (await app.stripe.paymentIntents.retrieve(String(intent))).status === "processing";
}

/** Nothing was paid twice. */
async function expectOnePayment(left: Left, successor: OnClock): Promise<void> {
  const times = await paidTimes(app, [left.old.subscriptionId, successor.subscriptionId]);
  for (const [at, { from }] of times.entries()) if (at > 0) expect(from).toBeGreaterThanOrEqual(times[at - 1]?.to ?? 0);
}

test("while the renewal's debit is on its way nobody takes over; once it has come, they do", async () => {
  const left = await payerLeft(app, price);
  await byDebit(left, COMES);
  // Puts the one who takes over on a clock, too.
  const taker = await openTakeOver(app, left);
  await app.stripe.checkout.sessions.expire(taker.sessionId);
  const renewal = (await endOf(left.old.subscriptionId)) + 3_660;
  for (const { clockId } of [left.old, taker]) await passUntil({ ...left.old, clockId }, renewal);
  expect(await isBeingPaid(left)).toBe(true);
  expect(await statusOf(app, left.old.subscriptionId)).toBe("active");
  expect((await takeOver(left)).body).toMatchObject({ status: 409, code: "hand_over_waits" });
  await settle(left);

  const { status, body } = await takeOver(left);
  expect(status).toBe(200);
  const successor = await paid(left, { ...taker, sessionId: body.session_id });
  expect(await handOver(left)).toMatchObject({ kind: "continue", state: "running" });
  await passBoth(app, [left.old, successor], 32);
  expect(await statuses(left.old.subscriptionId)).toEqual(["paid", "paid"]);
  expect(await statuses(successor.subscriptionId)).toEqual(["paid"]);
  await expectOnePayment(left, successor);
});

describe("an overdue payment that is tried by debit just before somebody takes over", () => {
  async function waiting(method: string): Promise<{ left: Left; successor: OnClock }> {
    const left = await payerLeft(app, price);
    await payInVain(app, left.old);
    await pass(app, left.old, 32);
    expect(await statusOf(app, left.old.subscriptionId)).toBe("past_due");
    const open = await openTakeOver(app, left);
    const payment_method = await byDebit(left, method);
    await app.stripe.invoices.pay((await invoicesOf(app, left.old.subscriptionId)).at(-1)?.id ?? "", {
      payment_method,
    });
    const successor = await paid(left, open);
    expect(await isBeingPaid(left)).toBe(true);
    expect(await handOver(left)).toMatchObject({ kind: "charge", state: "begun" });
    // Neither is ended, nobody gets anything back, and the old one is not renewed while it waits.
    const { status, cancel_at } = await retrieve(left.old.subscriptionId);
    expect([status, cancel_at]).toEqual(["past_due", await endOf(left.old.subscriptionId)]);
    expect(await statusOf(app, successor.subscriptionId)).toBe("active");
    expect(await refundsOf(app, successor.customerId)).toEqual([]);
    expect(await duplicatesOf(app, left.old.workspaceId)).toBe(0);
    expect(await mayExport(left.owner, left.old.workspaceId)).toBe(true);
    return { left, successor };
  }

  test("it comes: who took over gets theirs back, and pays from the next period on", async () => {
    const { left, successor } = await waiting(COMES);
    await settle(left);
    await until("it to be running", async () => (await handOver(left))?.state === "running");
    expect(await refundsOf(app, successor.customerId)).toMatchObject([{ amount: 1_000 }]);
    expect(await endOf(successor.subscriptionId)).toBe(await endOf(left.old.subscriptionId));
    await passBoth(app, [left.old, successor], 32);
    expect(await statusOf(app, left.old.subscriptionId)).toBe("canceled");
    expect(await statuses(left.old.subscriptionId)).toEqual(["paid", "paid"]);
    expect(await mayExport(left.owner, left.old.workspaceId)).toBe(true);
    await expectOnePayment(left, successor);
  });

  test("it fails: the old one ends, and its invoice is void", async () => {
    const { left, successor } = await waiting(FAILS);
    await settle(left);
    await handedOver(app, left.old.workspaceId);
    expect(await handOver(left)).toMatchObject({ state: "done" });
    expect(await statusOf(app, left.old.subscriptionId)).toBe("canceled");
    expect(await statuses(left.old.subscriptionId)).toEqual(["paid", "void"]);
    expect(await statuses(successor.subscriptionId)).toEqual(["paid"]);
    expect(await refundsOf(app, successor.customerId)).toEqual([]);
    expect(await mayExport(left.owner, left.old.workspaceId)).toBe(true);
  });

  test("the new one ends meanwhile, not at its payer's request: our cancellation is revoked", async () => {
    const { left, successor } = await waiting(COMES);
    await app.stripe.customers.del(successor.customerId);
    await handedOver(app, left.old.workspaceId);
    expect(await handOver(left)).toMatchObject({ state: "undone" });
    expect((await retrieve(left.old.subscriptionId)).cancel_at).toBeNull();
  });

  test("the new one ends meanwhile at its payer's request: the old one still ends, unless its payer decides otherwise", async () => {
    const { left, successor } = await waiting(COMES);
    await app.stripe.subscriptions.cancel(successor.subscriptionId);
    await handedOver(app, left.old.workspaceId);
    expect(await handOver(left)).toMatchObject({ state: "done" });
    expect((await retrieve(left.old.subscriptionId)).cancel_at).not.toBeNull();
  });
});

describe("a debit of a change that is on its way when the period ends", () => {
  async function atItsEnd(method: string): Promise<{ left: Left; successor: OnClock; end: number }> {
    const left = await payerLeft(app, price);
    const end = await endOf(left.old.subscriptionId);
    await passUntil(left.old, end - 3_000);
    // Their own clock stays there, or the session would expire.
    const open = await openTakeOver(app, left);
    await passUntil(left.old, end - 60);
    await byDebit(left, method);
    const { items } = await retrieve(left.old.subscriptionId);
    await app.stripe.subscriptions.update(left.old.subscriptionId, {
      items: [{ id: items.data[0]?.id ?? "", quantity: 3_000 }],
      proration_behavior: "always_invoice",
    });
    const successor = await paid(left, open);
    expect(await isBeingPaid(left)).toBe(true);
    expect(await handOver(left)).toMatchObject({ kind: "continue", state: "begun" });
    await passUntil(left.old, end + 30);
    expect(await isBeingPaid(left)).toBe(true);
    await handedOver(app, left.old.workspaceId);
    return { left, successor, end };
  }

  test.each([
    [COMES, "paid"],
    [FAILS, "open"],
  ])(
    "(%s) the old one ends with it all the same, and what it still owes (%s) is its payer's",
    async (method, status) => {
      const { left, successor, end } = await atItsEnd(method);
      expect(await statusOf(app, left.old.subscriptionId)).toBe("canceled");
      await settle(left);
      await passUntil(successor, end + 2 * 3_600);
      await settled(app);
      expect(await statuses(left.old.subscriptionId)).toEqual(["paid", status]);
      expect((await invoicesOf(app, successor.subscriptionId)).map((one) => [one.status, one.total])).toEqual([
        ["paid", 1_000],
      ]);
      await expectOnePayment(left, successor);
      expect(await mayExport(left.owner, left.old.workspaceId)).toBe(true);
    },
  );
});

describe("a debit for the last period that outlasts it, where the new one was charged at once", () => {
  async function afterItsEnd(method: string): Promise<{ left: Left; successor: OnClock }> {
    await app.localStripe.billing({ after_retries: "leave" });
    const left = await payerLeft(app, price);
    await payInVain(app, left.old);
    await pass(app, left.old, 32);
    const end = await endOf(left.old.subscriptionId);
    const open = await openTakeOver(app, left);
    await passUntil(left.old, end - 60);
    const payment_method = await byDebit(left, method);
    const last = (await invoicesOf(app, left.old.subscriptionId)).at(-1);
    await app.stripe.invoices.pay(last?.id ?? "", { payment_method });
    const successor = await paid(left, open);
    await passUntil(left.old, end + 30);
    await settled(app);
    expect(await isBeingPaid(left)).toBe(true);
    expect(await statusOf(app, left.old.subscriptionId)).toBe("canceled");
    expect(await handOver(left)).toMatchObject({ kind: "charge", state: "begun" });
    await settle(left);
    await handedOver(app, left.old.workspaceId);
    return { left, successor };
  }

  test("it comes: both have paid for a part of it, and the operator decides", async () => {
    const { left, successor } = await afterItsEnd(COMES);
    expect(await handOver(left)).toMatchObject({
      state: "operator",
      reason: expect.stringContaining("came after all"),
    });
    expect(await refundsOf(app, successor.customerId)).toEqual([]);
    expect(await statusOf(app, successor.subscriptionId)).toBe("active");
  });

  test("it fails: its invoice is void, since the new payer has paid for that time", async () => {
    const { left, successor } = await afterItsEnd(FAILS);
    expect(await handOver(left)).toMatchObject({ state: "done" });
    expect(await statuses(left.old.subscriptionId)).toEqual(["paid", "void"]);
    expect(await statuses(successor.subscriptionId)).toEqual(["paid"]);
  });
});

test("the app was away past the period's end, and both were charged: who took over gets theirs back", async () => {
  const left = await payerLeft(app, price);
  const end = await endOf(left.old.subscriptionId);
  await passUntil(left.old, end - 3_000);
  const open = await openTakeOver(app, left);
  await app.localStripe.holdDeliveries();
  const subscriptionId = String((await pay(app, open.sessionId)).subscription);
  const { testClocks } = app.stripe.testHelpers;
  for (const clock of [left.old.clockId, open.clockId]) {
    await testClocks.advance(clock, { frozen_time: end + 2 * 3_600 });
    await until("the clock to get there", async () => (await testClocks.retrieve(clock)).status === "ready");
  }
  expect(await statuses(left.old.subscriptionId)).toEqual(["paid", "paid"]);
  expect(await statuses(subscriptionId)).toEqual(["paid"]);
  await app.localStripe.sendDeliveries();
  await until("it to be running", async () => (await handOver(left))?.state === "running");
  await known(app, subscriptionId);
  const successor = { ...open, subscriptionId, workspaceId: left.old.workspaceId };
  expect(await refundsOf(app, successor.customerId)).toMatchObject([{ amount: 1_000 }]);
  expect(await refundsOf(app, left.old.customerId)).toEqual([]);
  expect(await endOf(subscriptionId)).toBe(await endOf(left.old.subscriptionId));
  await passBoth(app, [left.old, successor], 32);
  expect(await statusOf(app, left.old.subscriptionId)).toBe("canceled");
  await expectOnePayment(left, successor);
});

describe("one that gave no access, paid by debit just before another payer has bought its place", () => {
  async function waiting(method: string): Promise<{ left: Left; successor: string; last: Stripe.Invoice | undefined }> {
    const left = await payerLeft(app, price);
    await payInVain(app, left.old);
    await pass(app, left.old, 32);
    await pass(app, left.old, 20);
    expect(await statusOf(app, left.old.subscriptionId)).toBe("unpaid");
    const { body } = await checkout(left.owner, price, left.old.workspaceId);
    const payment_method = await byDebit(left, method);
    const last = (await invoicesOf(app, left.old.subscriptionId)).at(-1);
    if (last?.status === "draft") await app.stripe.invoices.finalizeInvoice(last.id ?? "", { auto_advance: false });
    await app.stripe.invoices.pay(last?.id ?? "", { payment_method });
    expect(await isBeingPaid(left)).toBe(true);
    const successor = String((await pay(app, body.session_id)).subscription);
    await known(app, successor);
    await settled(app);
    expect(await handOver(left)).toMatchObject({ kind: "replace", finished_at: null });
    // It can't be stopped: were the old one ended, its payer would have paid for nothing.
    expect(await statusOf(app, left.old.subscriptionId)).toBe("unpaid");
    return { left, successor, last };
  }

  test("it comes: both have paid on purpose, and the operator decides", async () => {
    const { left, successor } = await waiting(COMES);
    await settle(left);
    await handedOver(app, left.old.workspaceId);
    expect(await handOver(left)).toMatchObject({ state: "operator" });
    expect([await statusOf(app, left.old.subscriptionId), await statusOf(app, successor)]).toEqual([
      "active",
      "active",
    ]);
  });

  test("it fails: the old one ends, and its invoice is void", async () => {
    const { left, successor, last } = await waiting(FAILS);
    await settle(left);
    await handedOver(app, left.old.workspaceId);
    expect(await handOver(left)).toMatchObject({ state: "done" });
    expect([await statusOf(app, left.old.subscriptionId), await statusOf(app, successor)]).toEqual([
      "canceled",
      "active",
    ]);
    expect((await invoicesOf(app, left.old.subscriptionId)).find(({ id }) => id === last?.id)?.status).not.toBe("paid");
  });
});
