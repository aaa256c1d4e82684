/** Kinds of mail that Stripe's own mail covers: MAIL_LEFT_TO_STRIPE. A file of its own, because settings are read once. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { setClock } from "@/lib/clock";
import { datedByOurs, hear, later } from "../../support/clocks";
import { startMailbox, type TestMailbox } from "../../support/mail";
import { startMirror } from "../../support/mirror";
import { payerOnClock, START } from "../payments/people";

let mirror: Awaited<ReturnType<typeof startMirror>>;
let mailbox: TestMailbox;

beforeAll(async () => {
  [mirror, mailbox] = await Promise.all([startMirror(), startMailbox()]);
  Object.assign(process.env, mailbox.settings, {
    FRONT_END_BASE_URL: "http://app.localhost:3000",
    MAIL_LEFT_TO_STRIPE: "payment_failed, trial_ending",
  });
  datedByOurs.add(mirror);
});
afterAll(async () => {
  setClock(null);
  delete process.env.MAIL_LEFT_TO_STRIPE;
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
