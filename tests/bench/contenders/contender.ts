import type Stripe from "stripe";

/** Somebody who keeps a copy of Stripe's subscriptions in a database. */
export type Contender = {
  /** One webhook delivery, checked and written. */
  deliver(payload: string, signature: string): Promise<unknown>;
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

/** … and this, by which its database is given so many subscriptions before it is measured. */
export type Fill = (databaseUrl: string, template: Stripe.Subscription, subscriptions: number, prefix: string) => Promise<void>;
