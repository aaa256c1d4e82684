import { HANDLED_EVENTS } from "@/lib/billing/mirror/events";
import { disconnect } from "@/lib/db";
import { bareEnvironment } from "../../support/environment";
import { createDatabase, startLocalStripe, type LocalStripe, type TestDatabase } from "../../support/integration";
import { PostgresCutter } from "../../support/postgres-cutter";
import { StripeFront } from "../../support/stripe-front";
import { Feed } from "./feed";
import { here, startWorker, type Worker } from "./workers";

export const OLDER_VERSION = "2020-08-27";

/** What all histories share: one local Stripe, one database, two processes of the product, and what stands between them. */
export interface World {
  localStripe: LocalStripe;
  front: StripeFront;
  database: TestDatabase;
  proxy: PostgresCutter;
  feed: Feed;
  workers: [Worker, Worker];
  /** Our installation's id. */
  installation: string;
  /** The webhook secret. */
  secret: string;
  stop(): Promise<void>;
}

export async function startWorld(): Promise<World> {
  const [localStripe, database] = await Promise.all([startLocalStripe(), createDatabase()]);
  const [front, proxy] = await Promise.all([StripeFront.start(localStripe.url), PostgresCutter.start(database.url)]);
  const secret = "whsec_of_the_histories";
  const settings = {
    STRIPE_API_SECRET: localStripe.secretKey,
    STRIPE_API_BASE: front.url,
    STRIPE_WEBHOOK_SECRET: secret,
    DATABASE_URL: proxy.url,
    NEXTAUTH_SECRET: "of no use without an app",
  };
  Object.assign(process.env, settings);
  const other = await startWorker({ ...bareEnvironment(), ...settings, NODE_ENV: "test" });
  // Only subscriptions look different in the older version (local-stripe/src/events/versions.ts).
  await localStripe.stripe.webhookEndpoints.create({
    url: front.webhookUrl,
    api_version: OLDER_VERSION,
    enabled_events: HANDLED_EVENTS.filter((type) => type.startsWith("customer.subscription.")),
  });
  const { rows } = await database.pool.query<{ id: string }>("SELECT id FROM installation");
  return {
    localStripe,
    front,
    database,
    proxy,
    feed: new Feed(localStripe.stripe),
    workers: [here, other],
    installation: rows[0]?.id ?? "",
    secret,
    async stop() {
      await Promise.all([other.stop(), disconnect()]);
      await Promise.all([front.stop(), proxy.stop(), localStripe.stop()]);
      await database.drop();
    },
  };
}
