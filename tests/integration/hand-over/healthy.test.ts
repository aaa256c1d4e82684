import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  checkout,
  falsify,
  known,
  newWorkspace,
  pay,
  PORTAL,
  priceOf,
  type Problem,
  rowOf,
  sell,
  setRole,
  settled,
} from "../../support/billing";
import { refundsOf } from "../../support/bought-twice";
import { newPerson, startApp, type TestApp, until } from "../../support/integration";
import { type OnClock, pass, payInVain } from "../../support/people-on-clocks";
import {
  duplicatesOf,
  handedOver,
  handOversOf,
  invoicesOf,
  type Left,
  payerLeft,
  type Someone,
  statusOf,
} from "./people";
import { startMailbox, type TestMailbox } from "../../support/mail";
import { complete, mayExport, openTakeOver, paidTimes, passBoth, takenOver, takeOver } from "./walk";

// An owner takes over a plan that works, from somebody who left. Times are Stripe's, on test clocks.
let app: TestApp;
let mailbox: TestMailbox;
let pro: string;

beforeAll(async () => {
  mailbox = await startMailbox();
  app = await startApp({
    env: { NEW_USER_FREE_TRIAL_DAYS: "None", CANCEL_DUPLICATE_SUBSCRIPTIONS: "true", ...mailbox.settings },
  });
  pro = await priceOf(app, "pro_month");
});
afterAll(async () => {
  await app?.stop();
  await mailbox?.stop();
});
beforeEach(() => app.localStripe.clearFaults());

const retrieve = (id: string) => app.stripe.subscriptions.retrieve(id);
const endOf = async (id: string) => (await retrieve(id)).items.data[0]?.current_period_end ?? 0;
const onlyHandOver = async ({ old }: Left) => (await handOversOf(app, old.workspaceId)).at(-1);

const NOT_BILLS = /confirm|invite|owner/i;
/** The subjects of the mails about plans and payments that somebody got. */
const billsTo = ({ person }: Someone): string[] =>
  mailbox.mailTo(person.email).flatMap(({ subject }) => (NOT_BILLS.test(subject) ? [] : subject));
const told = (someone: Someone): number => billsTo(someone).filter((subject) => / now pays? for /.test(subject)).length;

/** Nothing was paid twice, and nothing that was used stayed unpaid. */
async function expectOnePayment(left: Left, successor: OnClock): Promise<void> {
  const times = await paidTimes(app, [left.old.subscriptionId, successor.subscriptionId]);
  for (const [at, { from }] of times.entries()) if (at > 0) expect(from).toBe(times[at - 1]?.to);
}

