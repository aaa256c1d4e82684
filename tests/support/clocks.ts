/** A customer of ours on a test clock, and a copy that hears of every event, with our own clock beside Stripe's. */
import Stripe from "stripe";
import { now, setClock } from "@/lib/clock";
import { handleDelivery } from "@/lib/billing/mirror/deliveries";
import { METADATA } from "@/lib/stripe/metadata";
import { until } from "./integration";
import type { Mirror } from "./mirror";

export interface Clocked {
  workspaceId: string;
  customerId: string;
  /** Subscribes with a card that works, unless told otherwise. */
  subscribe(price: string, more?: Partial<Stripe.SubscriptionCreateParams>): Promise<Stripe.Subscription>;
  /** Makes this the card that is charged: `pm_card_visa`, or `pm_card_chargeCustomerFail`. */
  payWith(card: string): Promise<void>;
  /** Both clocks go to the instant, and what happened until then arrives. */
  to(instant: Date): Promise<void>;
  /** Only our clock goes there: Stripe has not said anything. */
  weSay(instant: Date): void;
}

export const DAY_MS = 86_400_000;
export const later = (from: Date, days: number): Date => new Date(from.getTime() + days * DAY_MS);

/** Stripe counts in seconds. */
export const seconds = (instant: Date): number => Math.floor(instant.getTime() / 1000);
export const instant = (ofStripe: number | null | undefined): Date => new Date((ofStripe ?? NaN) * 1000);

const heard = new WeakMap<Mirror, Set<string>>();

/**
 * Copies whose events are of our clock's second. Stripe's are of the real one, also under a test clock, so that after some
 * days on it each would be old.
 */
export const datedByOurs = new WeakSet<Mirror>();

/** Everything that Stripe has to tell and we have not heard, in its order, signed and handled as deliveries are. */
export async function hear(mirror: Mirror): Promise<void> {
  const known = heard.get(mirror) ?? new Set();
  heard.set(mirror, known);
  const events = await mirror.stripe.events.list({ limit: 100 });
  for (const event of events.data.filter(({ id }) => !known.has(id)).toReversed()) {
    const payload = JSON.stringify(datedByOurs.has(mirror) ? { ...event, created: seconds(now()) } : event);
    const secret = mirror.settings.STRIPE_WEBHOOK_SECRET ?? "";
    await handleDelivery(payload, Stripe.webhooks.generateTestHeaderString({ payload, secret }));
    known.add(event.id);
  }
}

export async function onClock(mirror: Mirror, start: Date): Promise<Clocked> {
  const { stripe, database } = mirror;
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: seconds(start) });
  setClock(start);
  const { userId, workspaceId } = await mirror.user();
  const customer = await stripe.customers.create({ test_clock: clock.id, metadata: { [METADATA.userId]: userId } });
  await database.pool.query("INSERT INTO stripe_user (user_id, customer_id) VALUES ($1, $2)", [userId, customer.id]);

  async function payWith(card: string): Promise<void> {
    const { id } = await stripe.paymentMethods.attach(card, { customer: customer.id });
    await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: id } });
  }
  await payWith("pm_card_visa");

  return {
    workspaceId,
    customerId: customer.id,
    payWith,
    async subscribe(price, more = {}) {
      const metadata = { [METADATA.workspaceId]: workspaceId, [METADATA.userId]: userId };
      const made = await stripe.subscriptions.create({ customer: customer.id, items: [{ price }], metadata, ...more });
      await hear(mirror);
      return made;
    },
    async to(when) {
      await stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: seconds(when) });
      await until(
        "the clock to arrive",
        async () => (await stripe.testHelpers.testClocks.retrieve(clock.id)).status === "ready",
      );
      setClock(when);
      await hear(mirror);
    },
    weSay: setClock,
  };
}
