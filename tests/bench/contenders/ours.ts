import { subscriptionRecord } from "@/lib/billing/mirror/subscription-record";
import { STREAM_BEGINS, subscriptionOf } from "../events";
import { settle } from "../fill";
import { type Fill, type Open, withClient } from "./contender";

/** The product's own code: for a delivery from the signature to the row, and for `npm run stripe:sync`. */
export const open: Open = async () => {
  const { handleDelivery } = await import("@/lib/billing/mirror/deliveries");
  const { reconcile } = await import("@/lib/billing/reconcile/reconcile");
  return {
    deliver: handleDelivery,
    async backfill() {
      const { finished, failures } = await reconcile({ restart: true });
      if (!finished || failures.length > 0) throw new Error(`stripe:sync failed: ${JSON.stringify(failures[0])}`);
    },
  };
};

const NUMBERS = "generate_series(0, $1::int - 1) n";
const WORKSPACE = "('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid";

/** Users, workspaces and who pays: a database has them even when its mirror is empty. */
const USERS = [
  `INSERT INTO workspace (id, name) SELECT ${WORKSPACE}, 'Bench' FROM ${NUMBERS} ON CONFLICT DO NOTHING`,
  `INSERT INTO "user" (id) SELECT ${WORKSPACE} FROM ${NUMBERS} ON CONFLICT DO NOTHING`,
  `INSERT INTO stripe_user (user_id, customer_id) SELECT ${WORKSPACE}, 'cus_bench' || n FROM ${NUMBERS} ON CONFLICT DO NOTHING`,
];

const CATALOG = `
  WITH p AS (INSERT INTO product (id, active, metadata, as_of) VALUES ($1, true, '{}', $3) ON CONFLICT DO NOTHING)
  INSERT INTO price (id, product_id, active, metadata, as_of) VALUES ($2, $1, true, '{}', $3) ON CONFLICT DO NOTHING`;

const CUSTOMERS = `
  INSERT INTO customer (id, metadata, as_of) SELECT 'cus_bench' || n, '{}', $2 FROM ${NUMBERS} ON CONFLICT DO NOTHING`;

const SUBSCRIPTIONS = `
  INSERT INTO subscription SELECT r.* FROM ${NUMBERS}, jsonb_populate_record(NULL::subscription, $2::jsonb || jsonb_build_object(
    'id', $3::text || n, 'customer_id', 'cus_bench' || n, 'workspace_id', ${WORKSPACE}, 'as_of', $4::text, 'revision', 1)) r`;

const ITEMS = `
  INSERT INTO subscription_item SELECT r.* FROM ${NUMBERS}, jsonb_populate_record(NULL::subscription_item,
    $2::jsonb || jsonb_build_object('id', 'si_' || $3::text || n, 'subscription_id', $3::text || n)) r`;

// Every subscription has one: without it each subscription would count as new.
const CHANGES = `
  INSERT INTO subscription_change (subscription_id, workspace_id, at, status, items, trial_end, cancel_at, cancel_at_period_end)
  SELECT s.id, s.workspace_id, s.as_of, s.status, jsonb_build_array(jsonb_build_object(
      'product_id', i.product_id, 'price_id', i.price_id, 'quantity', i.quantity)), s.trial_end, s.cancel_at, s.cancel_at_period_end
  FROM subscription s JOIN subscription_item i ON i.subscription_id = s.id WHERE starts_with(s.id, $1)`;

export const fill: Fill = async (databaseUrl, template, subscriptions, prefix) => {
  const before = new Date(STREAM_BEGINS * 1000).toISOString();
  await withClient(databaseUrl, async (client) => {
    for (const statement of USERS) await client.query(statement, [subscriptions]);
    if (prefix !== null) {
      const record = subscriptionRecord(subscriptionOf(template, prefix, 0));
      await client.query(CATALOG, [record.productIds[0], record.priceIds[0], before]);
      await client.query(CUSTOMERS, [subscriptions, before]);
      await client.query(SUBSCRIPTIONS, [subscriptions, JSON.stringify(record.row), prefix, before]);
      await client.query(ITEMS, [subscriptions, JSON.stringify(record.items[0]), prefix]);
      await client.query(CHANGES, [prefix]);
    }
    await settle(client);
  });
};
