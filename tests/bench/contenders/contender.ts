import { Client } from "pg";
import type Stripe from "stripe";

/** A program that keeps a copy of Stripe's subscriptions in a database. */
export type Contender = {
  /** Verifies and writes one webhook delivery. */
  deliver?(payload: string, signature: string): Promise<unknown>;
  /** Fetches all subscriptions from Stripe (STRIPE_API_BASE) into the database. */
  backfill?(): Promise<unknown>;
};

export type ContenderSettings = {
  DATABASE_URL: string;
  STRIPE_API_SECRET: string;
  STRIPE_WEBHOOK_SECRET: string;
  STRIPE_API_BASE: string;
};

/** The file of this folder named after the contender exports this as `open`. It runs in its own process. */
export type Open = (settings: ContenderSettings) => Promise<Contender>;

/**
 * Prepares a contender's database; exported as `fill`.
 * @param prefix of the ids of the subscriptions; null leaves the copy of Stripe empty
 */
export type Fill = (
  databaseUrl: string,
  template: Stripe.Subscription,
  subscriptions: number,
  prefix: string | null,
) => Promise<void>;

export async function withClient<T>(databaseUrl: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
