import { Pool } from "pg";
import Stripe from "stripe";
import { subscriptionRecord } from "@/lib/billing/records";
import type { Open } from "./contender";

type Page = Stripe.ApiList<Stripe.Subscription>;

/**
 * The limit of a backfill: a hand-written statement for each page of a hundred, while the next page is being read. It asks
 * nothing and keeps nothing but the rows.
 */
export const open: Open = async ({ DATABASE_URL, STRIPE_API_SECRET, STRIPE_API_BASE }) => {
  const pool = new Pool({ connectionString: DATABASE_URL, max: 10 });
  const { hostname: host, port } = new URL(STRIPE_API_BASE);
  const stripe = new Stripe(STRIPE_API_SECRET, { host, port, protocol: "http", telemetry: false });
  const read = (after?: string): Promise<Page> => stripe.subscriptions.list({ status: "all", limit: 100, starting_after: after });
  return {
    async backfill() {
      let reading: Promise<Page> | null = read();
      while (reading) {
        const { data, has_more: more }: Page = await reading;
        reading = more ? read(data.at(-1)?.id) : null;
        const records = data.map((subscription) => subscriptionRecord(subscription));
        const rows = records.map(({ row }) => ({ ...row, as_of: new Date(), revision: 1 }));
        const items = records.flatMap((record) => record.items);
        await pool.query({ name: "multi_row", text: TEXT, values: [JSON.stringify(rows), JSON.stringify(items)] });
      }
    },
  };
};

const SUBSCRIPTION = [
  "customer_id", "workspace_id", "user_id", "status", "currency", "created_at", "start_date", "trial_start", "trial_end",
  "cancel_at", "cancel_at_period_end", "canceled_at", "ended_at", "default_payment_method_id", "latest_invoice_id", "metadata",
  "latest_event_id", "as_of", "revision",
];
const ITEM = ["subscription_id", "product_id", "price_id", "quantity", "period_start", "period_end"];

const upsert = (table: string, parameter: string, columns: string[]) => `
  INSERT INTO ${table} (id, ${columns.join(", ")})
  SELECT id, ${columns.join(", ")} FROM jsonb_populate_recordset(NULL::${table}, ${parameter})
  ON CONFLICT (id) DO UPDATE SET ${columns.map((column) => `${column} = excluded.${column}`).join(", ")}`;

const TEXT = `WITH items AS (${upsert("subscription_item", "$2", ITEM)}) ${upsert("subscription", "$1", SUBSCRIPTION)}`;