describe("the walks", () => {
  test("healthy: the new one is free until the old one's end, is charged then, and there is access all the time", async () => {
    const left = await payerLeft(app, pro);
    await pass(app, left.old, 10);
    const end = await endOf(left.old.subscriptionId);
    const successor = await takenOver(app, left);
    const { status, trial_end, billing_cycle_anchor, latest_invoice, metadata } = await retrieve(
      successor.subscriptionId,
    );
    const { rows: made } = await app.database.pool.query(
      "SELECT c.id AS checkout_id, n.id AS installation_id FROM checkout_session c, installation n WHERE c.subscription_id = $1",
      [successor.subscriptionId],
    );
    expect(metadata).toMatchObject(made[0]);
    expect({ status, trial_end, billing_cycle_anchor, latest_invoice }).toEqual({
      status: "active",
      trial_end: null,
      billing_cycle_anchor: end,
      latest_invoice: null,
    });
    expect(await onlyHandOver(left)).toMatchObject({ kind: "continue", state: "running" });
    expect(await retrieve(left.old.subscriptionId)).toMatchObject({ status: "active", cancel_at: end });
    expect(await duplicatesOf(app, left.old.workspaceId)).toBe(0);
    await until("both to hear who pays", () => told(left.payer) + told(left.owner) === 2);
    for (const days of [10, 9, 4, 20, 20]) {
      expect(await mayExport(left.owner, left.old.workspaceId)).toBe(true);
      await passBoth(app, [left.old, successor], days);
    }
    expect(await statusOf(app, left.old.subscriptionId)).toBe("canceled");
    expect(await onlyHandOver(left)).toMatchObject({ state: "done" });
    expect(await statusOf(app, successor.subscriptionId)).toBe("active");
    expect((await invoicesOf(app, left.old.subscriptionId)).map(({ total }) => total)).toEqual([2_900]);
    expect((await invoicesOf(app, successor.subscriptionId)).map(({ total }) => total)).toEqual([2_900, 2_900]);
    await expectOnePayment(left, successor);
    const { rows } = await app.database.pool.query("SELECT FROM trial_ledger WHERE subscription_id = $1", [
      successor.subscriptionId,
    ]);
    expect(rows).toHaveLength(0);
    // The end of the old one was its payer's news when somebody else took over.
    expect(billsTo(left.payer)).toEqual([expect.stringMatching(/^Olga now pays for /)]);
    expect(billsTo(left.owner)).toEqual([expect.stringMatching(/^You now pay for /)]);
  });

  test("a trial: it goes on until its end, and whoever took over pays from then", async () => {
    const left = await payerLeft(app, pro, { trial_period_days: 9, default_payment_method: undefined });
    const end = await endOf(left.old.subscriptionId);
    const successor = await takenOver(app, left);
    expect(await retrieve(successor.subscriptionId)).toMatchObject({
      status: "active",
      trial_end: null,
      billing_cycle_anchor: end,
    });
    await passBoth(app, [left.old, successor], 11);
    expect(await statusOf(app, left.old.subscriptionId)).toBe("canceled");
    expect((await invoicesOf(app, successor.subscriptionId)).map(({ total }) => total)).toEqual([2_900]);
    expect(await mayExport(left.owner, left.old.workspaceId)).toBe(true);
  });

  test("past due: the new one is charged at once, the old one ends, and its open invoice is void", async () => {
    const left = await payerLeft(app, pro);
    await payInVain(app, left.old);
    await pass(app, left.old, 32);
    expect(await statusOf(app, left.old.subscriptionId)).toBe("past_due");
    const successor = await takenOver(app, left);
    await handedOver(app, left.old.workspaceId);
    expect(await onlyHandOver(left)).toMatchObject({ kind: "charge", state: "done" });
    expect(await statusOf(app, left.old.subscriptionId)).toBe("canceled");
    expect((await invoicesOf(app, left.old.subscriptionId)).map(({ status }) => status)).toEqual(["paid", "void"]);
    expect(await invoicesOf(app, successor.subscriptionId)).toMatchObject([{ status: "paid", amount_paid: 2_900 }]);
    expect(await mayExport(left.owner, left.old.workspaceId)).toBe(true);
  });

  test("canceling: its payer's own cancellation stays, and is theirs", async () => {
    const left = await payerLeft(app, pro);
    await app.stripe.subscriptions.update(left.old.subscriptionId, { cancel_at_period_end: true });
    await known(app, left.old.subscriptionId);
    const successor = await takenOver(app, left);
    expect(await onlyHandOver(left)).toMatchObject({ state: "running", canceled_for: null });
    await app.stripe.customers.del(successor.customerId);
    await handedOver(app, left.old.workspaceId);
    expect(await onlyHandOver(left)).toMatchObject({ state: "undone" });
    expect(await retrieve(left.old.subscriptionId)).toMatchObject({ cancel_at_period_end: true });
  });

  test("per seat: only the new one's seats follow the members", async () => {
    const seat = await sell(app, { metadata: { per_seat: "true" } }, { metadata: { features: "export" } });
    const left = await payerLeft(app, seat.id);
    const successor = await takenOver(app, left);
    const quantityOf = async (id: string) => (await retrieve(id)).items.data[0]?.quantity;
    const before = await quantityOf(left.old.subscriptionId);
    for (const name of ["Bea", "Cleo"]) {
      const client = await app.signUp(newPerson(name));
      await setRole(app, client.person.email, left.old.workspaceId, "member");
    }
    await app.database.pool.query(
      "INSERT INTO pending_work (workspace_id, since) VALUES ($1, now()) ON CONFLICT DO NOTHING",
      [left.old.workspaceId],
    );
    // Any event leads to the pending work.
    await app.stripe.subscriptions.update(successor.subscriptionId, { metadata: { note: "seats" } });
    await until("the new one to have three seats", async () => (await quantityOf(successor.subscriptionId)) === 3);
    await settled(app);
    expect(await quantityOf(left.old.subscriptionId)).toBe(before);
  });

  test("two currencies: who pays in euros elsewhere takes over at the price in euros", async () => {
    const product = { metadata: { features: "export" } };
    const dollars = await sell(app, { unit_amount: 1_000 }, product);
    const euros = await app.stripe.prices.create({
      product: String(dollars.product),
      currency: "eur",
      unit_amount: 900,
      recurring: { interval: "month" },
    });
    await until("it to arrive", () => rowOf(app, "price", euros.id));
    const left = await payerLeft(app, dollars.id);
    const elsewhere = await newWorkspace(app, { [left.owner.person.email]: "owner" });
    const other = await sell(app, { currency: "eur" });
    const { body } = await checkout(left.owner, other.id, elsewhere);
    await known(app, String((await pay(app, body.session_id)).subscription));
    const { body: taken } = await takeOver(left);
    const done = await pay(app, taken.session_id);
    expect(done).toMatchObject({ currency: "eur" });
    await until("it to be running", async () => (await onlyHandOver(left))?.state === "running");
    expect((await retrieve(String(done.subscription))).items.data[0]?.price.id).toBe(euros.id);
    expect((await retrieve(left.old.subscriptionId)).cancel_at).toBe(await endOf(left.old.subscriptionId));
  });
});

