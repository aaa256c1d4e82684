import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type Stripe from "stripe";
import { STREAM_BEGINS, subscriptionOf } from "../events";
import { settle } from "../fill";
import { type Fill, type Open, withClient } from "./contender";

/** What we use of `@supabase/stripe-sync-engine`, which is installed in a separate folder, for the bench only. */
type SyncEngine = {
  StripeSync: new (config: {
    stripeSecretKey: string;
    stripeWebhookSecret: string;
    backfillRelatedEntities: boolean;
    autoExpandLists: boolean;
    poolConfig: { connectionString: string; max: number };
  }) => {
    stripe: Stripe;
    processWebhook(payload: string, signature: string): Promise<void>;
    syncCustomers(): Promise<{ synced: number }>;
    syncSubscriptions(): Promise<{ synced: number }>;
  };
  runMigrations(config: { databaseUrl: string; schema: string }): Promise<void>;
};

const require = createRequire(fileURLToPath(new URL("../sync-engine/package.json", import.meta.url)));
// Not with `import`: its ES module uses `__dirname` to find its migrations, which ES modules don't have.
const load = () => require("@supabase/stripe-sync-engine") as SyncEngine;

/** The default of both the product and sync-engine. */
const POOL_SIZE = 10;

/** As in its README, without the options that cost another statement or a call to Stripe. */
export const open: Open = async (settings) => {
  const sync = new (load().StripeSync)({
    stripeSecretKey: settings.STRIPE_API_SECRET,
    stripeWebhookSecret: settings.STRIPE_WEBHOOK_SECRET,
    backfillRelatedEntities: false,
    autoExpandLists: false,
    poolConfig: { connectionString: settings.DATABASE_URL, max: POOL_SIZE },
  });
  if (settings.STRIPE_API_BASE) {
    const { hostname: host, port } = new URL(settings.STRIPE_API_BASE);
    const Client = require("stripe") as typeof Stripe;
    sync.stripe = new Client(settings.STRIPE_API_SECRET, { host, port, protocol: "http", telemetry: false });
  }
  return {
    deliver: (payload, signature) => sync.processWebhook(payload, signature),
    async backfill() {
      await sync.syncCustomers();
      await sync.syncSubscriptions();
    },
  };
};

const copies = (table: string, ids: string) => `
  INSERT INTO stripe.${table} SELECT r.* FROM generate_series(0, $1::int - 1) n, jsonb_populate_record(NULL::stripe.${table},
    $2::jsonb || jsonb_build_object('updated_at', $4::text, 'last_synced_at', $4::text, 'deleted', false, ${ids})) r`;

const SUBSCRIPTIONS = copies("subscriptions", "'id', $3::text || n, 'customer', 'cus_bench' || n");
const ITEMS = copies("subscription_items", "'id', 'si_' || $3::text || n, 'subscription', $3::text || n");

export const fill: Fill = async (databaseUrl, template, subscriptions, prefix) => {
  await load().runMigrations({ databaseUrl, schema: "stripe" });
  if (prefix === null) return;
  const subscription = { ...subscriptionOf(template, prefix, 0), plan: null };
  const item = { ...subscription.items.data[0], price: subscription.items.data[0]?.price.id };
  const before = new Date(STREAM_BEGINS * 1000).toISOString();
  await withClient(databaseUrl, async (client) => {
    await client.query(SUBSCRIPTIONS, [subscriptions, JSON.stringify(subscription), prefix, before]);
    await client.query(ITEMS, [subscriptions, JSON.stringify(item), prefix, before]);
    await settle(client);
  });
};

/** The index that the third statement of each event would need. */
export const addMissingIndex = (databaseUrl: string): Promise<void> =>
  withClient(databaseUrl, async (client) => {
    await client.query("CREATE INDEX ON stripe.subscription_items (subscription)");
  });
