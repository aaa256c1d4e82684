/** People whose time at Stripe a test moves. */
import { until } from "@/scripts/parts/until";
import type { TestApp } from "./app";
import { type Bought, checkout, known, pay, settled, workspaceOf } from "./billing";
import type { AppClient } from "./client";

const DAY_SECONDS = 86_400;

export interface OnClock extends Bought {
  clockId: string;
}

/** Checks out and pays, as somebody whose time a test moves from then on. */
export async function subscribeOnClock(app: TestApp, client: AppClient, priceId: string): Promise<OnClock> {
  const workspaceId = await workspaceOf(client);
  const { status, body } = await checkout(client, priceId, workspaceId);
  if (status !== 200) throw new Error(`The checkout answered ${status}: ${JSON.stringify(body)}`);
  const customerId = String((await app.stripe.checkout.sessions.retrieve(body.session_id)).customer);
  // Who has bought nothing yet can still be put on a clock.
  const frozen_time = Math.floor(Date.now() / 1000);
  const clock = await app.stripe.testHelpers.testClocks.create({ frozen_time, customer: customerId });
  const subscriptionId = String((await pay(app, body.session_id)).subscription);
  await known(app, subscriptionId);
  await settled(app);
  return { clockId: clock.id, subscriptionId, customerId, workspaceId, sessionId: body.session_id };
}

/** Lets days go by at Stripe, and waits until the app knows what happened in them. */
export async function pass(app: TestApp, { clockId, subscriptionId }: OnClock, days: number): Promise<void> {
  const { testClocks } = app.stripe.testHelpers;
  const { frozen_time } = await testClocks.retrieve(clockId);
  await testClocks.advance(clockId, { frozen_time: frozen_time + Math.round(days * DAY_SECONDS) });
  await until("the clock to get there", async () => (await testClocks.retrieve(clockId)).status === "ready");
  await known(app, subscriptionId);
  await settled(app);
}

/** From now on its payments fail: the card is declined when it is charged. */
export async function payInVain(app: TestApp, { customerId, subscriptionId }: Bought): Promise<void> {
  const failing = await app.stripe.paymentMethods.attach("pm_card_chargeCustomerFail", { customer: customerId });
  await app.stripe.subscriptions.update(subscriptionId, { default_payment_method: failing.id });
}
