import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { listRefusals } from "@/lib/billing/operator/refusals";
import { payNow } from "@/lib/billing/payments/pay";
import { setClock } from "@/lib/clock";
import { hear, later } from "../../support/clocks";
import { startMirror } from "../../support/mirror";
import {
  debtIn,
  join,
  type OnClock,
  openInvoices,
  pastDue,
  payerOnClock,
  payWithCard,
  START,
  stranger,
} from "./people";

type Mirror = Awaited<ReturnType<typeof startMirror>>;
let mirror: Mirror;
let weekly: string;

beforeAll(async () => {
  mirror = await startMirror();
  process.env.FRONT_END_BASE_URL = "http://localhost:3000";
  const { id } = await mirror.stripe.prices.create({
    product: String(mirror.price.product),
    currency: "usd",
    unit_amount: 700,
    recurring: { interval: "week" },
  });
  weekly = id;
});
afterAll(() => mirror?.stop());
beforeEach(() => mirror.localStripe.clearFaults());
afterEach(() => setClock(null));

const idsOf = async (ada: OnClock) => (await debtIn(ada))?.payNow?.invoiceIds ?? [];

/** What its customer was really charged, in minor units. */
async function charged({ customerId }: OnClock): Promise<number> {
  const { data } = await mirror.stripe.charges.list({ customer: customerId, limit: 100 });
  return data.filter(({ paid }) => paid).reduce((sum, { amount }) => sum + amount, 0);
}

const paysSent = async () =>
  (await mirror.localStripe.requests()).filter(({ method, path }) => method === "POST" && path.endsWith("/pay"));

async function owing(): Promise<OnClock & { id: string }> {
  const ada = await payerOnClock(mirror);
  const id = await pastDue(mirror, ada, mirror.price.id);
  return { ...ada, id };
}

test("an overdue plan is paid now, with the card that the dashboard names, and is active at once", async () => {
  const ada = await owing();
  await payWithCard(mirror, ada, ada.id, "pm_card_mastercard");
  const debt = await debtIn(ada);
  expect(debt).toMatchObject({
    status: "past_due",
    count: 1,
    amount: { minor: 2900, currency: "usd" },
    payNow: { method: { brand: "mastercard", last4: "4444" } },
  });
  expect(debt?.nextAttempt?.getTime()).toBeGreaterThan(later(START, 11).getTime());
  await payNow(ada.user, ada.workspaceId, debt?.payNow?.invoiceIds ?? []);
  expect([await debtIn(ada), await charged(ada)]).toEqual([null, 2900]);
  expect((await mirror.stripe.subscriptions.retrieve(ada.id)).status).toBe("active");
});

test("a customer whose card is a source of before there were payment methods pays with it", async () => {
  const ada = await owing();
  await mirror.stripe.customers.update(ada.customerId, { source: "tok_mastercard" });
  await mirror.stripe.subscriptions.update(ada.id, { default_payment_method: "" });
  await mirror.stripe.customers.update(ada.customerId, { invoice_settings: { default_payment_method: "" } });
  await hear(mirror);
  await payNow(ada.user, ada.workspaceId, await idsOf(ada));
  expect([await debtIn(ada), await charged(ada)]).toEqual([null, 2900]);
  const { data } = await mirror.stripe.charges.list({ customer: ada.customerId });
  expect(data.find(({ paid }) => paid)?.payment_method_details?.card?.brand).toBe("mastercard");
});

test("the card that was refused is named with its day, by Stripe's try and by ours, until another one pays", async () => {
  const ada = await owing();
  const first = (await debtIn(ada))?.declinedAt;
  expect(first).toBeInstanceOf(Date);
  await payWithCard(mirror, ada, ada.id, "pm_card_mastercard");
  expect((await debtIn(ada))?.declinedAt).toBeNull();
  await payWithCard(mirror, ada, ada.id, "pm_card_chargeCustomerFail");
  expect((await debtIn(ada))?.declinedAt).toBeNull();
  setClock(null);
  await expect(payNow(ada.user, ada.workspaceId, await idsOf(ada))).rejects.toMatchObject({ code: "payment_declined" });
  expect(Number((await debtIn(ada))?.declinedAt)).toBeGreaterThanOrEqual(Number(first));
});

