import type Stripe from "stripe";
import { subscriptionRecord } from "@/lib/billing/mirror/subscription-record";
import { statement } from "@/lib/db";
import { env } from "@/lib/env";
import { stripe } from "@/lib/stripe/client";

/**
 * The baseline for the webhook: one hand-written prepared statement per subscription event. It keeps the payload and orders
 * events by the second. It doesn't check whose customer it is, whether the event came before or whether the prices are there,
 * and it keeps no timeline.
 */
export async function oneStatement(payload: string, signature: string): Promise<void> {
  const event = stripe().webhooks.constructEvent(payload, signature, env().STRIPE_WEBHOOK_SECRET[0] ?? "");
  const { row, items } = subscriptionRecord(event.data.object as Stripe.Subscription, event.id);
  const created = new Date(event.created * 1000);
  await statement("one_statement", TEXT, [
    ...COLUMNS.map((column) => row[column]),
    created,
    JSON.stringify(items),
    event.id,
    event.type,
    event.api_version,
    payload,
    new Date(),
  ]);
}

const COLUMNS = [
  "id",
  "customer_id",
  "workspace_id",
  "user_id",
  "status",
  "currency",
  "created_at",
  "start_date",
  "trial_start",
  "trial_end",
  "cancel_at",
  "cancel_at_period_end",
  "canceled_at",
  "ended_at",
  "default_payment_method_id",
  "latest_invoice_id",
  "metadata",
  "latest_event_id",
];
const ITEM = ["subscription_id", "product_id", "price_id", "quantity", "period_start", "period_end"];

const set = (columns: string[]) => columns.map((column) => `${column} = excluded.${column}`).join(", ");

const TEXT = `
  WITH written AS (
    INSERT INTO subscription AS t (${COLUMNS.join(", ")}, as_of)
    VALUES (${COLUMNS.map((_, index) => `$${index + 1}`).join(", ")}, $19)
    ON CONFLICT (id) DO UPDATE SET ${set(COLUMNS)}, as_of = excluded.as_of WHERE t.as_of < excluded.as_of),
  items AS (SELECT * FROM jsonb_populate_recordset(NULL::subscription_item, $20)),
  removed AS (DELETE FROM subscription_item WHERE subscription_id = $1 AND id NOT IN (SELECT id FROM items)),
  added AS (
    INSERT INTO subscription_item (id, ${ITEM.join(", ")}) SELECT id, ${ITEM.join(", ")} FROM items
    ON CONFLICT (id) DO UPDATE SET ${set(ITEM)})
  INSERT INTO stripe_event (id, type, object_id, created, api_version, payload, state, first_attempt_at, last_attempt_at)
  VALUES ($21, $22, $1, $19, $23, $24, 'processed', $25, $25)`;
