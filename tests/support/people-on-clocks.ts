/** People whose time at Stripe a test moves. */
import type Stripe from "stripe";
import { until } from "@/scripts/processes/until";
import type { TestApp } from "./app";
import { type Bought, checkout, known, pay, workspaceOf } from "./billing";
import type { AppClient } from "./client";

const DAY_SECONDS = 86_400;

export type OnClock = Pick<Bought, "subscriptionId" | "customerId" | "workspaceId"> & { clockId: string };

/** Somebody at an open checkout: who has bought nothing yet can still be put on a clock. */
async function atCheckout(app: TestApp, client: AppClient, priceId: string) {
  const workspaceId = await workspaceOf(client);
  const { status, body } = await checkout(client, priceId, workspaceId);
  if (status !== 200) throw new Error(`The checkout answered ${status}: ${JSON.stringify(body)}`);
  const session = await app.stripe.checkout.sessions.retrieve(body.session_id);
  const customerId = String(session.customer);
  const frozen_time = Math.floor(Date.now() / 1000);
  const clock = await app.stripe.testHelpers.testClocks.create({ frozen_time, customer: customerId });
  return { clockId: clock.id, customerId, workspaceId, session };
}

/** Checks out and pays, as somebody whose time a test moves from then on. */
export async function subscribeOnClock(app: TestApp, client: AppClient, priceId: string): Promise<OnClock & Bought> {
  const { session, ...buyer } = await atCheckout(app, client, priceId);
  const subscriptionId = String((await pay(app, session.id)).subscription);
  await known(app, subscriptionId);
  return { ...buyer, subscriptionId, sessionId: session.id };
}

/** Subscribed at Stripe by who sells, in place of a checkout, which asks for a card and for the first payment. */
export async function subscribedOnClock(
  app: TestApp,
  client: AppClient,
  priceId: string,
  more: Partial<Stripe.SubscriptionCreateParams>,
): Promise<OnClock> {
  const { session, ...buyer } = await atCheckout(app, client, priceId);
  await app.stripe.checkout.sessions.expire(session.id);
  const metadata = session.metadata ?? {};
  const { id } = await app.stripe.subscriptions.create({
    customer: buyer.customerId,
    items: [{ price: priceId }],
    metadata,
    ...more,
  });
  await known(app, id);
  return { ...buyer, subscriptionId: id };
}

/** Lets days go by at Stripe, and waits until the app knows what happened in them. */
export async function pass(app: TestApp, { clockId, subscriptionId }: OnClock, days: number): Promise<void> {
  const { testClocks } = app.stripe.testHelpers;
  const { frozen_time } = await testClocks.retrieve(clockId);
  await testClocks.advance(clockId, { frozen_time: frozen_time + Math.round(days * DAY_SECONDS) });
  await until("the clock to get there", async () => (await testClocks.retrieve(clockId)).status === "ready");
  await known(app, subscriptionId);
}

/** From now on its payments fail: the card is declined when it is charged. */
export async function payInVain(app: TestApp, { customerId, subscriptionId }: OnClock): Promise<void> {
  const failing = await app.stripe.paymentMethods.attach("pm_card_chargeCustomerFail", { customer: customerId });
  await app.stripe.subscriptions.update(subscriptionId, { default_payment_method: failing.id });
}

/** What a checkout of ours would have written: sales made it at Stripe, where a trial needs no card. */
export async function madeHere(app: TestApp, bought: OnClock, email: string): Promise<void> {
  await app.database.pool.query(
    `INSERT INTO checkout_session (id, workspace_id, user_id, customer_id, price_id, with_trial, fingerprint, parameters, state,
       created_at, completed_at, subscription_id)
     SELECT gen_random_uuid(), $1, u.id, $2, '', false, '', '{}', 'complete', '2026-01-01', '2026-01-01', $3
     FROM "user" u WHERE u.email = $4`,
    [bought.workspaceId, bought.customerId, bought.subscriptionId, email],
  );
}
