// A checkout that is paid by direct debit: complete at once, paid or refused days later.
import type Stripe from "stripe";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { checkout, known, pay, rowOf, sell, workspaceOf } from "../support/billing";
import { pageOf, plain } from "../support/forms";
import { type AppClient, startApp, type TestApp, until } from "../support/integration";
import { deliver, eventOf } from "../support/webhook";

let app: TestApp;
let price: string;
beforeAll(async () => {
  app = await startApp({
    env: { DEFAULT_PAYMENT_METHOD_TYPES: '["card", "sepa_debit"]', NEW_USER_FREE_TRIAL_DAYS: "None" },
  });
  price = (await sell(app, { currency: "eur" }, { name: "Euro plan", metadata: { features: "export" } })).id;
});
afterEach(async () => {
  await app.localStripe.sendDeliveries();
  await app.localStripe.billing({ while_processing: "active" });
});
afterAll(() => app?.stop());

const [PAYS, REFUSES] = ["pm_sepaDebit_successDelayed_de", "pm_sepaDebit_failedDelayed_de"];

interface Buyer {
  session: Stripe.Checkout.Session;
  payment: () => Promise<string>;
  dashboard: () => Promise<string>;
  mayExport: () => Promise<boolean>;
}

const read = async (client: AppClient, path: string) =>
  plain((await pageOf(client, path)).html.replaceAll(/<\/?time[^>]*>/g, ""));

async function buyBy(method: string): Promise<Buyer> {
  const client = await app.signUp();
  const workspaceId = await workspaceOf(client);
  const { body } = await checkout(client, price, workspaceId);
  return {
    session: await pay(app, body.session_id, method),
    payment: () => read(client, `/payment?session=${body.session_id}`),
    dashboard: () => read(client, `/dashboard?workspace=${workspaceId}`),
    async mayExport() {
      const { body } = await client.get<{ features: { feature_id: string; allowed: boolean }[] }>(
        `/api/subscriptions/entitlements/?workspace_id=${workspaceId}`,
      );
      return body.features.some(({ feature_id, allowed }) => feature_id === "export" && allowed);
    },
  };
}

const subscriptionOf = ({ session }: Buyer) => String(session.subscription);

/** Waits until the app did the work of the event of this type, which came signed through its webhook. */
async function heard({ session }: Buyer, type: string): Promise<void> {
  await until(`${type} to be processed`, async () => {
    const { rows } = await app.database.pool.query(
      "SELECT FROM stripe_event WHERE object_id = $1 AND type = $2 AND state = 'processed'",
      [session.id, type],
    );
    return rows.length === 1;
  });
}

test("on its way, and then it has come", async () => {
  const buyer = await buyBy(PAYS);
  expect(buyer.session).toMatchObject({ status: "complete", payment_status: "unpaid" });
  await known(app, subscriptionOf(buyer));
  await heard(buyer, "checkout.session.completed");
  const on = await buyer.payment();
  expect(on).toContain("Your payment is on its way You can use Euro plan already. Your bank needs a few days.");
  expect(on).not.toContain("You're on");
  expect(await buyer.mayExport()).toBe(true);
  const dashboard = await buyer.dashboard();
  expect(dashboard).toContain("Your last payment is processing. Your bank needs a few days. Renews on");
  expect(dashboard).toContain("€10.00 Processing");
  expect(dashboard).not.toContain(" Due ");

  await app.localStripe.settle();
  await heard(buyer, "checkout.session.async_payment_succeeded");
  await known(app, subscriptionOf(buyer));
  expect(await buyer.payment()).toContain("You're on Euro plan You pay €10 per month.");
  expect(await buyer.dashboard()).toContain("€10.00 Paid");
  expect(await buyer.dashboard()).not.toContain("Processing");

  const late = await deliver(app, eventOf("checkout.session.completed", buyer.session));
  expect(late).toMatchObject({ status: 200, outcome: "processed" });
  expect(await buyer.payment()).toContain("You're on Euro plan");
});

test("refused, it says how to get the plan back, which has no days of grace before a payment, until it is paid in another way", async () => {
  const buyer = await buyBy(REFUSES);
  await known(app, subscriptionOf(buyer));
  await app.localStripe.settle();
  await heard(buyer, "checkout.session.async_payment_failed");
  await known(app, subscriptionOf(buyer));
  expect(await buyer.payment()).toContain(
    "The payment didn't go through Your bank declined the payment. Pay another way to keep the plan. See your dashboard to fix it. Go to the dashboard",
  );
  expect(await buyer.dashboard()).toMatch(
    /A payment of €10\.00 failed\. The plan could be used until .* It comes back as soon as the payment goes through\. .*Pay the invoice/,
  );
  const card = await app.stripe.paymentMethods.attach("pm_card_visa", { customer: String(buyer.session.customer) });
  await app.stripe.invoices.pay(String(buyer.session.invoice), { payment_method: card.id });
  await known(app, subscriptionOf(buyer));
  expect(await buyer.payment()).toContain("You're on Euro plan");
});

test("what Stripe calls incomplete meanwhile gives nothing and owes nothing, and says so when the bank has refused", async () => {
  await app.localStripe.billing({ while_processing: "incomplete" });
  const [lucky, refused] = [await buyBy(PAYS), await buyBy(REFUSES)];
  for (const buyer of [lucky, refused]) {
    await known(app, subscriptionOf(buyer));
    await heard(buyer, "checkout.session.completed");
    expect(await buyer.payment()).toContain("Your payment is on its way Your plan starts when it arrives.");
    expect(await buyer.dashboard()).toContain(
      "Your plan starts when your payment arrives. Your bank needs a few days.",
    );
    expect(await buyer.dashboard()).not.toMatch(/has not gone through|Pay the invoice/);
    expect(await buyer.mayExport()).toBe(false);
  }
  await app.localStripe.settle();
  await heard(refused, "checkout.session.async_payment_failed");
  await heard(lucky, "checkout.session.async_payment_succeeded");
  await Promise.all([known(app, subscriptionOf(lucky)), known(app, subscriptionOf(refused))]);
  expect(await lucky.payment()).toContain("You're on Euro plan");
  expect(await lucky.mayExport()).toBe(true);
  expect(await refused.payment()).toContain(
    "so the plan hasn't started. Pay another way to start it. See your dashboard to fix it.",
  );
  expect(await refused.dashboard()).toMatch(/The first payment has not gone through\. .*Pay the invoice/);
  expect(await refused.mayExport()).toBe(false);
});

test("with every webhook lost it tells no other story", async () => {
  await app.localStripe.holdDeliveries();
  const [waiting, lucky, refused] = [await buyBy(PAYS), await buyBy(PAYS), await buyBy(REFUSES)];
  expect(await waiting.payment()).toContain("Your payment is on its way");
  await app.localStripe.settle();
  expect(await lucky.payment()).toContain("You're on Euro plan");
  expect(await refused.payment()).toContain("The payment didn't go through");
  expect(await rowOf(app, "subscription", subscriptionOf(refused))).toMatchObject({ status: "past_due" });
});
