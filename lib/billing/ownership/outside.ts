import { statement } from "@/lib/db";
import { idInMetadata } from "@/lib/stripe/metadata";
import { costOf, ITEMS } from "../catalog/amount-sql";
import { LIVE } from "../entitlements/statuses";
import type { MirrorRecord, Row } from "../mirror/records";
import { namedWorkspace, otherInstallation } from "./sql";

/** What Stripe's metadata says: of the subscription, and of its customer. */
export type Said = { record: MirrorRecord; customerMetadata: Record<string, string> | null | undefined };

/** Whose a subscription is that no customer of ours has: assigned to a workspace here, nobody's, or somebody else's. */
export type Whose = "ours" | "nobody" | "another";

const WHOSE = `
  SELECT CASE
      WHEN ${otherInstallation("g.metadata")} OR ${otherInstallation("g.customer_metadata")} THEN 'another'
      WHEN (SELECT true FROM workspace w WHERE w.id = ${namedWorkspace("g.workspace_id", "g.metadata")} AND w.deleted_at IS NULL) THEN 'ours'
      ELSE 'nobody' END AS whose
  FROM jsonb_to_recordset($1::jsonb) AS g (n int, metadata jsonb, customer_metadata jsonb, workspace_id uuid)
  ORDER BY g.n`;

/** One statement for any number of them. @returns in the same order */
export async function whoseAre(said: Said[]): Promise<Whose[]> {
  if (said.length === 0) return [];
  const given = said.map(({ record: { row }, customerMetadata }, n) => ({
    n,
    metadata: row.metadata,
    customer_metadata: customerMetadata ?? {},
    workspace_id: idInMetadata(row.metadata as Record<string, string>, "workspaceId"),
  }));
  // Metadata may hold what PostgreSQL's text can't.
  const json = JSON.stringify(given).replaceAll(/\\u(0000|d[89a-f]..)/gi, "");
  return (await statement<{ whose: Whose }>("subscription_whose", WHOSE, [json])).map(({ whose }) => whose);
}

const TAKE = `
  WITH taken AS (DELETE FROM unassigned_subscription WHERE id = $1)
  INSERT INTO outside_subscription (subscription_id, customer_id) VALUES ($1, $2) ON CONFLICT DO NOTHING`;

/** Before its row is written. Its customer and invoices are pending work of its workspace (./bring.ts). */
export async function takeOutside({ row, customerId }: MirrorRecord): Promise<void> {
  await statement("outside_take", TAKE, [row.id, customerId]);
}

const isLive = ({ status }: Row): boolean => status !== "canceled" && status !== "incomplete_expired";

// What it costs is known by its prices where they are here, and else by what came with it. Never back to an earlier state. What ends is forgotten, and what is older than that is asked for before it is noted.
const NOTE = `
  INSERT INTO unassigned_subscription AS u (id, customer_id, product_id, status, amount_minor, currency, created_at, as_of)
  SELECT id, customer_id, product_id, status, COALESCE(${costOf("SELECT * FROM jsonb_to_recordset(s.items) AS l (price_id text, quantity bigint)")}, amount_minor), currency, created_at, $2
  FROM jsonb_to_recordset($1::jsonb) AS s (id text, customer_id text, product_id text, status text, amount_minor bigint,
    currency text, created_at timestamptz, items jsonb)
  ORDER BY id
  ON CONFLICT (id) DO UPDATE SET customer_id = excluded.customer_id, product_id = excluded.product_id, status = excluded.status,
    amount_minor = excluded.amount_minor, currency = excluded.currency, as_of = excluded.as_of
  WHERE u.as_of <= excluded.as_of`;

/** For the operator: live ones that are nobody's are listed, all others no longer are. */
export async function noteUnassigned(records: { record: MirrorRecord; whose: Whose }[], asOf: Date): Promise<void> {
  const isListed = ({ record, whose }: (typeof records)[number]) => whose === "nobody" && isLive(record.row);
  const listed = records.filter(isListed).map(({ record: { row, summary, items } }) => ({
    id: row.id,
    customer_id: row.customer_id,
    product_id: summary?.productId,
    status: row.status,
    amount_minor: summary?.amountMinor,
    currency: row.currency,
    created_at: row.created_at,
    items: items.map(({ price_id, quantity }) => ({ price_id, quantity })),
  }));
  if (listed.length > 0) await statement("unassigned_note", NOTE, [JSON.stringify(listed), asOf]);
  const others = records.filter((one) => !isListed(one)).map(({ record }) => record.row.id);
  if (others.length > 0)
    await statement("unassigned_forget", "DELETE FROM unassigned_subscription WHERE id = ANY($1)", [others]);
}

/** Whether the operator's list has it, as it was before an instant. */
export const isNotedBefore = async (id: string, at: Date): Promise<boolean> =>
  (await statement("unassigned_known", "SELECT FROM unassigned_subscription WHERE id = $1 AND as_of < $2", [id, at]))
    .length > 0;

export type Unassigned = {
  id: string;
  customerId: string | null;
  product: string | null;
  status: string | null;
  amountMinor: number | null;
  currency: string | null;
  createdAt: Date | null;
};

const MOST = 50;

// Of customers of ours the whole row is here: what they pay in, and whether they had a plan, goes by it.
const COLUMNS = `s.id, s.customer_id AS "customerId", s.status, s.currency, s.created_at AS "createdAt"`;
const PRODUCT = (id: string) => `COALESCE((SELECT p.name FROM product p WHERE p.id = ${id}), ${id})`;
const ITEM = "(SELECT i.product_id FROM subscription_item i WHERE i.subscription_id = s.id ORDER BY i.id LIMIT 1)";
const AMOUNT = costOf(ITEMS);
const HERE = `SELECT ${COLUMNS}, ${PRODUCT(ITEM)} AS product, ${AMOUNT} AS "amountMinor"`;
const SHOWN = "NOT EXISTS (SELECT FROM dismissed_subscription d WHERE d.subscription_id = s.id)";

const LIST = `
  (${HERE} FROM subscription s
   WHERE s.workspace_id IS NULL AND ${LIVE} AND ${SHOWN} AND ${otherInstallation("s.metadata")} IS NOT TRUE LIMIT ${MOST + 1})
  UNION ALL
  (${HERE} FROM workspace w JOIN subscription s ON s.workspace_id = w.id AND ${LIVE} AND ${SHOWN}
   WHERE w.deleted_at IS NOT NULL LIMIT ${MOST + 1})
  UNION ALL
  (SELECT ${COLUMNS}, ${PRODUCT("s.product_id")}, s.amount_minor FROM unassigned_subscription s
   WHERE ${SHOWN} ORDER BY s.created_at LIMIT ${MOST + 1})
  LIMIT ${MOST + 1}`;

/** Live subscriptions that are paid for and grant nothing: assigned to no workspace, or to one that was deleted. */
export async function listUnassigned(): Promise<{ unassigned: Unassigned[]; more: boolean }> {
  const rows = await statement<Unassigned>("operator_unassigned", LIST, []);
  return { unassigned: rows.slice(0, MOST), more: rows.length > MOST };
}

/** The name of the workspace that has a subscription. */
export async function findWorkspaceName(subscriptionId: string): Promise<string | null> {
  const [row] = await statement<{ name: string }>(
    "subscription_workspace",
    "SELECT w.name FROM subscription s JOIN workspace w ON w.id = s.workspace_id WHERE s.id = $1",
    [subscriptionId],
  );
  return row?.name ?? null;
}
