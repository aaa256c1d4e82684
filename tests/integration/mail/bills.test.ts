/** The mails that bills and plans cause: received over SMTP, caused at Stripe, written by the mirror's one writer. */
import Stripe from "stripe";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { chooseLanguage } from "@/lib/auth/language";
import { handleDelivery } from "@/lib/billing/mirror/deliveries";
import { syncObject } from "@/lib/billing/mirror/sync";
import { cancelDuplicate } from "@/lib/billing/duplicates/cancel";
import { finishHandOver, type HandOver, updateHandOver } from "@/lib/billing/hand-over/rows";
import { noteLanguage } from "@/lib/billing/notices/language";
import { writeTimedNotices } from "@/lib/billing/notices/timed";
import { inSeconds, now, setClock } from "@/lib/clock";
import { sendDue } from "@/lib/mail/deliver";
import { setMailSender } from "@/lib/mail/wake";
import { POST as callScheduler } from "@/app/api/mail/send/route";
import { mailSources } from "@/lib/mail-links";
import { payNow } from "@/lib/billing/payments/pay";
import { claimOf } from "../../support/claim";
import { datedByOurs, hear, later, seconds } from "../../support/clocks";
import { startMailbox, type TestMailbox } from "../../support/mail";
import { type Mirror, startMirror } from "../../support/mirror";
import { debtIn, join, type OnClock, ourCheckout, pastDue, payerOnClock, payWithCard, START } from "../payments/people";

let mirror: Awaited<ReturnType<typeof startMirror>>;
let mailbox: TestMailbox;
let yearly: string;

const SCHEDULERS_SECRET = "the-secret-of-the-scheduler";

beforeAll(async () => {
  [mirror, mailbox] = await Promise.all([startMirror(), startMailbox()]);
  Object.assign(process.env, mailbox.settings, {
    CRON_SECRET: SCHEDULERS_SECRET,
    FRONT_END_BASE_URL: "http://app.localhost:3000",
  });
  const price = { product: String(mirror.price.product), currency: "usd", unit_amount: 29_000 };
  datedByOurs.add(mirror);
  yearly = (await mirror.stripe.prices.create({ ...price, recurring: { interval: "year" } })).id;
});
afterAll(async () => {
  await Promise.all([mirror?.stop(), mailbox?.stop()]);
});
afterEach(() => {
  setClock(null);
  mailbox.clear();
});

/** What is due in an hour is sent, too: the clock goes there. @returns what has arrived, the oldest first */
async function received(person: { email: string }, after = 3_600) {
  setClock(inSeconds(now(), after));
  await sendDue(mailSources);
  return mailbox.mailTo(person.email).toReversed();
}

const subjects = async (person: { email: string }) => (await received(person)).map(({ subject }) => subject);

const speak = (mirror: Mirror, { user }: OnClock, language: string) =>
  mirror.database.pool.query(`UPDATE "user" SET language = $2 WHERE id = $1`, [user.id, language]);

async function owner(ada: OnClock) {
  const { userId } = await mirror.user();
  await join(mirror, userId, ada.workspaceId);
  return { email: `${userId}@example.com` };
}

/** A plan that was paid for a month, and whose renewal fails on the 32nd day. */
async function renewalFails(ada: OnClock): Promise<string> {
  const id = await ada.buys(mirror.price.id);
  await mirror.stripe.subscriptions.update(id, {
    default_payment_method: await ada.attach("pm_card_chargeCustomerFail"),
  });
  await ada.to(later(START, 31.5));
  return id;
}

/** Of nobody in particular: whether any mail was written. */
const written = async (workspaceId: string): Promise<string[]> =>
  (
    await mirror.database.pool.query<{ kind: string }>(
      "SELECT kind FROM mail WHERE workspace_id = $1 ORDER BY created_at, key",
      [workspaceId],
    )
  ).rows.map(({ kind }) => kind);

