import { statement } from "@/lib/db";
import type { Kind, MirrorRecord, Row } from "./records";

/**
 * The statement that writes the mirror: one for each kind of object, one round trip, atomic. In a single statement it
 * checks that the event is new, that the object is ours, that its parents are there and that what it brings is current,
 * and then writes the row, what hangs on it, and the inbox; or it writes nothing and says why.
 *
 * Two writers of one row: the statement remembers the row's revision as its snapshot saw it, and writes only if the row,
 * once locked, still has it. So what it deletes (items that vanished) is decided on the very rows that it replaces, and
 * whoever comes second writes nothing and looks again.
 */
export type Basis =
  /** What an event carries counts if the event is newer, by whole seconds, than the last word applied to the row. */
  | { from: "event"; asOf: Date }
  /** What Stripe answered counts if nobody has written since the revision (0: no row) that was seen before asking. */
  | { from: "stripe"; asOf: Date; revision: number };

/** An event on its way into the inbox. */
export type InboxEvent = {
  id: string;
  type: string;
  created: Date;
  apiVersion: string | null;
  /** The body as Stripe sent it. */
  payload: string;
  receivedAt: Date;
};

export type Outcome = {
  written: boolean;
  duplicate: boolean;
  ours: boolean;
  missing_products: string[];
  missing_prices: string[];
  /** The row's revision before this statement; 0 where there was no row. */
  revision: number;
};

// Every parameter once, with its type and a name.
const GIVEN = `given AS (
      SELECT $1::jsonb AS object, $1::jsonb->>'id' AS object_id, $2::text AS customer_id, $3::timestamptz AS as_of,
        $4::int AS revision, $5::text[] AS product_ids, $6::text[] AS price_ids, $7::jsonb AS along, $8::text AS event_id,
        $9::text AS event_type, $10::timestamptz AS event_created, $11::text AS api_version, $12::text AS payload,
        $13::timestamptz AS received_at, $14::boolean AS adopted)`;

// What belongs to a customer is ours if the row is known, or the customer is.
const OWNED = `given.adopted OR EXISTS (SELECT FROM seen)
          OR EXISTS (SELECT FROM customer c WHERE c.id = given.customer_id)
          OR EXISTS (SELECT FROM stripe_user u WHERE u.customer_id = given.customer_id)`;

const OURS: Record<Kind, string> = {
  product: "true",
  price: "true",
  customer: OWNED,
  payment_method: OWNED,
  subscription: OWNED,
  invoice: OWNED,
};

// Pages of the catalogue are kept by this number (lib/billing/catalog.ts).
const CATALOG_CHANGED = `bumped AS (UPDATE catalog_version SET version = version + 1 WHERE EXISTS (SELECT FROM written))`;

/** What else changes together with the row. `written` holds the row, or nothing if it was not written. */
const ALONG: Partial<Record<Kind, string[]>> = {
  price: [CATALOG_CHANGED],
  product: [
    CATALOG_CHANGED,
    `words AS (
      SELECT word, position FROM given, jsonb_array_elements_text(along) WITH ORDINALITY AS words (word, position)
      WHERE EXISTS (SELECT FROM written))`,
    `removed AS (
      DELETE FROM product_feature f USING written w
      WHERE f.product_id = w.id AND f.feature_id NOT IN (SELECT word FROM words))`,
    `named AS (INSERT INTO feature (id) SELECT word FROM words ON CONFLICT DO NOTHING)`,
    `added AS (
      INSERT INTO product_feature AS f (product_id, feature_id, position)
      SELECT w.id, word, position FROM written w, words
      ON CONFLICT (product_id, feature_id) DO UPDATE SET position = excluded.position)`,
  ],
  subscription: [
    `items AS (
      SELECT i.* FROM given, jsonb_populate_recordset(NULL::subscription_item, along) i
      WHERE EXISTS (SELECT FROM written))`,
    `removed AS (
      DELETE FROM subscription_item i USING written w
      WHERE i.subscription_id = w.id AND i.id NOT IN (SELECT id FROM items))`,
    `added AS (
      INSERT INTO subscription_item (id, subscription_id, product_id, price_id, quantity, period_start, period_end)
      SELECT id, subscription_id, product_id, price_id, quantity, period_start, period_end FROM items
      ON CONFLICT (id) DO UPDATE SET subscription_id = excluded.subscription_id, product_id = excluded.product_id,
        price_id = excluded.price_id, quantity = excluded.quantity, period_start = excluded.period_start,
        period_end = excluded.period_end)`,
  ],
  customer: [
    // A deleted customer's subscriptions have ended (https://docs.stripe.com/api/customers/delete), and the user may
    // become a customer anew, under the next key.
    `ended AS (
      UPDATE subscription s SET status = 'canceled', ended_at = COALESCE(s.ended_at, w.as_of),
        as_of = GREATEST(s.as_of, w.as_of), revision = s.revision + 1
      FROM written w WHERE w.deleted AND s.customer_id = w.id AND s.status NOT IN ('canceled', 'incomplete_expired'))`,
    `freed AS (
      UPDATE stripe_user u SET customer_id = NULL, generation = u.generation + 1, parameters = NULL, sent_at = NULL
      FROM written w WHERE w.deleted AND u.customer_id = w.id)`,
  ],
};

