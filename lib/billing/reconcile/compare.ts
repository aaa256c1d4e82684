import { statement } from "@/lib/db";
import { asJson } from "../mirror";
import type { Kind, MirrorRecord, Row } from "../records";
import type { Finding } from "./tally";

/** How a row stands beside what Stripe says. */
export type Comparison = {
  id: string;
  /** Whether there is a row. */
  known: boolean;
  /** Whether it belongs here: the row or its customer is known. */
  ours: boolean;
  /** The second of the last word applied to the row. */
  asOf: Date | null;
  findings: Finding[];
};

type Answer = {
  id: string;
  known: boolean;
  ours: boolean;
  as_of: Date | null;
  fields: { field: string; here: unknown; there: unknown }[];
  items: { id: string; here: Row | null; there: Row | null }[];
};

// Which event wrote a row says nothing of the object.
const NOT_COMPARED = ["id", "latest_event_id"];

/**
 * Of a missing row, whether it belongs here; of one that is known there is no doubt. The rule is mirror.ts's. Asked in
 * scalar subqueries, as there: from EXISTS the planner makes a hash of all customers there are, for each page again.
 */
const OWNED = `(SELECT true FROM customer c WHERE c.id = g.value->>'customer_id')
    OR (SELECT true FROM stripe_user u WHERE u.customer_id = g.value->>'customer_id')`;

const isCatalog = (kind: Kind) => kind === "product" || kind === "price";

const NONE = `'[]'::jsonb`;

const ITEMS = `COALESCE((
      SELECT jsonb_agg(jsonb_build_object('id', COALESCE(h.id, w.id), 'here', to_jsonb(h), 'there', to_jsonb(w)) ORDER BY COALESCE(h.id, w.id))
      FROM (SELECT i.* FROM subscription_item i WHERE i.subscription_id = v.id) h
      FULL JOIN jsonb_populate_recordset(NULL::subscription_item, g.value->'along') w ON w.id = h.id
      WHERE to_jsonb(h) IS DISTINCT FROM to_jsonb(w)), ${NONE})`;

const FEATURES_HERE = `COALESCE(
      (SELECT jsonb_agg(f.feature_id ORDER BY f.position) FROM product_feature f WHERE f.product_id = v.id), ${NONE})`;

/** Both sides as PostgreSQL keeps them, so that only what means something else differs. */
function text(kind: Kind, row: Row): string {
  const columns = Object.keys(row).filter((column) => !NOT_COMPARED.includes(column));
  // A workspace that is not ours leaves the subscription without one, as in mirror.ts.
  const there = (column: string) =>
    kind === "subscription" && column === "workspace_id" ? "(SELECT k.id FROM workspace k WHERE k.id = v.workspace_id)" : `v.${column}`;
  const fields = columns.map((column) => `('${column}', to_jsonb(t.${column}), to_jsonb(${there(column)}))`);
  if (kind === "product") fields.push(`('features', ${FEATURES_HERE}, g.value->'along')`);
  return `
    SELECT v.id, t.id IS NOT NULL AS known, t.as_of,
      ${isCatalog(kind) ? "true" : `COALESCE(t.id IS NOT NULL OR ${OWNED}, false)`} AS ours,
      CASE WHEN t.id IS NULL THEN ${NONE} ELSE COALESCE((
        SELECT jsonb_agg(jsonb_build_object('field', field, 'here', here, 'there', there))
        FROM (VALUES ${fields.join(", ")}) AS each (field, here, there)
        WHERE here IS DISTINCT FROM there), ${NONE}) END AS fields,
      ${kind === "subscription" ? `CASE WHEN t.id IS NULL THEN ${NONE} ELSE ${ITEMS} END` : NONE} AS items
    FROM jsonb_array_elements($1::jsonb) g
    CROSS JOIN LATERAL jsonb_populate_record(NULL::${kind}, g.value->'object') v
    LEFT JOIN LATERAL (SELECT * FROM ${kind} t WHERE t.id = v.id OFFSET 0) t ON true`;
}

const texts = new Map<Kind, string>();

/** An object of which no more is believed than whose it is. */
export type Named = { id: string; customerId: string | null };

/** Those that belong here, of whatever a page names. */
export async function oursAmong(kind: Kind, named: Named[]): Promise<Set<string>> {
  if (isCatalog(kind) || named.length === 0) return new Set(named.map(({ id }) => id));
  const given = named.map(({ id, customerId }) => ({ id, customer_id: customerId }));
  const rows = await statement<{ id: string }>(
    `ours_among_${kind}`,
    `SELECT g.value->>'id' AS id FROM jsonb_array_elements($1::jsonb) g
     WHERE (SELECT true FROM ${kind} t WHERE t.id = g.value->>'id') OR ${OWNED}`,
    [asJson(given)],
  );
  return new Set(rows.map(({ id }) => id));
}

/** One statement for all records, whatever their number. @returns what was found of each, by id */
export async function compare(kind: Kind, records: MirrorRecord[]): Promise<Map<string, Comparison>> {
  const [first] = records;
  if (!first) return new Map();
  if (!texts.has(kind)) texts.set(kind, text(kind, first.row));
  const given = records.map(({ row, customerId, items, featureIds }) => ({
    object: row,
    customer_id: customerId,
    along: kind === "product" ? featureIds : items,
  }));
  const answers = await statement<Answer>(`compare_${kind}`, texts.get(kind) ?? "", [asJson(given)]);
  const records_ = new Map(records.map((record) => [record.row.id, record]));
  return new Map(answers.map((answer) => [answer.id, comparison(kind, answer, records_.get(answer.id))]));
}

function comparison(kind: Kind, answer: Answer, record: MirrorRecord | undefined): Comparison {
  const { id, known, ours } = answer;
  const finding = (field: string, here: unknown, there: unknown): Finding => ({ kind, id, field, here, there });
  const gone = record?.row.deleted === true;
  const findings = [
    ...answer.fields.map(({ field, here, there }) => finding(field, here, there)),
    ...answer.items.flatMap((item) => itemFields(item).map(({ field, here, there }) => finding(field, here, there))),
  ];
  return {
    id,
    known,
    ours,
    asOf: answer.as_of,
    // Of an object that is gone only that counts, not each field that went with it.
    findings: !known ? [finding("id", null, id)] : gone ? findings.filter(({ field }) => field === "deleted") : findings,
  };
}

/** An item that both sides have, by its columns; one that a side lacks, as a whole. */
function itemFields({ id, here, there }: Answer["items"][number]): Answer["fields"] {
  if (!here || !there) return [{ field: `items[${id}]`, here: here && named(here), there: there && named(there) }];
  return Object.keys(there)
    .filter((column) => JSON.stringify(here[column]) !== JSON.stringify(there[column]))
    .map((column) => ({ field: `items[${id}].${column}`, here: here[column], there: there[column] }));
}

const named = (item: Row): string => `${String(item.quantity ?? 1)} × ${String(item.price_id)}`;
