import { statement } from "@/lib/db";
import { asJson } from "../mirror/write";
import { appCustomer, workspaceOf } from "../ownership/sql";
import type { Kind, MirrorRecord, Row } from "../mirror/records";
import type { Finding } from "./tally";

/** How a row compares with what Stripe says. */
export type Comparison = {
  id: string;
  /** Whether there is a row. */
  known: boolean;
  /** Whether it belongs here: the row or its customer is known. */
  ours: boolean;
  /** The second of the last data applied to the row. */
  asOf: Date | null;
  findings: Finding[];
};

type Standing = { id: string; known: boolean; ours: boolean; as_of: Date | null };

type Answer = {
  id: string;
  fields: { field: string; here: unknown; there: unknown }[];
  items: { id: string; here: Row | null; there: Row | null }[];
};

// Which event wrote a row says nothing of the object.
const NOT_COMPARED = ["id", "latest_event_id"];

/**
 * Of a missing row, whether it belongs here; of one that is known there is no doubt. The rule is that of
 * mirror/statement.ts. Scalar subqueries, as there, because for EXISTS the planner hashes all customers again for each
 * page.
 */
const owned = (kind: Kind) =>
  kind === "invoice"
    ? `${appCustomer("g.customer_id")} OR (SELECT true FROM subscription s WHERE s.id = g.subscription_id)`
    : appCustomer("g.customer_id");

const isOfAccount = (kind: Kind) => kind === "product" || kind === "price" || kind === "portal_configuration";

const NONE = `'[]'::jsonb`;

const ITEMS = `COALESCE((
      SELECT jsonb_agg(jsonb_build_object('id', COALESCE(h.id, w.id), 'here', to_jsonb(h), 'there', to_jsonb(w)) ORDER BY COALESCE(h.id, w.id))
      FROM (SELECT i.* FROM subscription_item i WHERE i.subscription_id = v.id) h
      FULL JOIN jsonb_populate_recordset(NULL::subscription_item, g.value->'along') w ON w.id = h.id
      WHERE to_jsonb(h) IS DISTINCT FROM to_jsonb(w)), ${NONE})`;

const FEATURES_HERE = `COALESCE(
      (SELECT jsonb_agg(concat_ws(':', f.feature_id, f.limit_value) ORDER BY f.position) FROM product_feature f WHERE f.product_id = v.id), ${NONE})`;

/** Both sides as PostgreSQL keeps them, so that only what means something else differs. */
function text(kind: Kind, row: Row): string {
  const columns = Object.keys(row).filter((column) => !NOT_COMPARED.includes(column));
  // A workspace that is not ours leaves the subscription without one, as in mirror/statement.ts.
  const there = (column: string) =>
    kind === "subscription" && column === "workspace_id" ? workspaceOf("v") : `v.${column}`;
  const fields = columns.map((column) => `('${column}', to_jsonb(t.${column}), to_jsonb(${there(column)}))`);
  if (kind === "product") fields.push(`('features', ${FEATURES_HERE}, g.value->'along')`);
  // Most rows are equal, and comparing all columns at once is faster.
  const equal = `(${columns.map((column) => `t.${column}`).join(", ")}) IS NOT DISTINCT FROM (${columns.map(there).join(", ")})`;
  return `
    SELECT v.id,
      CASE WHEN ${kind === "product" ? "false" : equal} THEN ${NONE} ELSE COALESCE((
        SELECT jsonb_agg(jsonb_build_object('field', field, 'here', here, 'there', there))
        FROM (VALUES ${fields.join(", ")}) AS each (field, here, there)
        WHERE here IS DISTINCT FROM there), ${NONE}) END AS fields,
      ${kind === "subscription" ? ITEMS : NONE} AS items
    FROM jsonb_array_elements($1::jsonb) g
    CROSS JOIN LATERAL jsonb_populate_record(NULL::${kind}, g.value->'object') v
    CROSS JOIN LATERAL (SELECT * FROM ${kind} t WHERE t.id = v.id OFFSET 0) t`;
}

const texts = new Map<Kind, string>();

