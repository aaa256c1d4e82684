import { randomUUID } from "node:crypto";
import Stripe from "stripe";
import type { TestApp } from "../support/app";

const SUBSCRIPTIONS = 2_000;

/**
 * Signed deliveries as Stripe sends them: each tells of another change of one of many subscriptions, newer than the last
 * one of that subscription, so that none needs a call to Stripe.
 */
export async function deliveries(app: TestApp, template: Stripe.Subscription) {
  const secret = (app.env.STRIPE_WEBHOOK_SECRET ?? "").split(",")[0] ?? "";
  const stripe = new Stripe("sk_test_bench");
  const start = Math.floor(Date.now() / 1000);
  let count = 0;
  return () => {
    const index = count++;
    const id = `sub_bench${index % SUBSCRIPTIONS}`;
    const payload = JSON.stringify({
      id: `evt_${randomUUID()}`,
      object: "event",
      type: "customer.subscription.updated",
      api_version: Stripe.API_VERSION,
      created: start + Math.floor(index / SUBSCRIPTIONS),
      livemode: false,
      pending_webhooks: 1,
      request: { id: null, idempotency_key: null },
      data: { object: withIds(template, id) },
    });
    const signature = stripe.webhooks.generateTestHeaderString({ payload, secret });
    return { body: payload, headers: { "content-type": "application/json", "stripe-signature": signature } };
  };
}

function withIds(template: Stripe.Subscription, id: string): Stripe.Subscription {
  const items = template.items.data.map((item) => ({ ...item, id: `si_${id}`, subscription: id }));
  return { ...template, id, items: { ...template.items, data: items } };
}
