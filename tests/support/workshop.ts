/** What workers (worker.ts) need around them: a database, a local Stripe, and objects at Stripe that are ours. */
import { randomUUID } from "node:crypto";
import type { Pool } from "pg";
import type Stripe from "stripe";
import { bareEnvironment } from "./environment";
import type { LocalStripe } from "./local-stripe";
import { startWorker, type Worker } from "./worker";

export const newWorker = (databaseUrl: string, localStripe: LocalStripe): Promise<Worker> =>
  startWorker({
    ...bareEnvironment(),
    DATABASE_URL: databaseUrl,
    STRIPE_API_SECRET: localStripe.secretKey,
    STRIPE_API_BASE: localStripe.url,
    STRIPE_WEBHOOK_SECRET: "whsec_of_the_workers",
    NEXTAUTH_SECRET: "a-secret-that-nobody-uses",
  });

export interface Buyer {
  customer: Stripe.Customer;
  userId: string;
  workspaceId: string;
}

/** A user whose customer was made at Stripe, of which the answer never came. */
export async function interruptedBuyer(pool: Pool, stripe: Stripe): Promise<Buyer> {
  const [userId, workspaceId] = [randomUUID(), randomUUID()];
  const { rows } = await pool.query<{ id: string }>(
    `WITH u AS (INSERT INTO "user" (id) VALUES ($1)), s AS (INSERT INTO stripe_user (user_id) VALUES ($1)),
       w AS (INSERT INTO workspace (id, name) VALUES ($2, 'Ada''s'))
     INSERT INTO installation DEFAULT VALUES ON CONFLICT (one) DO UPDATE SET one = 1 RETURNING id`,
    [userId, workspaceId],
  );
  const customer = await stripe.customers.create({ metadata: { user_id: userId, installation_id: rows[0]?.id ?? "" } });
  return { customer, userId, workspaceId };
}

/** A user whose customer is known to us. */
export async function newBuyer(pool: Pool, stripe: Stripe): Promise<Buyer> {
  const buyer = await interruptedBuyer(pool, stripe);
  await pool.query("UPDATE stripe_user SET customer_id = $2 WHERE user_id = $1", [buyer.userId, buyer.customer.id]);
  return buyer;
}

export const newProduct = (stripe: Stripe, features: string): Promise<Stripe.Product> =>
  stripe.products.create({ name: "Plan", metadata: { features } });

export const newPrice = (stripe: Stripe, product: string, unit_amount = 1000): Promise<Stripe.Price> =>
  stripe.prices.create({ product, currency: "usd", unit_amount, recurring: { interval: "month" } });

/** A subscription at Stripe, of which we know nothing yet but its customer. */
export const newSubscription = (
  { customer, userId, workspaceId }: Buyer,
  stripe: Stripe,
  prices: string[],
): Promise<Stripe.Subscription> =>
  stripe.subscriptions.create({
    customer: customer.id,
    trial_period_days: 7,
    items: prices.map((price) => ({ price })),
    metadata: { workspace_id: workspaceId, user_id: userId },
  });