describe("what happens between the session and its completion", () => {
  test("the period's end moved: the next charge moves to it, and it is still no trial of the new payer", async () => {
    const left = await payerLeft(app, pro);
    const open = await openTakeOver(app, left);
    const later = (await endOf(left.old.subscriptionId)) + 5 * 86_400;
    await app.stripe.subscriptions.update(left.old.subscriptionId, { trial_end: later, proration_behavior: "none" });
    await known(app, left.old.subscriptionId);
    const successor = await complete(app, left, open);
    expect(await endOf(successor.subscriptionId)).toBe(later);
    expect((await retrieve(left.old.subscriptionId)).cancel_at).toBe(later);
    expect(await invoicesOf(app, successor.subscriptionId).then((all) => all.filter(({ total }) => total > 0))).toEqual(
      [],
    );
    const { rows } = await app.database.pool.query("SELECT FROM trial_ledger WHERE subscription_id = $1", [
      successor.subscriptionId,
    ]);
    expect(rows).toHaveLength(0);
  });

  test("the old one has ended: the new one is charged now", async () => {
    const left = await payerLeft(app, pro);
    const open = await openTakeOver(app, left);
    await app.stripe.subscriptions.cancel(left.old.subscriptionId);
    await known(app, left.old.subscriptionId);
    const successor = await complete(app, left, open);
    await handedOver(app, left.old.workspaceId);
    expect(await invoicesOf(app, successor.subscriptionId)).toMatchObject([{ status: "paid", total: 2_900 }]);
    expect(await onlyHandOver(left)).toMatchObject({ state: "done" });
  });

  test("the old one's payment failed: the new one is charged now, and the old one ends", async () => {
    const left = await payerLeft(app, pro);
    const open = await openTakeOver(app, left);
    await payInVain(app, left.old);
    // The new payer's clock stays where it was, as its session would expire.
    await pass(app, left.old, 32);
    const successor = await complete(app, left, open);
    await handedOver(app, left.old.workspaceId);
    expect((await invoicesOf(app, successor.subscriptionId)).map(({ status, total }) => [status, total])).toEqual([
      ["paid", 2_900],
    ]);
    expect((await invoicesOf(app, left.old.subscriptionId)).map(({ status }) => status)).toEqual(["paid", "void"]);
    expect(await statusOf(app, left.old.subscriptionId)).toBe("canceled");
  });

  test("the overdue payment came after all: who took over gets theirs back, and pays from the next period on", async () => {
    const left = await payerLeft(app, pro);
    await payInVain(app, left.old);
    await pass(app, left.old, 32);
    const open = await openTakeOver(app, left);
    const card = await app.stripe.paymentMethods.attach("pm_card_visa", { customer: left.old.customerId });
    await app.stripe.subscriptions.update(left.old.subscriptionId, { default_payment_method: card.id });
    const owed = (await invoicesOf(app, left.old.subscriptionId)).at(-1)?.id ?? "";
    await app.stripe.invoices.pay(owed);
    await known(app, left.old.subscriptionId);
    const successor = await complete(app, left, open);
    expect(await refundsOf(app, successor.customerId)).toMatchObject([{ amount: 2_900 }]);
    expect(await refundsOf(app, left.old.customerId)).toEqual([]);
    expect(await endOf(successor.subscriptionId)).toBe(await endOf(left.old.subscriptionId));
    await passBoth(app, [left.old, successor], 32);
    expect(await statusOf(app, left.old.subscriptionId)).toBe("canceled");
    await expectOnePayment(left, successor);
    expect(await mayExport(left.owner, left.old.workspaceId)).toBe(true);
  });

  test("a payment that is about to be tried: it waits", async () => {
    const left = await payerLeft(app, pro);
    const end = await endOf(left.old.subscriptionId);
    // Puts the one who takes over on a clock, too.
    const taker = await openTakeOver(app, left);
    await app.stripe.checkout.sessions.expire(taker.sessionId);
    const clock = await app.stripe.testHelpers.testClocks.retrieve(left.old.clockId);
    // The renewal's invoice is a draft for an hour.
    await pass(app, left.old, (end - clock.frozen_time + 600) / 86_400);
    expect((await takeOver(left)).body).toMatchObject({ status: 409, code: "hand_over_waits" });
    await pass(app, left.old, 0.1);
    await pass(app, { ...left.old, clockId: taker.clockId }, 32);
    expect((await takeOver(left)).status).toBe(200);
  });
});