/** An object of which no more is believed than whose it is. */
export type Named = { id: string; customerId: string | null /** Of an invoice. */; subscriptionId?: string | null };

/** Which exist here, and which belong here because the row or its customer is known. */
async function standing(kind: Kind, named: Named[]): Promise<Standing[]> {
  return statement<Standing>(
    `standing_${kind}`,
    `SELECT g.id, t.id IS NOT NULL AS known, t.as_of,
       ${isOfAccount(kind) ? "true" : `COALESCE(t.id IS NOT NULL OR ${owned(kind)}, false)`} AS ours
     FROM unnest((SELECT $1::text[]), (SELECT $2::text[]), (SELECT $3::text[])) g (id, customer_id, subscription_id)
     LEFT JOIN LATERAL (SELECT t.id, t.as_of FROM ${kind} t WHERE t.id = g.id OFFSET 0) t ON true`,
    [
      named.map(({ id }) => id),
      named.map(({ customerId }) => customerId),
      named.map(({ subscriptionId }) => subscriptionId ?? null),
    ],
  );
}

/** Those on a page that belong here. */
export async function oursAmong(kind: Kind, named: Named[]): Promise<Set<string>> {
  return new Set((await standing(kind, named)).filter(({ ours }) => ours).map(({ id }) => id));
}

/** Two statements at most for any number of records. @returns what was found of each, by id */
export async function compare(kind: Kind, records: MirrorRecord[]): Promise<Map<string, Comparison>> {
  const [first] = records;
  if (!first) return new Map();
  const rows = await standing(
    kind,
    records.map(({ row, customerId }) => ({
      id: row.id,
      customerId,
      subscriptionId: kind === "invoice" ? (row.subscription_id as string | null) : null,
    })),
  );
  const known = new Set(rows.flatMap((row) => (row.known ? row.id : [])));
  const fields = await differences(
    kind,
    records.filter(({ row }) => known.has(row.id)),
  );
  const gone = new Set(records.flatMap(({ row }) => (row.deleted === true ? row.id : [])));
  return new Map(rows.map((row) => [row.id, comparison(kind, row, fields.get(row.id), gone.has(row.id))]));
}

async function differences(kind: Kind, records: MirrorRecord[]): Promise<Map<string, Answer>> {
  const [first] = records;
  if (!first) return new Map();
  if (!texts.has(kind)) texts.set(kind, text(kind, first.row));
  const given = records.map(({ row, items, features }) => ({
    object: row,
    along: kind === "product" ? features : items,
  }));
  const answers = await statement<Answer>(`compare_${kind}`, texts.get(kind) ?? "", [asJson(given)]);
  return new Map(answers.map((answer) => [answer.id, answer]));
}

function comparison(
  kind: Kind,
  { id, known, ours, as_of }: Standing,
  answer: Answer | undefined,
  gone: boolean,
): Comparison {
  const finding = (field: string, here: unknown, there: unknown): Finding => ({ kind, id, field, here, there });
  const base = { id, known, ours, asOf: as_of };
  // One that was deleted between the two statements is missing, too.
  if (!answer) return { ...base, known: false, findings: [finding("id", null, id)] };
  const fields = [...answer.fields, ...answer.items.flatMap(itemFields)];
  const findings = fields.map(({ field, here, there }) => finding(field, here, there));
  // Of an object that is gone only that counts, not each field that went with it.
  return { ...base, findings: gone ? findings.filter(({ field }) => field === "deleted") : findings };
}

/** An item that both sides have, by its columns; one that a side lacks, as a whole. */
function itemFields({ id, here, there }: Answer["items"][number]): Answer["fields"] {
  if (!here || !there) return [{ field: `items[${id}]`, here: here && named(here), there: there && named(there) }];
  return Object.keys(there)
    .filter((column) => JSON.stringify(here[column]) !== JSON.stringify(there[column]))
    .map((column) => ({ field: `items[${id}].${column}`, here: here[column], there: there[column] }));
}

const named = (item: Row): string => `${String(item.quantity ?? 1)} × ${String(item.price_id)}`;