describe("a payment that fails", () => {
  test("is told to the payer once for each try, with the amount, the next try and the end of access", async () => {
    const ada = await payerOnClock(mirror);
    const id = await renewalFails(ada);
    const [invoice] = (await mirror.stripe.invoices.list({ subscription: id, status: "open" })).data;
    await syncObject("invoice", invoice?.id ?? "");
    await hear(mirror);
    const mails = await received(ada.user);
    expect(mails.map(({ subject }) => subject)).toEqual(["Your payment for Theirs failed"]);
    const text = mails[0]?.text ?? "";
    expect(text).toContain("We couldn't charge $29.00 for Pro in the workspace Theirs.");
    expect(text).toMatch(/We'll try again on February \d+, 2027\./);
    expect(text).toMatch(/You can use Pro until February 18, 2027 while the payment is overdue\./);
    expect(text).toContain(`http://app.localhost:3000/dashboard?workspace=${ada.workspaceId}`);
  });

  test("is told in the payer's language, and an owner hears of it when nothing is tried again", async () => {
    const ada = await payerOnClock(mirror);
    const boss = await owner(ada);
    await speak(mirror, ada, "en");
    // What somebody chose counts, and another checkout doesn't change it.
    await chooseLanguage(await claimOf(ada.user.id), "de");
    await noteLanguage(ada.user.id, "en");
    await pastDue(mirror, ada, mirror.price.id);
    expect(await subjects(ada.user)).toEqual(["Ihre Zahlung für Theirs ist fehlgeschlagen"]);
    expect(await subjects(boss)).toEqual([]);
    for (const day of [15, 18, 21, 24, 27, 30, 33]) {
      await ada.to(later(START, day));
      await received(boss, 120);
    }
    const told = mailbox.mailTo(boss.email).map(({ text }) => text);
    expect(told[0]).toContain("The payment for Pro in the workspace Theirs failed.");
    expect(told[0]).toContain("We won't try again automatically.");
    expect(told.join()).not.toContain("$");
  });

  test("isn't told any more when it was paid within the minute, nor is that it was paid", async () => {
    const ada = await payerOnClock(mirror);
    const id = await pastDue(mirror, ada, mirror.price.id);
    await payWithCard(mirror, ada, id, "pm_card_visa");
    await payNow(ada.user, ada.workspaceId, (await debtIn(ada))?.payNow?.invoiceIds ?? []);
    await hear(mirror);
    expect(await subjects(ada.user)).toEqual([]);
    expect(await written(ada.workspaceId)).toEqual(["payment_failed", "payment_recovered"]);
  });

  test("is followed by a mail when it is paid", async () => {
    const ada = await payerOnClock(mirror);
    const id = await pastDue(mirror, ada, mirror.price.id);
    await received(ada.user);
    await payWithCard(mirror, ada, id, "pm_card_visa");
    await payNow(ada.user, ada.workspaceId, (await debtIn(ada))?.payNow?.invoiceIds ?? []);
    await hear(mirror);
    const [, paid, ...more] = await received(ada.user);
    expect(paid?.subject).toBe("Your payment for Theirs went through");
    expect(paid?.text).toContain("We received $29.00 for Pro");
    expect(more).toEqual([]);
  });

  test("is followed by a mail when Stripe's next try works", async () => {
    const ada = await payerOnClock(mirror);
    const id = await pastDue(mirror, ada, mirror.price.id);
    await received(ada.user);
    await payWithCard(mirror, ada, id, "pm_card_visa");
    await ada.to(later(START, 15));
    expect((await subjects(ada.user))[1]).toBe("Your payment for Theirs went through");
  });

  test("is told once, in whichever order its events arrive, and however often", async () => {
    const ada = await payerOnClock(mirror);
    const id = await ada.buys(mirror.price.id);
    const failing = await ada.attach("pm_card_chargeCustomerFail");
    await mirror.stripe.subscriptions.update(id, { default_payment_method: failing });
    const until = (await mirror.stripe.events.list({ limit: 1 })).data[0]?.id ?? "";
    await ada.to(later(START, 31.5));
    const { data } = await mirror.stripe.events.list({ limit: 100, ending_before: until });
    await mirror.database.pool.query("DELETE FROM mail WHERE workspace_id = $1", [ada.workspaceId]);
    for (const event of [...data, ...data.toReversed()]) {
      const payload = JSON.stringify({ ...event, id: `${event.id}_again`, created: seconds(now()) });
      const secret = mirror.settings.STRIPE_WEBHOOK_SECRET ?? "";
      await handleDelivery(payload, Stripe.webhooks.generateTestHeaderString({ payload, secret }));
    }
    expect(await written(ada.workspaceId)).toEqual(["payment_failed"]);
  });

  test("leads who left the workspace to what they still pay for", async () => {
    const ada = await payerOnClock(mirror);
    await owner(ada);
    await mirror.database.pool.query("DELETE FROM membership WHERE user_id = $1", [ada.user.id]);
    await renewalFails(ada);
    const [mail] = await received(ada.user);
    expect(mail?.text).toContain("http://app.localhost:3000/workspaces\n");
    expect(mail?.text).not.toContain("/dashboard");
  });

  test("tells nobody when the bill is sent and paid by hand", async () => {
    const ada = await payerOnClock(mirror);
    await ada.buys(mirror.price.id, { collection_method: "send_invoice", days_until_due: 3 });
    await ada.to(later(START, 10));
    expect(await written(ada.workspaceId)).toEqual([]);
  });

  test("tells nobody of a subscription that this app doesn't bill", async () => {
    const ada = await payerOnClock(mirror);
    const { id } = await ada.subscribe(mirror.price.id, { metadata: { workspace_id: ada.workspaceId } });
    const failing = await ada.attach("pm_card_chargeCustomerFail");
    await mirror.stripe.subscriptions.update(id, { default_payment_method: failing });
    await ada.to(later(START, 31.5));
    const { rows } = await mirror.database.pool.query("SELECT status FROM subscription WHERE id = $1", [id]);
    expect(rows).toEqual([{ status: "past_due" }]);
    expect(await written(ada.workspaceId)).toEqual([]);
  });
});

test("a payment that the bank wants approved is told in one mail, with the way to approve it", async () => {
  const ada = await payerOnClock(mirror);
  const id = await ada.buys(mirror.price.id);
  const method = await ada.attach("pm_card_authenticationRequired");
  await mirror.stripe.subscriptions.update(id, { default_payment_method: method });
  await ada.to(later(START, 31.5));
  const mails = await received(ada.user);
  expect(mails.map(({ subject }) => subject)).toEqual(["Confirm your payment for Theirs"]);
  expect(mails[0]?.text).toContain("Your bank asks you to approve the payment of $29.00 for Pro");
});

test("a second subscription of one product is told with what was refunded, and not as an end", async () => {
  const ada = await payerOnClock(mirror);
  await ada.buys(mirror.price.id);
  await ada.to(later(START, 1));
  const second = await ada.buys(mirror.price.id);
  expect(await cancelDuplicate(second)).toMatchObject({ done: true, refundedMinor: 2900 });
  await hear(mirror);
  const mails = await received(ada.user);
  expect(mails.map(({ subject }) => subject)).toEqual(["You had Pro twice in Theirs"]);
  expect(mails[0]?.text).toContain("We refunded $29.00.");
});

test("a bill that another member took over is told to both, and not as a cancellation", async () => {
  const ada = await payerOnClock(mirror);
  const id = await ada.buys(mirror.price.id);
  const olga = await owner(ada);
  const { rows } = await mirror.database.pool.query<HandOver>(
    `INSERT INTO hand_over (checkout_id, predecessor_id, workspace_id, user_id, customer_id, payer_id, kind, anchor, state, successor_id, created_at)
     SELECT gen_random_uuid(), $1, $2, u.id, 'cus_olga', $3, 'continue', $5, 'begun', 'sub_olgas', $6 FROM "user" u WHERE u.email = $4 RETURNING *`,
    [id, ada.workspaceId, ada.user.id, olga.email, later(START, 31), now()],
  );
  const [row] = rows;
  if (!row) throw new Error("There is no hand-over.");
  await mirror.stripe.subscriptions.update(id, { cancel_at_period_end: true });
  await syncObject("subscription", id);
  expect(await written(ada.workspaceId)).toEqual([]);
  await finishHandOver(await updateHandOver(row, { state: "running", canceled_for: later(START, 31) }), "done");
  expect(await subjects(ada.user)).toEqual(["Another member now pays for Theirs"]);
  const [taken, ...more] = await received(olga);
  expect(taken?.text).toContain("We'll first charge you on February 4, 2027.");
  expect(more).toEqual([]);
});

/** A plan that was changed and canceled at Stripe, which could not tell us. */
async function changedUnheard() {
  const ada = await mirror.customer();
  const { id, items } = await mirror.subscription(ada);
  await ourCheckout(mirror, ada, id);
  await mirror.sync();
  await mirror.stripe.subscriptions.update(id, { items: [{ id: items.data[0]?.id ?? "", price: yearly }] });
  await mirror.stripe.subscriptions.update(id, { cancel_at_period_end: true });
  return { id, ada };
}

describe("old news", () => {
  test("a reconciliation tells nobody of what it finds", async () => {
    const ada = await payerOnClock(mirror);
    await renewalFails(ada);
    await mirror.stripe.subscriptions.update(await onlySubscription(ada), { cancel_at_period_end: true });
    await mirror.database.pool.query(
      "TRUNCATE mail, invoice, subscription, subscription_item, subscription_change, stripe_event",
    );
    await mirror.sync();
    expect(await written(ada.workspaceId)).toEqual([]);
  });

  // Stripe's lists leave out what is on a test clock. What a list says of a newer row is asked for again.
  test.each([
    ["the list says it", "1 hour"],
    ["each is asked for", "-1 hour"],
  ])("nor does it of a change and a cancellation whose webhooks were lost: %s", async (_, ago) => {
    const { id, ada } = await changedUnheard();
    await mirror.database.pool.query("UPDATE subscription SET as_of = as_of - $2::interval WHERE id = $1", [id, ago]);
    await mirror.sync();
    const { rows } = await mirror.database.pool.query(
      `SELECT i.price_id, s.cancel_at_period_end FROM subscription s JOIN subscription_item i ON i.subscription_id = s.id WHERE s.id = $1`,
      [id],
    );
    expect(rows).toEqual([{ price_id: yearly, cancel_at_period_end: true }]);
    expect(await written(ada.workspaceId)).toEqual([]);
  });

  test("of the hours that are asked for by their events, what Stripe dates is news", async () => {
    const { ada } = await changedUnheard();
    await mirror.sync({ since: inSeconds(now(), -3_600) });
    expect(await written(ada.workspaceId)).toEqual(["plan_canceled"]);
  });

  test("an event that comes two days late tells nobody", async () => {
    const ada = await payerOnClock(mirror);
    const id = await ada.buys(mirror.price.id);
    const [item] = (await mirror.stripe.subscriptions.retrieve(id)).items.data;
    await mirror.stripe.subscriptions.update(id, { items: [{ id: item?.id ?? "", price: yearly }] });
    ada.weSay(later(START, 2.1));
    datedByOurs.delete(mirror);
    await hear(mirror);
    datedByOurs.add(mirror);
    expect(await written(ada.workspaceId)).toEqual([]);
  });
});

const onlySubscription = async ({ customerId }: OnClock) =>
  (await mirror.stripe.subscriptions.list({ customer: customerId, limit: 1 })).data[0]?.id ?? "";

describe("a plan", () => {
  test("that is canceled is told to payer and owners with its last day, and its end", async () => {
    const ada = await payerOnClock(mirror);
    const boss = await owner(ada);
    const id = await ada.buys(mirror.price.id);
    await mirror.stripe.subscriptions.update(id, { cancel_at_period_end: true });
    await syncObject("subscription", id);
    await hear(mirror);
    const [canceled] = await received(ada.user, 60);
    expect(canceled?.subject).toBe("Pro in Theirs was canceled");
    expect(canceled?.text).toContain("You can use it until February 4, 2027.");
    await ada.to(later(START, 31.5));
    expect(await subjects(ada.user)).toEqual(["Pro in Theirs was canceled", "Pro in Theirs has ended"]);
    expect(await subjects(boss)).toEqual(["Pro in Theirs was canceled", "Pro in Theirs has ended"]);
  });

  test("whose cancellation is revoked before the mail is sent is not called canceled", async () => {
    const ada = await payerOnClock(mirror);
    const id = await ada.buys(mirror.price.id);
    await mirror.stripe.subscriptions.update(id, { cancel_at_period_end: true });
    await hear(mirror);
    await mirror.stripe.subscriptions.update(id, { cancel_at_period_end: false });
    await hear(mirror);
    expect(await written(ada.workspaceId)).toEqual(["plan_canceled"]);
    expect(await subjects(ada.user)).toEqual([]);
  });

  test("that is changed is told to the payer with its cost, whichever road brings it first", async () => {
    for (const byEvent of [true, false]) {
      const ada = await payerOnClock(mirror);
      const id = await ada.buys(mirror.price.id);
      await ada.to(later(START, 1));
      const [item] = (await mirror.stripe.subscriptions.retrieve(id)).items.data;
      await mirror.stripe.subscriptions.update(id, { items: [{ id: item?.id ?? "", price: yearly }] });
      if (!byEvent) await syncObject("subscription", id);
      await hear(mirror);
      const mails = await received(ada.user);
      expect(mails.map(({ subject }) => subject)).toEqual(["Billing for Pro in Theirs has changed"]);
      expect(mails[0]?.text).toContain("Pro costs $290.00 per year.");
    }
  });

  test.each([
    ["follow the members", "members", "The number of members changed, so Pro in the workspace Theirs now has 4 seats"],
    ["are chosen", "chosen", "Pro in the workspace Theirs now has 4 seats instead of 1."],
  ])("whose seats %s is told once an hour", async (_, by, says) => {
    const ada = await payerOnClock(mirror);
    const seat = await mirror.seatPrice();
    await mirror.stripe.prices.update(seat.id, { metadata: { seats: by } });
    const id = await ada.buys(seat.id);
    const [item] = (await mirror.stripe.subscriptions.retrieve(id)).items.data;
    for (const quantity of [2, 3, 4]) {
      await mirror.stripe.subscriptionItems.update(item?.id ?? "", { quantity });
      await syncObject("subscription", id);
      setClock(inSeconds(now(), 60));
    }
    const mails = await received(ada.user);
    expect(mails.map(({ subject }) => subject)).toEqual(["Theirs now has 4 seats"]);
    expect(mails[0]?.text.replaceAll(/\s+/g, " ")).toContain(says);
    expect(mails[0]?.text).toContain("Renewals come to $20.00");
  });
});

/** Each look is another instance's, an hour later. */
const look = async () => {
  await mirror.database.pool.query("UPDATE installation SET noticed_at = NULL");
  return writeTimedNotices();
};

describe("what time brings", () => {
  test("a trial's end is told three days before, once, with the first amount and its day", async () => {
    const ada = await payerOnClock(mirror);
    await ada.buys(mirror.price.id, { trial_end: seconds(later(START, 7)) });
    ada.weSay(later(START, 3.9));
    await look();
    expect(await written(ada.workspaceId)).toEqual([]);
    ada.weSay(later(START, 4.1));
    await Promise.all([look(), look()]);
    await look();
    const mails = await received(ada.user, 60);
    expect(mails.map(({ subject }) => subject)).toEqual(["Your free trial of Pro ends on January 11, 2027"]);
    expect(mails[0]?.text).toContain("We'll charge $29.00 on January 11, 2027.");
  });

  test("a scheduler's call alone writes it and sends it", async () => {
    const ada = await payerOnClock(mirror);
    await ada.buys(mirror.price.id, { trial_end: seconds(later(START, 7)) });
    ada.weSay(later(START, 6));
    setMailSender({ soon: () => undefined, run: () => sendDue(mailSources) });
    const answer = await callScheduler(
      new Request("http://app.localhost:3000/api/mail/send/", {
        method: "POST",
        headers: { authorization: `Bearer ${SCHEDULERS_SECRET}` },
      }),
      {},
    );
    setMailSender(undefined);
    expect([answer.status, mailbox.mailTo(ada.user.email).map(({ subject }) => subject)]).toEqual([
      200,
      ["Your free trial of Pro ends on January 11, 2027"],
    ]);
  });

  test("a trial that ends anyway is not", async () => {
    const ada = await payerOnClock(mirror);
    const id = await ada.buys(mirror.price.id, { trial_end: seconds(later(START, 7)) });
    await mirror.stripe.subscriptions.update(id, { cancel_at_period_end: true });
    await hear(mirror);
    ada.weSay(later(START, 5));
    await look();
    expect(await written(ada.workspaceId)).toEqual(["plan_canceled"]);
  });

  test("a year's renewal is told two weeks before; a month's is not", async () => {
    const ada = await payerOnClock(mirror);
    const bob = await payerOnClock(mirror);
    await ada.buys(yearly);
    await bob.buys(mirror.price.id);
    ada.weSay(later(START, 365 - 13));
    await look();
    bob.weSay(later(START, 25));
    await look();
    expect(await written(bob.workspaceId)).toEqual([]);
    ada.weSay(later(START, 365 - 13));
    const mails = await received(ada.user, 60);
    const renewal = mails.find(({ subject }) => subject === "Pro in Theirs renews on January 4, 2028");
    expect(renewal?.text).toContain("We'll charge $290.00 on January 4, 2028.");
  });

  test("a card that expires before the next payment is told, unless another one takes its place", async () => {
    const [ada, bob] = [await payerOnClock(mirror), await payerOnClock(mirror)];
    for (const one of [ada, bob]) {
      await one.buys(mirror.price.id);
      await mirror.database.pool.query(
        "UPDATE payment_method SET exp_year = 2027, exp_month = 1, last4 = '4242' WHERE customer_id = $1",
        [one.customerId],
      );
    }
    ada.weSay(later(START, 25));
    await look();
    await mirror.database.pool.query("UPDATE payment_method SET exp_year = 2030 WHERE customer_id = $1", [
      bob.customerId,
    ]);
    const mails = await received(ada.user, 60);
    expect(mails.map(({ subject }) => subject)).toEqual(["Your card for Theirs expires soon"]);
    expect(mails[0]?.text).toContain(
      "The card ending in 4242, which pays for Pro in the workspace Theirs, is valid until January 2027.",
    );
    expect(mailbox.mailTo(bob.user.email)).toEqual([]);
  });

  test("of instances that look at the same time, one writes", async () => {
    await mirror.database.pool.query("UPDATE installation SET noticed_at = NULL");
    const ada = await payerOnClock(mirror);
    await ada.buys(mirror.price.id, { trial_end: seconds(later(START, 7)) });
    ada.weSay(later(START, 5));
    const counts = await Promise.all([writeTimedNotices(), writeTimedNotices()]);
    expect(counts.filter((count) => count > 0)).toHaveLength(1);
    expect(await written(ada.workspaceId)).toEqual(["trial_ending"]);
  });
});
