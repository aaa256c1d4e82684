import { Client } from "pg";
import type Stripe from "stripe";

/** Somebody who keeps a copy of Stripe's subscriptions in a database. */
export type Contender = {
  /** One webhook delivery, checked and written. */
  deliver?(payload: string, signature: string): Promise<unknown>;
  /** Reads all subscriptions at Stripe (STRIPE_API_BASE) into the database. */
  backfill?(): Promise<unknown>;
};

export type ContenderSettings = {
  DATABASE_URL: string;
  STRIPE_API_SECRET: string;
  STRIPE_WEBHOOK_SECRET: string;
  STRIPE_API_BASE: string;
};

/** A file of this folder whose name is the contender's exports this; it runs in a process of its own. */
export type Open = (settings: ContenderSettings) => Promise<Contender>;

/**
 * … and this, by which its database is made ready for so many people.
 * @param prefix of the ids of their subscriptions; null leaves the copy of Stripe empty
 */
export type Fill = (
  databaseUrl: string,
  template: Stripe.Subscription,
  people: number,
  prefix: string | null,
) => Promise<void>;

export async function withClient(databaseUrl: string, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
