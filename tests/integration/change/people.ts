/** Somebody on a test clock who changes their plan, on our page or in local Stripe's portal. */
import { randomUUID } from "node:crypto";
import type Stripe from "stripe";
import { setClock } from "@/lib/clock";
import { requirePortalInForce } from "@/lib/billing/portal/configuration";
import { syncObject } from "@/lib/billing/mirror/sync";
import { openPortal } from "@/lib/billing/portal/session";
import type { User } from "@/lib/billing/user";
import { METADATA } from "@/lib/stripe/metadata";
import { until } from "../../support/integration";
import type { Mirror } from "../../support/mirror";

export const DAY = 86_400;
type Plan = "small" | "pro" | "big";
export type Prices = Record<`${Plan}_${"month" | "year"}`, Stripe.Price>;

/** Three plans of one group, each by the month and by the year; the year costs ten months. */
export async function sellPlans({ stripe, sync }: Mirror): Promise<Prices> {
  const amounts = { small: 900, pro: 2_900, big: 9_900 };
  const prices: Partial<Prices> = {};
  for (const [name, unit_amount] of Object.entries(amounts) as [Plan, number][]) {
    const metadata = { [METADATA.features]: `chat ${name}`, [METADATA.planGroup]: "plan" };
    const product = await stripe.products.create({ name, metadata });
    for (const interval of ["month", "year"] as const)
      prices[`${name}_${interval}`] = await stripe.prices.create({
        product: product.id,
        currency: "usd",
        unit_amount: interval === "month" ? unit_amount : unit_amount * 10,
        recurring: { interval },
      });
  }
  await sync();
  return prices as Prices;
}

type Update = Stripe.BillingPortal.ConfigurationCreateParams.Features.SubscriptionUpdate;

/** The portal's default configuration, as somebody sets it in Stripe's Dashboard. */
export async function setPortal({ stripe, database }: Mirror, prices: Prices, update: Partial<Update>): Promise<void> {
  const products = new Map<string, string[]>();
  for (const { id, product } of Object.values(prices))
    products.set(String(product), [...(products.get(String(product)) ?? []), id]);
  const features = {
    subscription_update: {
      enabled: true,
      default_allowed_updates: ["price" as const],
      products: [...products].map(([product, ids]) => ({ product, prices: ids })),
      ...update,
      schedule_at_period_end: { conditions: update.schedule_at_period_end?.conditions ?? [] },
    },
    payment_method_update: { enabled: true },
  };
  const configurations = stripe.billingPortal.configurations;
  const { data } = await configurations.list({ is_default: true });
  const { id } = data[0] ?? (await configurations.create({ features }));
  // The SDK does not send an empty list; an empty text clears what is there.
  const { conditions } = features.subscription_update.schedule_at_period_end;
  const schedule_at_period_end = { conditions: conditions.length > 0 ? conditions : ("" as const) };
  await configurations.update(id, {
    features: { ...features, subscription_update: { ...features.subscription_update, schedule_at_period_end } },
  });
  await database.pool.query("UPDATE installation SET portal_seen_at = NULL");
  await requirePortalInForce();
}

export type Person = {
  user: User;
  workspaceId: string;
  customerId: string;
  clockId: string;
  subscriptionId: string;
};

export async function subscribeAt(
  mirror: Mirror,
  start: number,
  price: Stripe.Price,
  more: Partial<Stripe.SubscriptionCreateParams> = {},
  onClock?: string,
): Promise<Person> {
  const { stripe, database } = mirror;
  setClock(new Date(start * 1000));
  const { userId, workspaceId } = await mirror.user();
  await database.pool.query("INSERT INTO membership (user_id, workspace_id, role) VALUES ($1, $2, 'owner')", [
    userId,
    workspaceId,
  ]);
  const clockId = onClock ?? (await stripe.testHelpers.testClocks.create({ frozen_time: start })).id;
  const metadata = { [METADATA.userId]: userId };
  const { id: customerId } = await stripe.customers.create({ name: "Ada", test_clock: clockId, metadata });
  await database.pool.query("INSERT INTO stripe_user (user_id, customer_id) VALUES ($1, $2)", [userId, customerId]);
  const person = { user: { id: userId, name: "Ada", email: null }, workspaceId, customerId, clockId };
  await payWith(mirror, customerId, "pm_card_visa");
  const subscription = await stripe.subscriptions.create({
    customer: customerId,
    items: [{ price: price.id }],
    metadata: { ...metadata, [METADATA.workspaceId]: workspaceId },
    ...more,
  });
  await database.pool.query(
    `INSERT INTO checkout_session (id, workspace_id, user_id, customer_id, price_id, with_trial, fingerprint, parameters, state, created_at, subscription_id)
     VALUES ($1, $2, $3, $4, $5, false, '', '{}', 'complete', now(), $6)`,
    [randomUUID(), workspaceId, userId, customerId, price.id, subscription.id],
  );
  await bring(mirror, { subscriptionId: subscription.id });
  return { ...person, subscriptionId: subscription.id };
}

/** Makes this the card that is charged. */
export async function payWith({ stripe }: Mirror, customerId: string, card: string): Promise<void> {
  const { id } = await stripe.paymentMethods.attach(card, { customer: customerId });
  await stripe.customers.update(customerId, { invoice_settings: { default_payment_method: id } });
  await syncObject("customer", customerId);
  await syncObject("payment_method", id);
}

/** What is at Stripe of a subscription comes here; no list tells of one on a clock. */
export async function bring({ stripe }: Mirror, { subscriptionId }: Pick<Person, "subscriptionId">): Promise<void> {
  await syncObject("subscription", subscriptionId);
  const { schedule } = await stripe.subscriptions.retrieve(subscriptionId);
  if (schedule) await syncObject("subscription_schedule", String(schedule));
}

/** Both clocks go there. */
export async function goTo(mirror: Mirror, person: Person, at: number): Promise<void> {
  await advance(mirror, person.clockId, at);
  await bring(mirror, person);
}

export async function advance({ stripe }: Mirror, clockId: string, at: number): Promise<void> {
  const { testClocks } = stripe.testHelpers;
  await testClocks.advance(clockId, { frozen_time: at });
  await until("the clock to arrive", async () => (await testClocks.retrieve(clockId)).status === "ready", {
    intervalMs: 10,
  });
  setClock(new Date(at * 1000));
}

export const invoicesOf = async ({ stripe }: Mirror, { subscriptionId }: Person): Promise<Stripe.Invoice[]> =>
  (await stripe.invoices.list({ subscription: subscriptionId, limit: 20 })).data;

const text = (html: string) =>
  html
    .replaceAll(/<[^>]+>/g, " ")
    .replaceAll("&#39;", "'")
    .replaceAll(/\s+/g, " ");

/** The way through local Stripe's portal: what its page says before it is confirmed, and after. */
export async function confirmInPortal({ user, workspaceId }: Person, price: Stripe.Price) {
  const { url } = await openPortal(user, {
    workspaceId,
    flow: "subscription_update_confirm",
    priceId: price.id,
  });
  const page = await fetch(url);
  const html = await page.text();
  const fields = [...html.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)];
  const body = new URLSearchParams(fields.map(([, name = "", value = ""]) => [name, value]));
  // Then Stripe leads back to the app, which does not run here.
  const done = await fetch(page.url, { method: "POST", body, redirect: "manual" });
  const { status } = done;
  return { says: text(html), status: status === 303 ? 200 : status, after: text(await done.text()) };
}
