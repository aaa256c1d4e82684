import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { Client } from "pg";
import type Stripe from "stripe";
import { STREAM_BEGINS, subscriptionOf } from "../events";
import type { Fill, Open } from "./contender";

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
    const { Stripe: Client } = require("stripe") as { Stripe: typeof Stripe };
    sync.stripe = new Client(settings.STRIPE_API_SECRET, { host, port, protocol: "http", telemetry: false });
  }
  return {
    deliver: (payload, signature) => sync.processWebhook(payload, signature),
    backfill: () => sync.syncSubscriptions(),
  };
};

const copies = (table: string, ids: string) => `
  INSERT INTO stripe.${table} SELECT r.* FROM generate_series(0, $2::int - 1) n, jsonb_populate_record(NULL::stripe.${table},
    $1::jsonb || jsonb_build_object('updated_at', $4::text, 'last_synced_at', $4::text, 'deleted', false, ${ids})) r`;

const SUBSCRIPTIONS = copies("subscriptions", "'id', $3::text || n");
const ITEMS = copies("subscription_items", "'id', 'si_' || $3::text || n, 'subscription', $3::text || n");

export const fill: Fill = async (databaseUrl, template, subscriptions, prefix) => {
  await load().runMigrations({ databaseUrl, schema: "stripe" });
  const subscription = subscriptionOf(template, prefix);
  const item = { ...subscription.items.data[0], price: subscription.items.data[0]?.price.id };
  const before = new Date(STREAM_BEGINS * 1000).toISOString();
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(SUBSCRIPTIONS, [JSON.stringify({ ...subscription, plan: null }), subscriptions, prefix, before]);
    await client.query(ITEMS, [JSON.stringify(item), subscriptions, prefix, before]);
    await client.query("VACUUM ANALYZE");
  } finally {
    await client.end();
  }
};

/** The index that its second statement of each event lacks. */
export async function addMissingIndex(databaseUrl: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query("CREATE INDEX ON stripe.subscription_items (subscription)");
  await client.end();
}
