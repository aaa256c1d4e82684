import { appCustomer, mayFollowIgnored, workspaceOf } from "../ownership/sql";
import { NOTICES } from "../notices/of-mirror";
import { ALONG, isReturned, RETURNED } from "./along";
import { pendingFor } from "./pending-for";
import { own } from "@/lib/own";
import type { Kind, Row } from "./records";

/**
 * The SQL of lib/billing/mirror/write.ts. $1 holds the writes as JSON, $2 the payloads beside them, with record
 * separators in between; $3, where people may be told of them, of what.
 *
 * Two writers of one row: the statement remembers the row's revision as its snapshot saw it, and writes only if the
 * row, once locked, still has it. So what it deletes (items that vanished) is decided on the very rows that it
 * replaces, and the second writer writes nothing and reads again. Rows are locked in the order of their ids, so that
 * two statements with several rows in common do not wait for each other.
 *
 * The planner sees neither how many writes there are nor what is in them (`SELECT $1`), so that one plan is made once
 * and kept, since planning takes longer than the work. Lookups by key are scalar subqueries, which it can't turn into a
 * scan of a table that was still empty when it made the plan.
 */
const GIVEN = `given AS (
      SELECT w.*, w.object->>'id' AS object_id, u.n, COALESCE(seen.revision, 0) AS seen_revision, seen.as_of AS seen_as_of,
        COALESCE(seen.over, false) AS seen_over
      FROM jsonb_array_elements((SELECT $1::jsonb)) WITH ORDINALITY u (write, n)
      CROSS JOIN LATERAL jsonb_to_record(u.write) AS w (object jsonb, along jsonb, item_ids text[], looks jsonb, over boolean, customer_id text,
        product_ids text[], price_ids text[], as_of timestamptz, since timestamptz, revision int, event_id text,
        event_type text, event_created timestamptz, api_version text, received_at timestamptz, adopted boolean, news text)`;

// A subscription that was canceled, or anything that was deleted, does not come back, even if an event says so.
const OVER: Partial<Record<Kind, string>> = {
  subscription: "t.status IN ('canceled', 'incomplete_expired')",
  subscription_schedule: "t.status IN ('canceled', 'completed', 'released')",
};
const over = (kind: Kind) => OVER[kind] ?? "t.deleted";

// What belongs to a customer is ours if the row is known, or the customer is one of our users'.
const OWNED = `g.adopted OR g.seen_revision > 0 OR ${appCustomer("g.customer_id")}`;

const OURS: Record<Kind, string> = {
  product: "true",
  price: "true",
  customer: OWNED,
  payment_method: OWNED,
  subscription: OWNED,
  subscription_schedule: OWNED,
  invoice: `${OWNED} OR (SELECT true FROM subscription s WHERE s.id = g.object->>'subscription_id')`,
  portal_configuration: "true",
};

/** Of a row that is not here yet an event is the newest word, unless a newer one may have been ignored. */
const isFirst = (kind: Kind) =>
  kind === "invoice"
    ? ` AND (g.event_id IS NULL OR ${mayFollowIgnored("g.object->>'subscription_id'", "g.since")} IS NULL)`
    : "";

// What of a write still counts once its row is written. Every column more is carried through every part of the statement.
const CARRIED =
  "g.along, g.item_ids, g.looks, g.event_id, g.event_type, g.event_created, g.api_version, g.received_at, g.news";

const INBOX = `inbox AS (
      INSERT INTO stripe_event AS e
        (id, type, object_id, created, api_version, payload, state, first_attempt_at, last_attempt_at, attempts)
      SELECT event_id, event_type, id, event_created, api_version, (SELECT string_to_array($2, E'\\x1e'))[n], 'processed', received_at, received_at, 1
      FROM done
      WHERE event_id IS NOT NULL
      ON CONFLICT (id) DO UPDATE SET state = 'processed', error = NULL, payload = excluded.payload,
        last_attempt_at = excluded.last_attempt_at, attempts = e.attempts + 1)`;

/**
 * Columns that Stripe does not send: since when the row has its status. It is the second of the first message with that
 * status; later ones with the same status leave it alone.
 */
