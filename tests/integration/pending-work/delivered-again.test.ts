/** Work that a delivery's event left undone is done when Stripe delivers it again, whatever the event was about. */
import { randomUUID } from "node:crypto";
import Stripe from "stripe";
import { afterAll, beforeAll, expect, test } from "vitest";
import { handleDelivery } from "@/lib/billing/mirror/deliveries";
import { METADATA } from "@/lib/stripe/metadata";
import { startMirror } from "../../support/mirror";
import { eventOf } from "../../support/webhook";

let mirror: Awaited<ReturnType<typeof startMirror>>;
beforeAll(async () => {
  mirror = await startMirror();
  await mirror.sync();
});
afterAll(() => mirror?.stop());

const query = async (text: string, values: unknown[] = []) =>
  (await mirror.database.pool.query<Record<string, unknown>>(text, values)).rows;

const work = () => query("SELECT workspace_id FROM pending_work");

function deliver(event: Stripe.Event): Promise<string> {
  const payload = JSON.stringify(event);
  const secret = mirror.settings.STRIPE_WEBHOOK_SECRET ?? "";
  return handleDelivery(payload, Stripe.webhooks.generateTestHeaderString({ payload, secret }));
}

/** Who pays for two workspaces, all of it known here. */
async function payerOfTwo() {
  const buyer = await mirror.customer();
  const [other] = await query("INSERT INTO workspace (id, name) VALUES ($1, 'Other') RETURNING id", [randomUUID()]);
  const subscription = await mirror.subscription(buyer);
  await mirror.subscription({ ...buyer, workspaceId: String(other?.id) });
  const [customer, invoice, method] = await Promise.all([
    mirror.stripe.customers.retrieve(buyer.customerId),
    mirror.stripe.invoices.retrieve(String(subscription.latest_invoice)),
    mirror.stripe.paymentMethods.retrieve(String(subscription.default_payment_method)),
  ]);
  await mirror.sync();
  return { ...buyer, workspaces: [buyer.workspaceId, String(other?.id)], subscription, customer, invoice, method };
}
type Payer = Awaited<ReturnType<typeof payerOfTwo>>;

const OLD = { api_version: "2024-06-20" };

test.each<[string, (payer: Payer) => Stripe.Event, number]>([
  ["a subscription", ({ subscription }) => eventOf("customer.subscription.updated", subscription), 1],
  ["one of another API version", ({ subscription }) => eventOf("customer.subscription.updated", subscription, OLD), 1],
  ["an invoice", ({ invoice }) => eventOf("invoice.paid", invoice), 1],
  ["an invoice, of another API version", ({ invoice }) => eventOf("invoice.paid", invoice, OLD), 1],
  ["a customer", ({ customer }) => eventOf("customer.updated", customer), 2],
  ["a customer, of another API version", ({ customer }) => eventOf("customer.updated", customer, OLD), 2],
  ["a card", ({ method }) => eventOf("payment_method.updated", method), 2],
  ["a card, of another API version", ({ method }) => eventOf("payment_method.updated", method, OLD), 2],
  [
    "a subscription's discount",
    ({ subscription }) => eventOf("customer.discount.created", { id: "di_1", subscription: subscription.id }),
    1,
  ],
  [
    "a customer's discount",
    ({ customerId }) => eventOf("customer.discount.created", { id: "di_2", subscription: null, customer: customerId }),
    2,
  ],
  ["a tax number", ({ customerId }) => eventOf("customer.tax_id.created", { id: "txi_1", customer: customerId }), 2],
  ["a mandate", ({ method }) => eventOf("mandate.updated", { id: "mandate_1", payment_method: method.id }), 2],
])("%s", async (_, about, count) => {
  const payer = await payerOfTwo();
  const event = about(payer);
  await deliver(event);
  await query("TRUNCATE pending_work");
  // As if what followed had failed, once the event was written down.
  await query("INSERT INTO pending_work (workspace_id, since, failed_at) SELECT unnest($1::uuid[]), now(), now()", [
    payer.workspaces,
  ]);
  expect(await deliver(event)).toBe("duplicate");
  expect(await work()).toHaveLength(2 - count);
});

test("two plans that both give access after a hand-over are noted by the invoice's next delivery", async () => {
  const buyer = await mirror.customer();
  const old = await mirror.subscription(buyer);
  const successor = await mirror.customer();
  const checkoutId = randomUUID();
  await query(
    `INSERT INTO checkout_session (id, workspace_id, user_id, customer_id, price_id, with_trial, fingerprint, parameters, state, created_at)
     VALUES ($1, $2, $3, $4, $5, false, '', '{}', 'complete', now())`,
    [checkoutId, buyer.workspaceId, successor.userId, successor.customerId, mirror.price.id],
  );
  const made = await mirror.subscription(
    { ...successor, workspaceId: buyer.workspaceId },
    { metadata: { [METADATA.workspaceId]: buyer.workspaceId, [METADATA.checkoutId]: checkoutId } },
  );
  await mirror.sync();
  await query(
    `INSERT INTO hand_over (checkout_id, predecessor_id, workspace_id, user_id, customer_id, payer_id, kind, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, 'replace', now())`,
    [checkoutId, old.id, buyer.workspaceId, successor.userId, successor.customerId, buyer.userId],
  );
  await query("UPDATE hand_over SET successor_id = $2 WHERE checkout_id = $1", [checkoutId, made.id]);
  await query("TRUNCATE duplicate_subscription");

  // The database fails once, between the end of the hand-over and what comes after it.
  await query("CREATE SEQUENCE tries");
  await query(`CREATE FUNCTION fail_once() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN IF nextval('tries') = 1 THEN RAISE 'canceling statement'; END IF; RETURN NEW; END $$`);
  await query(
    "CREATE TRIGGER fail_once BEFORE INSERT ON duplicate_subscription FOR EACH ROW EXECUTE FUNCTION fail_once()",
  );
  const invoice = await mirror.stripe.invoices.retrieve(String(made.latest_invoice));
  const event = eventOf("invoice.paid", invoice, { created: Math.floor(Date.now() / 1000) + 60 });
  await expect(deliver(event)).rejects.toThrow("canceling statement");
  const ids = () => query("SELECT subscription_id, kept_id FROM duplicate_subscription WHERE finished_at IS NULL");
  expect(await query("SELECT state FROM hand_over WHERE checkout_id = $1", [checkoutId])).toEqual([
    { state: "operator" },
  ]);
  expect(await ids()).toEqual([]);
  await deliver(event);
  expect(await ids()).toHaveLength(1);
  expect(await work()).toEqual([]);
});
