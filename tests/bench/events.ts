import { randomUUID } from "node:crypto";
import Stripe from "stripe";

export type Delivery = { payload: string; signature: string };

export type Stream = {
  /** All subscriptions are copies of it. */
  template: Stripe.Subscription;
  secret: string;
  /** The events are about this many subscriptions in turn, with the ids prefix0, prefix1 … */
  subscriptions: number;
  prefix: string;
};

/** All events of the stream are newer than this, and all rows that the tables were filled with are older. */
export const STREAM_BEGINS = Math.floor(Date.now() / 1000) - 24 * 3600;

const MONTH = 30 * 24 * 3600;
/** A prime, so that events and checks jump about in the tables and still reach every row. */
export const STRIDE = 7_919;

/**
 * An endless stream of signed deliveries as Stripe sends them. Each is newer than the last one of its subscription, so that
 * none needs a call to Stripe. Each is a renewal (a new period, a new invoice); one in four also is
 * canceled for the period's end, or no longer so: a change of items would leave a preview to be fetched.
 */
export function deliveries({ template, secret, subscriptions, prefix }: Stream): () => Delivery {
  let count = 0;
  return () => {
    const index = count++;
    const turn = 1 + Math.floor(index / subscriptions);
    const which = (index * STRIDE) % subscriptions;
    const object = subscriptionOf(template, prefix, which, turn, which % 4 === 0 && turn % 2 === 1);
    const payload = JSON.stringify({
      id: `evt_${randomUUID()}`,
      object: "event",
      type: "customer.subscription.updated",
      api_version: Stripe.API_VERSION,
      created: STREAM_BEGINS + turn,
      livemode: false,
      pending_webhooks: 1,
      request: { id: null, idempotency_key: null },
      data: { object, previous_attributes: { latest_invoice: `in_${which}_${turn - 1}` } },
    });
    return { payload, signature: Stripe.webhooks.generateTestHeaderString({ payload, secret }) };
  };
}

/** The same deliveries as requests for the load generator. */
export function requests(next: () => Delivery) {
  return () => {
    const { payload, signature } = next();
    return { body: payload, headers: { "content-type": "application/json", "stripe-signature": signature } };
  };
}

/** Each subscription has its own workspace and customer. */
export const workspaceOf = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
export const customerOf = (number: number): string => `cus_bench${number}`;

/** A copy of the template with its own ids, after this many renewals. */
export function subscriptionOf(
  template: Stripe.Subscription,
  prefix: string,
  number: number,
  renewals = 0,
  isCanceled = false,
): Stripe.Subscription {
  const id = `${prefix}${number}`;
  const items = template.items.data.map((item) => ({
    ...item,
    id: `si_${id}`,
    subscription: id,
    quantity: 1,
    current_period_start: item.current_period_start + renewals * MONTH,
    current_period_end: item.current_period_end + renewals * MONTH,
  }));
  return {
    ...template,
    id,
    customer: customerOf(number),
    metadata: { workspace_id: workspaceOf(number) },
    latest_invoice: `in_${number}_${renewals}`,
    cancel_at_period_end: isCanceled,
    items: { ...template.items, data: items },
  };
}