const KEPT: Partial<Record<Kind, { column: string; first: string; then: string }>> = {
  subscription: {
    column: "status_since",
    first: "g.as_of",
    then: "CASE WHEN t.status = excluded.status THEN COALESCE(t.status_since, excluded.status_since) ELSE excluded.status_since END",
  },
};

function value(kind: Kind, column: string): string {
  // A workspace that is not ours, or no more, leaves the subscription without one, and so does another installation.
  if (kind === "subscription" && column === "workspace_id") return workspaceOf("v");
  return `v.${column}`;
}

function text(kind: Kind, columns: string[], tells: boolean): string {
  const along = [...(ALONG[kind] ?? []), ...(tells ? (own(NOTICES, kind) ?? []) : []), INBOX];
  const kept = KEPT[kind];
  const updates = [
    ...columns.map((column) => `${column} = excluded.${column}`),
    ...(kept ? [`${kept.column} = ${kept.then}`] : []),
  ];
  return `
    WITH ${GIVEN}
      LEFT JOIN LATERAL (
        SELECT t.revision, t.as_of, ${over(kind)} AS over FROM ${kind} t WHERE t.id = w.object->>'id' OFFSET 0) seen ON true
    ),
    gate AS (
      SELECT g.object_id, g.object, g.seen_revision, g.n, g.as_of, ${CARRIED},
        COALESCE((SELECT e.state <> 'failed' FROM stripe_event e WHERE e.id = g.event_id), false) AS duplicate,
        COALESCE(${OURS[kind]}, false) AS ours,
        ARRAY(SELECT n FROM unnest(product_ids) n WHERE (SELECT true FROM product p WHERE p.id = n) IS NULL) AS missing_products,
        ARRAY(SELECT n FROM unnest(price_ids) n WHERE (SELECT true FROM price p WHERE p.id = n) IS NULL) AS missing_prices,
        CASE WHEN g.since IS NULL THEN g.seen_revision = g.revision
             ELSE (g.seen_as_of < g.since OR (g.seen_as_of IS NULL${isFirst(kind)})) AND (g.over OR NOT g.seen_over) END AS current
      FROM given g
    ),
    written AS (
      INSERT INTO ${kind} AS t (${[...columns, ...(kept ? [kept.column] : [])].join(", ")}, as_of, revision)
      SELECT ${[...columns.map((column) => value(kind, column)), ...(kept ? [kept.first] : [])].join(", ")}, g.as_of, g.seen_revision + 1
      FROM gate g, jsonb_populate_record(NULL::${kind}, g.object) v
      WHERE NOT duplicate AND ours AND missing_products = '{}' AND missing_prices = '{}' AND current
      ORDER BY g.object_id
      ON CONFLICT (id) DO UPDATE SET ${updates.join(", ")},
        as_of = GREATEST(t.as_of, excluded.as_of), revision = excluded.revision
      WHERE t.revision = excluded.revision - 1
      RETURNING ${["id", ...(isReturned(kind) ? RETURNED[kind] : [])].map((column) => `t.${column}`).join(", ")}
    ),
    done AS (SELECT w.*, g.n, ${CARRIED} FROM written w JOIN gate g ON g.object_id = w.id),
    ${along.join(",\n    ")}
    SELECT duplicate, ours, missing_products, missing_prices, current, seen_revision AS revision,
      EXISTS (SELECT FROM written WHERE written.id = gate.object_id) AS written, ${pendingFor(kind)} AS "pendingFor",
      ${tells ? "EXISTS (SELECT FROM mailed)" : "false"} AS "hasMail"
    FROM gate ORDER BY n`;
}

const texts = new Map<string, string>();

/**
 * @param row any row of the kind: every one names every column
 * @param tells whether people may be told of what is written
 * @returns the statement, and a name for it
 */
export function mirrorStatement(kind: Kind, row: Row, tells: boolean): { name: string; text: string } {
  const name = `mirror_${kind}${tells ? "_told" : ""}`;
  const known = texts.get(name) ?? text(kind, Object.keys(row), tells);
  texts.set(name, known);
  return { name, text: known };
}