const INBOX = `inbox AS (
      INSERT INTO stripe_event AS e
        (id, type, object_id, created, api_version, payload, state, first_attempt_at, last_attempt_at, attempts)
      SELECT event_id, event_type, object_id, event_created, api_version, payload, 'processed', received_at, received_at, 1
      FROM given WHERE event_id IS NOT NULL AND EXISTS (SELECT FROM written)
      ON CONFLICT (id) DO UPDATE SET state = 'processed', error = NULL, payload = excluded.payload,
        last_attempt_at = excluded.last_attempt_at, attempts = e.attempts + 1)`;

function value(kind: Kind, column: string): string {
  // A workspace that is not ours, or no more, leaves the subscription without one.
  if (kind === "subscription" && column === "workspace_id") return "(SELECT w.id FROM workspace w WHERE w.id = v.workspace_id)";
  return `v.${column}`;
}

function text(kind: Kind, row: Row): string {
  const columns = Object.keys(row);
  return `
    WITH ${GIVEN},
    seen AS (SELECT t.revision, t.as_of FROM ${kind} t WHERE t.id = (SELECT object_id FROM given)),
    gate AS (
      SELECT
        EXISTS (SELECT FROM stripe_event e WHERE e.id = given.event_id AND e.state <> 'failed') AS duplicate,
        (${OURS[kind]}) AS ours,
        ARRAY(SELECT n FROM unnest(product_ids) n WHERE NOT EXISTS (SELECT FROM product p WHERE p.id = n)) AS missing_products,
        ARRAY(SELECT n FROM unnest(price_ids) n WHERE NOT EXISTS (SELECT FROM price p WHERE p.id = n)) AS missing_prices,
        CASE WHEN given.revision IS NULL THEN NOT EXISTS (SELECT FROM seen WHERE seen.as_of >= given.as_of)
             ELSE COALESCE((SELECT revision FROM seen), 0) = given.revision END AS current
      FROM given
    ),
    written AS (
      INSERT INTO ${kind} AS t (${columns.join(", ")}, as_of, revision)
      SELECT ${columns.map((column) => value(kind, column)).join(", ")}, given.as_of, 1
      FROM given, gate, jsonb_populate_record(NULL::${kind}, object) v
      WHERE NOT duplicate AND ours AND missing_products = '{}' AND missing_prices = '{}' AND current
      ON CONFLICT (id) DO UPDATE SET ${columns.map((column) => `${column} = excluded.${column}`).join(", ")},
        as_of = GREATEST(t.as_of, excluded.as_of), revision = t.revision + 1
      WHERE t.revision = (SELECT revision FROM seen)
      RETURNING *
    ),
    ${[...(ALONG[kind] ?? []), INBOX].join(", ")}
    SELECT duplicate, ours, missing_products, missing_prices, COALESCE((SELECT revision FROM seen), 0) AS revision,
      EXISTS (SELECT FROM written) AS written
    FROM gate`;
}

const texts = new Map<Kind, string>();

/**
 * @param event the event that brings the record, if one does; it is marked processed in the same statement
 * @param adopted for a customer who turned out to be ours by what Stripe says of it
 */
export async function writeMirror(
  record: MirrorRecord,
  basis: Basis,
  event: InboxEvent | null,
  adopted = false,
): Promise<Outcome> {
  const { kind, row } = record;
  if (!texts.has(kind)) texts.set(kind, text(kind, row));
  const along = kind === "product" ? record.featureIds : record.items;
  const [outcome] = await statement<Outcome>(`mirror_${kind}`, texts.get(kind) ?? "", [
    JSON.stringify(row),
    record.customerId,
    basis.asOf,
    basis.from === "stripe" ? basis.revision : null,
    record.productIds,
    record.priceIds,
    JSON.stringify(along),
    event?.id,
    event?.type,
    event?.created,
    event?.apiVersion,
    event?.payload,
    event?.receivedAt,
    adopted,
  ]);
  if (!outcome) throw new Error(`The mirror's statement for ${kind} answered nothing.`);
  return outcome;
}
