/** What our tables say of an object, beside what they should say by Stripe's word: both as PostgreSQL writes them. */
import type { Pool } from "pg";
import type Stripe from "stripe";
import { customerRecord, productRecord, type Kind, type MirrorRecord, type Row } from "@/lib/billing/mirror/records";
import { priceRecord } from "@/lib/billing/mirror/price-record";
import { subscriptionRecord } from "@/lib/billing/mirror/subscription-record";

export interface Mirrored {
  row: Record<string, unknown> | null;
  /** A subscription's items, a product's features. */
  along: unknown[];
}

// Who wrote the row last, and when, is ours to know; Stripe has no say in it.
const OURS = "{as_of,revision,latest_event_id,status_since}";

export async function inMirror(pool: Pool, kind: Kind, id: string): Promise<Mirrored> {
  const { rows } = await pool.query<Mirrored>(
    `SELECT (SELECT to_jsonb(t) - '${OURS}'::text[] FROM ${kind} t WHERE id = $1) AS row, ${ALONG[kind] ?? "'[]'::jsonb"} AS along`,
    [id],
  );
  return rows[0] ?? { row: null, along: [] };
}

const ALONG: Partial<Record<Kind, string>> = {
  subscription: `(SELECT COALESCE(jsonb_agg(to_jsonb(i) ORDER BY i.id), '[]') FROM subscription_item i WHERE subscription_id = $1)`,
  product: `(SELECT COALESCE(jsonb_agg(concat_ws(':', feature_id, limit_value) ORDER BY position), '[]') FROM product_feature WHERE product_id = $1)`,
};

export async function atStripe(pool: Pool, stripe: Stripe, kind: Kind, id: string): Promise<Mirrored> {
  return asRows(pool, await read(stripe, kind, id));
}

/** A record as its rows would read. */
export async function asRows(pool: Pool, { kind, row, items, features }: MirrorRecord): Promise<Mirrored> {
  const whole = async (table: string, values: Row[]) => {
    const { rows } = await pool.query<{ row: Record<string, unknown> }>(
      `SELECT to_jsonb(r) - '${OURS}'::text[] AS row FROM jsonb_populate_recordset(NULL::${table}, $1) r ORDER BY id`,
      [JSON.stringify(values)],
    );
    return rows.map((one) => one.row);
  };
  const [only = null] = await whole(kind, [row]);
  return { row: only, along: kind === "product" ? features : await whole("subscription_item", items) };
}

async function read(stripe: Stripe, kind: Kind, id: string): Promise<MirrorRecord> {
  if (kind === "customer") return customerRecord(await stripe.customers.retrieve(id));
  if (kind === "product") return productRecord(await stripe.products.retrieve(id));
  if (kind === "price") {
    const price = await stripe.prices.retrieve(id, { expand: ["tiers", "currency_options"] });
    return priceRecord({ ...price, currency_options: price.currency_options ?? {} });
  }
  if (kind === "subscription") return subscriptionRecord(await stripe.subscriptions.retrieve(id));
  throw new Error(`No test compares a ${kind} yet.`);
}
