// Customers on test clocks, and clocks that have arrived.
import type Stripe from "stripe";
import { expect } from "vitest";
import { eventually, monthly } from "./support.ts";

export const HOUR = 3600;
export const DAY = 24 * HOUR;
export const at = (date: string) => Date.parse(date) / 1000;

export interface Clocked {
  clock: Stripe.TestHelpers.TestClock;
  customer: Stripe.Customer;
  /** Advances the clock and waits until it is ready. */
  to(instant: number): Promise<void>;
}

export async function clocked(stripe: Stripe, start: string, card = "pm_card_visa"): Promise<Clocked> {
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: at(start) });
  const customer = await stripe.customers.create({ test_clock: clock.id, email: "clock@example.com" });
  if (card) {
    const { id } = await stripe.paymentMethods.attach(card, { customer: customer.id });
    await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: id } });
  }
  return { clock, customer, to: (instant) => advance(stripe, clock.id, instant) };
}

export async function advance(stripe: Stripe, clock: string, instant: number): Promise<void> {
  await stripe.testHelpers.testClocks.advance(clock, { frozen_time: instant });
  await eventually(async () => expect((await stripe.testHelpers.testClocks.retrieve(clock)).status).toBe("ready"));
}

export async function subscribe(
  stripe: Stripe,
  { customer }: Pick<Clocked, "customer">,
  params: Partial<Stripe.SubscriptionCreateParams> = {},
): Promise<Stripe.Subscription> {
  const price = params.items ? "" : (await monthly(stripe)).id;
  return stripe.subscriptions.create({ customer: customer.id, items: [{ price }], ...params });
}

/** What was emitted about one subscription or its invoices since an event, oldest first. */
export async function emitted(stripe: Stripe, about: string, since?: string): Promise<string[]> {
  const events = await stripe.events.list({ limit: 100, ...(since ? { ending_before: since } : {}) });
  return events.data
    .filter(({ data }) => JSON.stringify(data.object).includes(about))
    .map(({ type }) => type)
    .reverse();
}

export async function lastEvent(stripe: Stripe): Promise<string> {
  return (await stripe.events.list({ limit: 1 })).data[0]?.id ?? expect.fail("no event yet");
}

export const firstItem = (subscription: Stripe.Subscription) => subscription.items.data[0] ?? expect.fail("no item");
