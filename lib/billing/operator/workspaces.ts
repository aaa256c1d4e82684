import { statement } from "@/lib/db";
import { normalizeEmail } from "@/lib/email";
import { isExternalId } from "@/lib/ids";
import { readUuid } from "@/lib/uuid";
import { LIVE } from "../entitlements/statuses";

type Found = { id: string; name: string; createdAt: Date; deletedAt: Date | null };

export type FoundWorkspace = Found & {
  /** The owner who has been there longest: address or name. */
  owner: string | null;
  /** Of its newest live subscription, or else the one that ended last; null without any. */
  subscription: { id: string; status: string; customerId: string | null; plans: string[] } | null;
};

const MOST = 25;
const COLUMNS = `w.id, w.name, w.created_at AS "createdAt", w.deleted_at AS "deletedAt"`;

// One statement for each thing that can be typed; each reads an index.
const BY_ID = `SELECT ${COLUMNS} FROM workspace w WHERE w.id = $1::uuid`;

// Of the workspace, or of a member.
const BY_EXTERNAL_ID = `
  SELECT ${COLUMNS} FROM workspace w
  WHERE w.id IN (
    SELECT x.id FROM workspace x WHERE x.external_id = $1
    UNION SELECT m.workspace_id FROM "user" u JOIN membership m ON m.user_id = u.id WHERE u.external_id = $1)
  ORDER BY w.created_at, w.id LIMIT ${MOST}`;

const BY_MEMBER = `
  SELECT ${COLUMNS} FROM "user" u JOIN membership m ON m.user_id = u.id JOIN workspace w ON w.id = m.workspace_id
  WHERE u.email = $1 ORDER BY w.created_at, w.id LIMIT ${MOST}`;

const BY_SUBSCRIPTION = `
  SELECT ${COLUMNS} FROM subscription s JOIN workspace w ON w.id = s.workspace_id WHERE s.id = $1`;

// Also the workspaces of a customer who has bought nothing yet.
const BY_CUSTOMER = `
  SELECT ${COLUMNS} FROM workspace w
  WHERE w.id IN (
    SELECT s.workspace_id FROM subscription s WHERE s.customer_id = $1
    UNION SELECT m.workspace_id FROM stripe_user u JOIN membership m ON m.user_id = u.user_id WHERE u.customer_id = $1)
  ORDER BY w.created_at, w.id LIMIT ${MOST}`;

// A range instead of LIKE, because a kept plan can't use the index for an unknown pattern.
const BY_NAME = `
  SELECT ${COLUMNS} FROM workspace w
  WHERE lower(w.name) ~>=~ lower($1) AND lower(w.name) ~<~ (lower($1) || $2)
  ORDER BY lower(w.name) USING ~<~, w.id LIMIT ${MOST}`;
const LAST_CHARACTER = "\u{10ffff}";

const LATEST = `
  SELECT ${COLUMNS} FROM (
    SELECT workspace_id, max(id) AS latest FROM (
      SELECT workspace_id, id FROM subscription_change ORDER BY id DESC LIMIT 200) c
    WHERE workspace_id IS NOT NULL GROUP BY workspace_id ORDER BY latest DESC LIMIT ${MOST}) c
  JOIN workspace w ON w.id = c.workspace_id ORDER BY c.latest DESC`;

const DETAILS = `
  SELECT (SELECT COALESCE(u.email, NULLIF(u.name, '')) FROM membership m JOIN "user" u ON u.id = m.user_id
      WHERE m.workspace_id = w.id AND m.role = 'owner' ORDER BY m.created_at, m.user_id LIMIT 1) AS owner,
    CASE WHEN s.id IS NOT NULL THEN json_build_object('id', s.id, 'status', s.status, 'customerId', s.customer_id, 'plans', (
      SELECT COALESCE(json_agg(COALESCE(p.name, 'Plan') ORDER BY i.id), '[]')
      FROM subscription_item i LEFT JOIN product p ON p.id = i.product_id WHERE i.subscription_id = s.id)) END AS subscription
  FROM unnest($1::uuid[]) WITH ORDINALITY w (id, n)
  LEFT JOIN LATERAL (
    SELECT * FROM subscription s WHERE s.workspace_id = w.id
    ORDER BY (${LIVE}) DESC, COALESCE(s.ended_at, s.created_at) DESC, s.id LIMIT 1) s ON true
  ORDER BY w.n`;

/**
 * Workspaces by what an operator has at hand: an id of the workspace, of a customer or of a subscription, an external id,
 * a member's e-mail address, or else the beginning of the name. Without anything: those where something changed last.
 */
export async function findWorkspaces(typed: string): Promise<FoundWorkspace[]> {
  const found = await find(typed);
  const ids = found.map(({ id }) => id);
  const rows = await statement<Pick<FoundWorkspace, "owner" | "subscription">>("operator_found", DETAILS, [ids]);
  return found.map((one, n) => ({
    ...one,
    owner: rows[n]?.owner ?? null,
    subscription: rows[n]?.subscription ?? null,
  }));
}

async function find(typed: string): Promise<Found[]> {
  const trimmed = typed.replaceAll("\0", "").trim(); // PostgreSQL has no such character
  const ask = (name: string, text: string, values: string[]) => statement<Found>(`operator_find_${name}`, text, values);
  if (trimmed === "") return ask("latest", LATEST, []);
  const id = readUuid(trimmed);
  if (id) return ask("id", BY_ID, [id]);
  const named = isExternalId(trimmed) ? await ask("external_id", BY_EXTERNAL_ID, [trimmed]) : [];
  if (named.length > 0) return named;
  if (/^sub_\w+$/.test(trimmed)) return ask("subscription", BY_SUBSCRIPTION, [trimmed]);
  if (/^cus_\w+$/.test(trimmed)) return ask("customer", BY_CUSTOMER, [trimmed]);
  const address = normalizeEmail(trimmed);
  if (address.includes("@")) return ask("member", BY_MEMBER, [address]);
  return ask("name", BY_NAME, [trimmed, LAST_CHARACTER]);
}