test("only the payer pays; a stranger learns nothing", async () => {
  const ada = await owing();
  const ids = await idsOf(ada);
  const eve = await stranger(mirror);
  await expect(payNow(eve, ada.workspaceId, ids)).rejects.toMatchObject({ code: "workspace_not_found" });
  await join(mirror, eve.id, ada.workspaceId, "member");
  await expect(payNow(eve, ada.workspaceId, ids)).rejects.toMatchObject({ code: "billing_role_required" });
  await mirror.database.pool.query("UPDATE membership SET role = 'owner' WHERE user_id = $1", [eve.id]);
  await expect(payNow(eve, ada.workspaceId, ids)).rejects.toMatchObject({ code: "not_the_payer" });
  for (const wrong of [[], ["in_unknown"], [...ids, "in_unknown"]])
    await expect(payNow(ada.user, ada.workspaceId, wrong)).rejects.toMatchObject({ code: "invoice_not_found" });
  expect(await charged(ada)).toBe(0);
});

test("a key that may not pay is no doubt about the payment: nothing is charged, and the operator is told", async () => {
  const ada = await owing();
  await payWithCard(mirror, ada, ada.id, "pm_card_mastercard");
  const ids = await idsOf(ada);
  const error = { message: "No right to invoices" };
  await mirror.localStripe.fault({ path: "^/v1/invoices/\\w+/pay$", kind: "status", status: 403, error, times: 1 });
  await expect(payNow(ada.user, ada.workspaceId, ids)).rejects.toMatchObject({ code: "stripe_refused" });
  expect((await listRefusals()).refusals).toMatchObject([
    { message: "POST /v1/invoices/:id/pay: No right to invoices" },
  ]);
  expect(await charged(ada)).toBe(0);
  await payNow(ada.user, ada.workspaceId, ids);
  expect(await charged(ada)).toBe(2900);
});

test("two clicks at once charge once", async () => {
  const ada = await owing();
  await payWithCard(mirror, ada, ada.id, "pm_card_mastercard");
  const ids = await idsOf(ada);
  await mirror.localStripe.clearRequests();
  await Promise.all([1, 2, 3].map(() => payNow(ada.user, ada.workspaceId, ids)));
  expect(await charged(ada)).toBe(2900);
  const keys = new Set((await paysSent()).map(({ idempotency_key: key }) => key));
  expect(keys.size).toBe(1);
});

test("a declined card is said to be; the next try is a new one, with its own key", async () => {
  const ada = await owing();
  const ids = await idsOf(ada);
  await mirror.localStripe.clearRequests();
  for (const attempt of [1, 2])
    await expect(payNow(ada.user, ada.workspaceId, ids), `attempt ${attempt}`).rejects.toMatchObject({
      code: "payment_declined",
    });
  const sent = await paysSent();
  expect(new Set(sent.map(({ idempotency_key: key }) => key)).size).toBe(2);
  expect(sent.some(({ replayed }) => replayed)).toBe(false);
  await payWithCard(mirror, ada, ada.id, "pm_card_mastercard");
  await payNow(ada.user, ada.workspaceId, ids);
  expect([await debtIn(ada), await charged(ada)]).toEqual([null, 2900]);
});

test("the number of tries grows by those that Stripe answered, although its own count may not", async () => {
  const ada = await owing();
  const [id = ""] = await idsOf(ada);
  await expect(payNow(ada.user, ada.workspaceId, [id])).rejects.toMatchObject({ code: "payment_declined" });
  const { rows } = await mirror.database.pool.query("SELECT answered FROM payment_try WHERE object_id = $1", [id]);
  expect(rows).toEqual([{ answered: 1 }]);
});

test("what is paid already is a success, and the copy knows it then", async () => {
  const ada = await owing();
  const card = await payWithCard(mirror, ada, ada.id, "pm_card_mastercard");
  const ids = await idsOf(ada);
  for (const id of ids) await mirror.stripe.invoices.pay(id, { payment_method: card });
  expect(await debtIn(ada)).not.toBeNull(); // its event has not come
  await payNow(ada.user, ada.workspaceId, ids);
  expect([await debtIn(ada), await charged(ada)]).toEqual([null, 2900]);
});

test("an answer that is lost charges nothing twice, and is a success once Stripe says so", async () => {
  const ada = await owing();
  await payWithCard(mirror, ada, ada.id, "pm_card_mastercard");
  const ids = await idsOf(ada);
  await mirror.localStripe.fault({ path: `/v1/invoices/${ids[0]}/pay`, kind: "lose_response", times: 2 });
  await payNow(ada.user, ada.workspaceId, ids);
  expect([await debtIn(ada), await charged(ada)]).toEqual([null, 2900]);
});

