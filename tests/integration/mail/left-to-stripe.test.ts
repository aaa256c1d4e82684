/** Settings that say which mail is sent, and when. A file of its own, because settings are read once. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeTimedNotices } from "@/lib/billing/notices/timed";
import { setClock } from "@/lib/clock";
import { datedByOurs, hear, later, seconds } from "../../support/clocks";
import { startMailbox, type TestMailbox } from "../../support/mail";
import { startMirror } from "../../support/mirror";
import { payerOnClock, START } from "../payments/people";

let mirror: Awaited<ReturnType<typeof startMirror>>;
let mailbox: TestMailbox;

beforeAll(async () => {
  [mirror, mailbox] = await Promise.all([startMirror(), startMailbox()]);
  Object.assign(process.env, mailbox.settings, {
    FRONT_END_BASE_URL: "http://app.localhost:3000",
    MAIL_LEFT_TO_STRIPE: "payment_failed, card_expiring",
    TRIAL_NOTICE_DAYS: "None",
    RENEWAL_NOTICE_DAYS: "5",
  });
  datedByOurs.add(mirror);
});
afterAll(async () => {
  setClock(null);
  await Promise.all([mirror?.stop(), mailbox?.stop()]);
});

test("kinds that are left to Stripe are not written, and the others are", async () => {
  const ada = await payerOnClock(mirror);
  const id = await ada.buys(mirror.price.id);
  const failing = await ada.attach("pm_card_chargeCustomerFail");
  await mirror.stripe.subscriptions.update(id, { default_payment_method: failing });
  await ada.to(later(START, 31.5));
  await mirror.stripe.subscriptions.update(id, { cancel_at_period_end: true });
  await hear(mirror);
  const { rows } = await mirror.database.pool.query("SELECT kind FROM mail WHERE workspace_id = $1", [ada.workspaceId]);
  expect(rows).toEqual([{ kind: "plan_canceled" }]);
});

test("what time brings is told as many days before as the settings say, or not at all", async () => {
  const [ada, bob] = [await payerOnClock(mirror), await payerOnClock(mirror)];
  const price = { product: String(mirror.price.product), currency: "usd", unit_amount: 29_000 };
  await ada.buys((await mirror.stripe.prices.create({ ...price, recurring: { interval: "year" } })).id);
  await bob.buys(mirror.price.id, { trial_end: seconds(later(START, 7)) });
  const writtenAt = async (one: typeof ada, days: number) => {
    one.weSay(later(START, days));
    await mirror.database.pool.query("UPDATE installation SET noticed_at = NULL");
    await writeTimedNotices();
    const text = "SELECT kind FROM mail WHERE workspace_id = $1";
    return (await mirror.database.pool.query<{ kind: string }>(text, [one.workspaceId])).rows.map(({ kind }) => kind);
  };
  expect(await writtenAt(bob, 6)).toEqual([]);
  expect(await writtenAt(ada, 365 - 6)).toEqual([]);
  expect(await writtenAt(ada, 365 - 4)).toEqual(["renewal_coming"]);
});