describe("until the day", () => {
  test("its payer revokes the cancellation: it is canceled again, and they are told who pays", async () => {
    const left = await payerLeft(app, pro);
    const successor = await takenOver(app, left);
    await app.stripe.subscriptions.update(left.old.subscriptionId, { cancel_at: "" });
    await until("it to be canceled again", async () => (await onlyHandOver(left))?.taken_back_at !== null);
    await settled(app);
    expect((await retrieve(left.old.subscriptionId)).cancel_at).toBe(await endOf(left.old.subscriptionId));
    const page = await (await left.payer.raw("/workspaces")).text();
    expect(page).toContain("but Olga already pays from then on");
    await passBoth(app, [left.old, successor], 33);
    await expectOnePayment(left, successor);
    expect(await statusOf(app, left.old.subscriptionId)).toBe("canceled");
  });

  test("the new one ends first, not at its payer's request: our cancellation is revoked", async () => {
    const left = await payerLeft(app, pro);
    const successor = await takenOver(app, left);
    await app.stripe.customers.del(successor.customerId);
    await handedOver(app, left.old.workspaceId);
    expect(await onlyHandOver(left)).toMatchObject({ state: "undone" });
    expect(await retrieve(left.old.subscriptionId)).toMatchObject({ cancel_at: null, cancel_at_period_end: false });
    await pass(app, left.old, 33);
    expect((await invoicesOf(app, left.old.subscriptionId)).map(({ status }) => status)).toEqual(["paid", "paid"]);
  });

  test("the new one ends at its payer's request: the old one still ends", async () => {
    const left = await payerLeft(app, pro);
    const successor = await takenOver(app, left);
    await app.stripe.subscriptions.cancel(successor.subscriptionId);
    await known(app, successor.subscriptionId);
    expect((await retrieve(left.old.subscriptionId)).cancel_at).not.toBeNull();
    await pass(app, left.old, 33);
    expect(await statusOf(app, left.old.subscriptionId)).toBe("canceled");
  });

  test("the first charge fails: what the earlier payer paid counts, so there is grace", async () => {
    const left = await payerLeft(app, pro);
    const successor = await takenOver(app, left, "pm_card_chargeCustomerFail");
    await passBoth(app, [left.old, successor], 33);
    expect(await statusOf(app, left.old.subscriptionId)).toBe("canceled");
    expect(await statusOf(app, successor.subscriptionId)).toBe("past_due");
    expect(await mayExport(left.owner, left.old.workspaceId)).toBe(true);
    // Without it there would be none.
    await falsify(app, "DELETE FROM hand_over WHERE workspace_id = $1", [left.old.workspaceId]);
    expect(await mayExport(left.owner, left.old.workspaceId)).toBe(false);
  });

  test("the plan can't be changed through us, from the checkout on", async () => {
    const left = await payerLeft(app, pro);
    await setRole(app, left.payer.person.email, left.old.workspaceId, "admin");
    const business = await priceOf(app, "business_month");
    const change = async () => {
      const { workspaceId: workspace_id } = left.old;
      const answer = await left.payer.post<Problem>(PORTAL, {
        workspace_id,
        flow: "subscription_update_confirm",
        price_id: business,
      });
      return answer.body.code;
    };
    expect(await change()).toBeUndefined();
    await app.database.pool.query(
      `DELETE FROM membership m USING "user" u WHERE u.id = m.user_id AND u.email = $1 AND m.workspace_id = $2`,
      [left.payer.person.email, left.old.workspaceId],
    );
    const { body } = await takeOver(left);
    await setRole(app, left.payer.person.email, left.old.workspaceId, "admin");
    expect(await change()).toBe("handed_over");
    await app.stripe.checkout.sessions.expire(body.session_id);
    await until("that to be known", async () => (await change()) === undefined);
  });
});

