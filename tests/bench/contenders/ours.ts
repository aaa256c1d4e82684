import { Client } from "pg";
import { subscriptionRecord } from "@/lib/billing/records";
import { STREAM_BEGINS, subscriptionOf } from "../events";
import { WORKSPACE_ID } from "../template";
import type { Fill, Open } from "./contender";

/** The product's own road of a delivery, from the signature to the row. */
export const open: Open = async () => {
  const { handleDelivery } = await import("@/lib/billing/events");
  return { deliver: handleDelivery };
};

const PARENTS = `
  WITH w AS (INSERT INTO workspace (id, name) VALUES ($1, 'Bench') ON CONFLICT DO NOTHING),
  c AS (INSERT INTO customer (id, metadata, as_of) VALUES ($2, '{}', $5) ON CONFLICT DO NOTHING),
  p AS (INSERT INTO product (id, active, metadata, as_of) VALUES ($3, true, '{}', $5) ON CONFLICT DO NOTHING)
  INSERT INTO price (id, product_id, active, metadata, as_of) VALUES ($4, $3, true, '{}', $5) ON CONFLICT DO NOTHING`;

const SUBSCRIPTIONS = `
  INSERT INTO subscription SELECT r.* FROM generate_series(0, $2::int - 1) n,
    jsonb_populate_record(NULL::subscription, $1::jsonb || jsonb_build_object('id', $3::text || n, 'as_of', $4::text, 'revision', 1)) r`;

const ITEMS = `
  INSERT INTO subscription_item SELECT r.* FROM generate_series(0, $2::int - 1) n,
    jsonb_populate_record(NULL::subscription_item,
      $1::jsonb || jsonb_build_object('id', 'si_' || $3::text || n, 'subscription_id', $3::text || n)) r`;

export const fill: Fill = async (databaseUrl, template, subscriptions, prefix) => {
  const record = subscriptionRecord(subscriptionOf(template, prefix));
  const before = new Date(STREAM_BEGINS * 1000).toISOString();
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(PARENTS, [WORKSPACE_ID, record.customerId, record.productIds[0], record.priceIds[0], before]);
    await client.query(SUBSCRIPTIONS, [JSON.stringify(record.row), subscriptions, prefix, before]);
    await client.query(ITEMS, [JSON.stringify(record.items[0]), subscriptions, prefix]);
    await client.query("VACUUM ANALYZE");
  } finally {
    await client.end();
  }
};
