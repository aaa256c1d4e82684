import { Pool } from "pg";
import Stripe from "stripe";
import { customerRecord, type MirrorRecord } from "@/lib/billing/mirror/records";
import { subscriptionRecord } from "@/lib/billing/mirror/subscription-record";
import type { Open } from "./contender";

/**
 * The limit of a backfill: one hand-written statement per page of a hundred, while the next page is being fetched. It checks
 * nothing and keeps only the rows.
 */
export const open: Open = async ({ DATABASE_URL, STRIPE_API_SECRET, STRIPE_API_BASE }) => {
  const pool = new Pool({ connectionString: DATABASE_URL, max: 10 });
  const { hostname: host, port } = new URL(STRIPE_API_BASE);
  const { customers, subscriptions } = new Stripe(STRIPE_API_SECRET, {
    host,
    port,
    protocol: "http",
    telemetry: false,
  });
  return {
    async backfill() {
      for await (const page of pages<Stripe.Customer>((params) => customers.list(params))) {
        const records = page.map((customer) => customerRecord(customer));
        await pool.query({ name: "customers", text: CUSTOMERS, values: [rows(records)] });
      }
      for await (const page of pages<Stripe.Subscription>((params) =>
        subscriptions.list({ status: "all", ...params }),
      )) {
        const records = page.map((subscription) => subscriptionRecord(subscription));
        const items = JSON.stringify(records.flatMap((record) => record.items));
        await pool.query({ name: "subscriptions", text: SUBSCRIPTIONS, values: [rows(records), items] });
      }
    },
  };
};

/** Fetches the next page while this one is being written. */
async function* pages<T extends { id: string }>(
  list: (params: Stripe.PaginationParams) => Promise<Stripe.ApiList<T>>,
): AsyncGenerator<T[]> {
  let fetching: Promise<Stripe.ApiList<T>> | null = list({ limit: 100 });
  while (fetching) {
    const page: Stripe.ApiList<T> = await fetching;
    fetching = page.has_more ? list({ limit: 100, starting_after: page.data.at(-1)?.id }) : null;
    yield page.data;
  }
}

const rows = (records: MirrorRecord[]) =>
  JSON.stringify(records.map(({ row }) => ({ ...row, as_of: new Date(), revision: 1 })));

const CUSTOMER = [
  "email",
  "name",
  "currency",
  "default_payment_method_id",
  "delinquent",
  "balance_minor",
  "discounted",
  "deleted",
  "metadata",
  "created_at",
  "as_of",
  "revision",
];
const SUBSCRIPTION = [
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
  "billed_beside",
  "metadata",
  "latest_event_id",
  "as_of",
  "revision",
];
const ITEM = ["subscription_id", "product_id", "price_id", "quantity", "period_start", "period_end"];

const upsert = (table: string, parameter: string, columns: string[]) => `
  INSERT INTO ${table} (id, ${columns.join(", ")})
  SELECT id, ${columns.join(", ")} FROM jsonb_populate_recordset(NULL::${table}, ${parameter})
  ON CONFLICT (id) DO UPDATE SET ${columns.map((column) => `${column} = excluded.${column}`).join(", ")}`;

const CUSTOMERS = upsert("customer", "$1", CUSTOMER);
const SUBSCRIPTIONS = `WITH items AS (${upsert("subscription_item", "$2", ITEM)}) ${upsert("subscription", "$1", SUBSCRIPTION)}`;
