import { statement } from "@/lib/db";
import { isUuid } from "@/lib/uuid";
import type { LoggedEvent } from "./events";
import { AGENT, ALL_OF_USER, BY, FROM } from "./sql";

/** Somebody whom an entry names. Null: an account that was deleted. */
type Name = string | null;

export type LoggedLine = {
  id: string;
  /** An event that a later release removed may still be there. */
  event: LoggedEvent | (string & {});
  at: Date;
  count: number;
  /** `nobody`: it isn't known who. */
  by: "you" | "other" | "operator" | "nobody";
  actor: Name;
  /** Whose account it concerns: the reader's, or that of another person. */
  concerns: "you" | "other" | "nobody";
  person: Name;
  about: Record<string, string>;
  networkAddress: string | null;
  userAgent: string | null;
};

/** How many a page of a log shows, and how many the account's page begins with. */
export const LOG_PAGE = 50;
export const LOG_BEGINNING = 20;

/** `next`: what the request for the next page gives as `after`; null for the last page. */
export type LogPage = { lines: LoggedLine[]; next: string | null };

const NAME = (user: string) =>
  `CASE WHEN ${user}.deleted_at IS NULL THEN COALESCE(NULLIF(${user}.name, ''), ${user}.email) END`;

const COLUMNS = `e.id, e.event, e.at, e.count, ${BY("e", "$1")} AS by, ${NAME("a")} AS actor,
  CASE WHEN e.user_id = $1 THEN 'you' WHEN e.user_id IS NULL THEN 'nobody' ELSE 'other' END AS concerns, ${NAME("p")} AS person, e.about`;

const NAMES = `LEFT JOIN "user" a ON a.id = e.actor_id LEFT JOIN "user" p ON p.id = e.user_id`;

// Along an index from the last line shown; "infinity" before the first.
const NEWEST = "ORDER BY at DESC, id DESC LIMIT $4";
const BEFORE = `AND (at, id) < ($2::timestamptz, $3::uuid) ${NEWEST}`;

const OF_USER = `
  SELECT ${COLUMNS}, ${FROM("e", "$1")} AS "networkAddress", ${AGENT("e", "$1")} AS "userAgent"
  FROM (${ALL_OF_USER("$1", BEFORE)} ${NEWEST}) e ${NAMES} ORDER BY e.at DESC, e.id DESC`;

const OF_WORKSPACE = `
  SELECT ${COLUMNS}, e.network_address AS "networkAddress", NULL AS "userAgent"
  FROM (SELECT * FROM security_event WHERE workspace_id = $5 ${BEFORE}) e ${NAMES} ORDER BY e.at DESC, e.id DESC`;

const FIRST = ["infinity", "ffffffff-ffff-ffff-ffff-ffffffffffff"];

/** What `after` says; anything else is the first page. */
function cursorIn(after: string | undefined): string[] {
  const [at = "", id = ""] = after?.split("_") ?? [];
  return /^\d{1,14}$/.test(at) && isUuid(id) ? [new Date(Number(at)).toISOString(), id] : FIRST;
}

function pageOf(rows: LoggedLine[], limit: number): LogPage {
  const lines = rows.slice(0, limit);
  const last = rows.length > limit ? lines.at(-1) : undefined;
  return { lines, next: last ? `${last.at.getTime()}_${last.id}` : null };
}

/** The newest entries of a person's own log. @param after the `next` of the page before */
export async function listOwnLog(userId: string, limit: number, after?: string): Promise<LogPage> {
  const values = [userId, ...cursorIn(after), limit + 1];
  return pageOf(await statement<LoggedLine>("security_log_of_user", OF_USER, values), limit);
}

/** The newest entries of a workspace's log. Call requireOwnership before. @param after the `next` of the page before */
export async function listWorkspaceLog(
  userId: string,
  workspaceId: string,
  limit: number,
  after?: string,
): Promise<LogPage> {
  const values = [userId, ...cursorIn(after), limit + 1, workspaceId];
  return pageOf(await statement<LoggedLine>("security_log_of_workspace", OF_WORKSPACE, values), limit);
}
