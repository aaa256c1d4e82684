import { statement } from "@/lib/db";
import { METADATA } from "@/lib/stripe/metadata";
import { readCarried } from "../entitlements/carried";

export type Drift = {
  finishedAt: Date;
  mode: string;
  dryRun: boolean;
  /** Objects that differed. */
  driftCount: number;
  /** The first of them, field by field. */
  findings: { kind: string; id: string; field: string; here: unknown; there: unknown }[];
  /** How many findings are kept, shown or not. */
  findingCount: number;
};

/** A run that has not come to its end: it is under way, or was cut off by an error. */
export type Unfinished = { startedAt: Date; error: string | null };

const MOST_FINDINGS = 100;

const LAST_RUN = `
  SELECT started_at AS "startedAt", finished_at AS "finishedAt", mode, dry_run AS "dryRun",
    drift_count AS "driftCount", jsonb_path_query_array(drift, '$[0 to ${MOST_FINDINGS - 1}]') AS findings,
    jsonb_array_length(drift) AS "findingCount"
  FROM reconciliation r WHERE finished_at IS NOT NULL AND error IS NULL ORDER BY r.started_at DESC LIMIT 1`;

const LATEST_RUN = `
  SELECT started_at AS "startedAt", error FROM reconciliation r ORDER BY r.started_at DESC LIMIT 1`;

/** What the last run of `stripe:sync` that was carried through found, and whether a later one was not. */
export async function getLastDrift(): Promise<{ drift: Drift | null; unfinished: Unfinished | null }> {
  const [[last], [latest]] = await Promise.all([
    statement<Drift & { startedAt: Date }>("operator_drift", LAST_RUN, []),
    statement<Unfinished>("operator_latest_run", LATEST_RUN, []),
  ]);
  const carriedThrough = latest?.startedAt.getTime() === last?.startedAt.getTime();
  return { drift: last ?? null, unfinished: carriedThrough ? null : (latest ?? null) };
}

export type FailedWorkRow = {
  workspaceId: string;
  workspace: string | null;
  since: Date;
  failedAt: Date;
  error: string;
};

const MOST_FAILED_WORK = 50;

const FAILED_WORK = `
  SELECT p.workspace_id AS "workspaceId", w.name AS workspace, p.since, p.failed_at AS "failedAt", p.error
  FROM pending_work p LEFT JOIN workspace w ON w.id = p.workspace_id
  WHERE p.failed_at IS NOT NULL ORDER BY p.since, p.workspace_id LIMIT ${MOST_FAILED_WORK + 1}`;

/** What could not be done at Stripe for a workspace, and waits for the next try; the oldest first. */
export async function listFailedWork(): Promise<{ work: FailedWorkRow[]; more: boolean }> {
  const rows = await statement<FailedWorkRow>("operator_failed_work", FAILED_WORK, []);
  return { work: rows.slice(0, MOST_FAILED_WORK), more: rows.length > MOST_FAILED_WORK };
}

export type OwnerRepair = {
  workspaceId: string;
  workspace: string | null;
  owner: string | null;
  roleBefore: string;
  repairedAt: Date;
};

const MOST_REPAIRS = 50;

const REPAIRS = `
  SELECT r.workspace_id AS "workspaceId", w.name AS workspace, COALESCE(u.email, u.name, r.user_id::text) AS owner,
    r.role_before::text AS "roleBefore", r.repaired_at AS "repairedAt"
  FROM owner_repair r
  LEFT JOIN workspace w ON w.id = r.workspace_id
  LEFT JOIN "user" u ON u.id = r.user_id
  ORDER BY r.repaired_at DESC, r.workspace_id LIMIT ${MOST_REPAIRS + 1}`;

/** Workspaces that had members and no owner, and who was made the owner by the rule of the migration. */
export async function listOwnerRepairs(): Promise<{ repairs: OwnerRepair[]; more: boolean }> {
  const rows = await statement<OwnerRepair>("operator_owner_repairs", REPAIRS, []);
  return { repairs: rows.slice(0, MOST_REPAIRS), more: rows.length > MOST_REPAIRS };
}

/** A product with entries in its `features` that can't be read, and are therefore not granted. */
export type Unreadable = { id: string; name: string | null; featureIds: string[] };

// Only an entry with a colon can be unreadable.
const WITH_LIMITS = `
  SELECT p.id, p.name, p.metadata->>'${METADATA.features}' AS features FROM product p
  WHERE NOT p.deleted AND p.metadata->>'${METADATA.features}' LIKE '%:%' ORDER BY p.active DESC, p.id LIMIT 500`;

export async function listUnreadable(): Promise<Unreadable[]> {
  const rows = await statement<{ id: string; name: string | null; features: string }>(
    "operator_unreadable",
    WITH_LIMITS,
    [],
  );
  return rows.flatMap(({ features, ...product }) => {
    const { unreadable } = readCarried(features);
    return unreadable.length > 0 ? [{ ...product, featureIds: unreadable }] : [];
  });
}

/** A Stripe account other than ours whose events arrive here, and are ignored. */
export type OtherAccount = { id: string; events: number; lastType: string; lastAt: Date };

const MOST_ACCOUNTS = 50;

const OTHER_ACCOUNTS = `
  SELECT account_id AS id, events, last_type AS "lastType", last_at AS "lastAt" FROM other_account
  ORDER BY last_at DESC, account_id LIMIT ${MOST_ACCOUNTS + 1}`;

/** Those that were heard of last. */
export async function listOtherAccounts(): Promise<{ accounts: OtherAccount[]; more: boolean }> {
  const rows = await statement<OtherAccount>("operator_other_accounts", OTHER_ACCOUNTS, []);
  return { accounts: rows.slice(0, MOST_ACCOUNTS), more: rows.length > MOST_ACCOUNTS };
}
