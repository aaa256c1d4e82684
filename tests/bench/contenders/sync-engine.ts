import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type Stripe from "stripe";
import { STREAM_BEGINS, subscriptionOf } from "../events";
import { type Fill, type Open, withClient } from "./contender";

/** What is used here of `@supabase/stripe-sync-engine`, which is installed in a folder of its own, for the bench only. */
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
// By `require`: the module that `import` finds looks for its migrations with a `__dirname` that modules don't have.
const load = () => require("@supabase/stripe-sync-engine") as SyncEngine;

/** The pool of the product by default, and of sync-engine by default. */
const POOL_SIZE = 10;

/** As its README has it, with all that costs a further statement or a call to Stripe left off. */
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

export const fill: Fill = async (databaseUrl, template, people, prefix) => {
  await load().runMigrations({ databaseUrl, schema: "stripe" });
  if (prefix === null) return;
  const subscription = { ...subscriptionOf(template, prefix, 0), plan: null };
  const item = { ...subscription.items.data[0], price: subscription.items.data[0]?.price.id };
  const before = new Date(STREAM_BEGINS * 1000).toISOString();
  await withClient(databaseUrl, async (client) => {
    await client.query(SUBSCRIPTIONS, [people, JSON.stringify(subscription), prefix, before]);
    await client.query(ITEMS, [people, JSON.stringify(item), prefix, before]);
    await client.query("VACUUM ANALYZE");
  });
};

/** The index that its third statement of each event lacks. */
export const addMissingIndex = (databaseUrl: string): Promise<void> =>
  withClient(databaseUrl, async (client) => {
    await client.query("CREATE INDEX ON stripe.subscription_items (subscription)");
  });