test("when Stripe gives no answer at all, it says that nothing is charged twice", async () => {
  const ada = await owing();
  await payWithCard(mirror, ada, ada.id, "pm_card_mastercard");
  const ids = await idsOf(ada);
  await mirror.localStripe.fault({ path: `/v1/invoices/${ids[0]}/pay`, kind: "status", status: 503, times: 2 });
  await expect(payNow(ada.user, ada.workspaceId, ids)).rejects.toMatchObject({ code: "payment_unclear" });
  expect(await charged(ada)).toBe(0);
  await payNow(ada.user, ada.workspaceId, ids);
  expect(await charged(ada)).toBe(2900);
});

test("a bank that wants to see the customer sends them to the invoice", async () => {
  const ada = await owing();
  await payWithCard(mirror, ada, ada.id, "pm_card_authenticationRequired");
  const ids = await idsOf(ada);
  const { hosted_invoice_url: href } = await mirror.stripe.invoices.retrieve(ids[0] ?? "");
  await expect(payNow(ada.user, ada.workspaceId, ids)).rejects.toMatchObject({
    code: "payment_action_required",
    extras: { href },
  });
});

test("several open invoices are paid one by one, the oldest first, and a refusal stops it", async () => {
  const ada = await payerOnClock(mirror);
  const id = await pastDue(mirror, ada, weekly, 19);
  const open = await openInvoices(mirror, id);
  expect(open.length).toBeGreaterThan(1);
  const debt = await debtIn(ada);
  const ids = open.map((one) => one.id ?? "");
  expect(debt).toMatchObject({ count: open.length, amount: { minor: 700 * open.length } });
  expect(debt?.payNow?.invoiceIds).toEqual(ids);
  // Of a plan that is billed each day there are soon more.
  await mirror.database.pool.query(
    `INSERT INTO invoice SELECT (jsonb_populate_record(v, jsonb_build_object('id', v.id || '_' || n))).* FROM invoice v, generate_series(1, 40) n WHERE v.id = $1`,
    [ids.at(-1)],
  );
  expect(await debtIn(ada)).toMatchObject({ count: open.length + 40, amount: { minor: 700 * (open.length + 40) } });
  expect((await debtIn(ada))?.payNow).toMatchObject({ amount: { minor: 700 * 20 } });
  await mirror.database.pool.query("DELETE FROM invoice WHERE id LIKE $1", [`${ids.at(-1)}\\_%`]);
  await mirror.localStripe.clearRequests();
  await expect(payNow(ada.user, ada.workspaceId, ids.toReversed())).rejects.toMatchObject({ code: "payment_declined" });
  expect((await paysSent()).map(({ path }) => path)).toEqual([`/v1/invoices/${ids[0]}/pay`]);
  await payWithCard(mirror, ada, id, "pm_card_mastercard");
  await mirror.localStripe.clearRequests();
  await payNow(ada.user, ada.workspaceId, ids.toReversed());
  expect((await paysSent()).map(({ path }) => path)).toEqual(ids.map((one) => `/v1/invoices/${one}/pay`));
  expect([await debtIn(ada), await charged(ada)]).toEqual([null, 700 * open.length]);
});

test("while a payment is on its way, nothing more is charged", async () => {
  const euros = await mirror.stripe.prices.create({
    product: String(mirror.price.product),
    currency: "eur",
    unit_amount: 3100,
    recurring: { interval: "month" },
  });
  const ada = await payerOnClock(mirror);
  const id = await pastDue(mirror, ada, euros.id);
  await payWithCard(mirror, ada, id, "pm_sepaDebit_success_de");
  const ids = await idsOf(ada);
  await payNow(ada.user, ada.workspaceId, ids);
  await mirror.localStripe.clearRequests();
  await expect(payNow(ada.user, ada.workspaceId, ids)).rejects.toMatchObject({ code: "payment_processing" });
  expect(await paysSent()).toEqual([]);
});

test("a void invoice is not paid, and one without a card asks for one", async () => {
  const ada = await owing();
  const ids = await idsOf(ada);
  await mirror.stripe.invoices.voidInvoice(ids[0] ?? "");
  await expect(payNow(ada.user, ada.workspaceId, ids)).rejects.toMatchObject({ code: "nothing_to_pay" });

  const bob = await owing();
  const owed = await idsOf(bob);
  const { data } = await mirror.stripe.paymentMethods.list({ customer: bob.customerId });
  for (const { id } of data) await mirror.stripe.paymentMethods.detach(id);
  await hear(mirror);
  expect((await debtIn(bob))?.payNow).toBeNull();
  await expect(payNow(bob.user, bob.workspaceId, owed)).rejects.toMatchObject({ code: "no_payment_method" });
});