describe("a planned change", () => {
  const planned = async (left: Left, metadata: Record<string, string>) => {
    const schedule = await app.stripe.subscriptionSchedules.create({ from_subscription: left.old.subscriptionId });
    const [phase] = schedule.phases;
    if (!phase) throw new Error("The schedule has no phase.");
    await app.stripe.subscriptionSchedules.update(schedule.id, {
      metadata,
      phases: [
        { items: [{ price: pro, quantity: 1 }], start_date: phase.start_date, end_date: phase.end_date },
        { items: [{ price: await priceOf(app, "starter_month"), quantity: 1 }] },
      ],
    });
    await until("it to be known", async () => {
      const { rows } = await app.database.pool.query(
        "SELECT FROM subscription_schedule WHERE id = $1 AND metadata = $2::jsonb",
        [schedule.id, JSON.stringify(metadata)],
      );
      return rows.length === 1;
    });
    return schedule.id;
  };

  test("of ours is dropped, and the page says so; one that was made elsewhere is the operator's", async () => {
    const { rows } = await app.database.pool.query<{ id: string }>("SELECT id FROM installation");
    const left = await payerLeft(app, pro);
    const schedule = await planned(left, { installation_id: rows[0]?.id ?? "" });
    const page = await (await left.owner.raw(`/dashboard?workspace=${left.old.workspaceId}`)).text();
    expect(page).toContain("The change that was planned for Pro is dropped.");
    await takenOver(app, left);
    expect((await app.stripe.subscriptionSchedules.retrieve(schedule)).status).toBe("released");
    expect((await retrieve(left.old.subscriptionId)).cancel_at).toBe(await endOf(left.old.subscriptionId));

    const other = await payerLeft(app, pro);
    await planned(other, { made: "by hand" });
    expect((await takeOver(other)).body).toMatchObject({ status: 409, code: "take_over_not_possible" });
  });
});
