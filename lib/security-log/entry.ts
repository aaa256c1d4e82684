import { audit } from "@/lib/audit-log";
import { now } from "@/lib/clock";
import { type RequestOrigin, requestOrigin } from "@/lib/request-origin";
import type { Prisma } from "@/prisma/generated/client";
import { isOperators, LOGGED, type LoggedEvent } from "./events";

// docs/decisions/032-security-log.md. An entry is a row, written in the statement or transaction of its cause, and a line in
// the app's log once that is done.

export type Entry = {
  event: LoggedEvent;
  /** Who does it; null where nobody is known. Of an operator's act: the operator. */
  actorId?: string | null;
  /** Whose account it concerns, where that is somebody else's than the actor's. */
  userId?: string | null;
  workspaceId?: string | null;
  about?: Record<string, string>;
  /** What only the line says. */
  line?: Record<string, unknown>;
  /** Where it comes from, if that isn't the present request. Null: the row doesn't say. */
  from?: RequestOrigin | null;
};

const originOf = ({ event, from }: Entry): RequestOrigin | null =>
  isOperators(event) ? null : from === undefined ? requestOrigin() : from;

const kept = ({ event, about = {} }: Entry): Record<string, string> => {
  const names: readonly string[] = LOGGED[event];
  return Object.fromEntries(Object.entries(about).filter(([name]) => names.includes(name)));
};

/** What a statement that writes entries is given: `SELECT … FROM` it is `givenEntries("$n")`. */
export function entryRows(...entries: Entry[]): string {
  const at = now().getTime();
  return JSON.stringify(
    entries.map((entry, n) => {
      const { event, actorId = null, userId, workspaceId = null } = entry;
      const from = originOf(entry);
      return {
        event,
        // What happens at once is listed in its order.
        at: new Date(at + n),
        actor_id: isOperators(event) ? null : actorId,
        user_id: userId ?? (isOperators(event) ? null : actorId),
        workspace_id: workspaceId,
        network_address: from?.networkAddress ?? null,
        user_agent: from?.userAgent ?? null,
        about: kept(entry),
      };
    }),
  );
}

const COLUMNS = "event, at, actor_id, user_id, workspace_id, network_address, user_agent, about";

/** SQL: the rows of a parameter that `entryRows` made. */
export const givenEntries = (parameter: string): string =>
  `SELECT ${COLUMNS} FROM jsonb_to_recordset(${parameter}::jsonb) AS given(event text, at timestamptz, actor_id uuid, user_id uuid,
    workspace_id uuid, network_address text, user_agent text, about jsonb)`;

/**
 * SQL: the same rows, done by the user whom an earlier part of the statement found; none where it found nobody.
 * @param part its name; it has a column `user_id`
 */
export const givenEntriesBy = (parameter: string, part: string): string =>
  `SELECT l.event, l.at, ${part}.user_id AS actor_id, ${part}.user_id, l.workspace_id, l.network_address, l.user_agent, l.about
   FROM (${givenEntries(parameter)}) l CROSS JOIN ${part}`;

/**
 * SQL: the same rows, one for each way to sign in that an earlier part of the statement added or removed.
 * @param part its name; it has columns `user_id` and `method`
 */
export const givenEntriesPerMethod = (parameter: string, part: string): string =>
  `SELECT l.event, l.at, m.user_id AS actor_id, m.user_id, l.workspace_id, l.network_address, l.user_agent,
     jsonb_build_object('method', m.method) AS about
   FROM (${givenEntries(parameter)}) l CROSS JOIN (SELECT DISTINCT user_id, method FROM ${part}) m`;

/** SQL: the same rows, about the account of each user whom an earlier part of the statement found. @param part as above */
export const givenEntriesAbout = (parameter: string, part: string): string =>
  `SELECT l.event, l.at, l.actor_id, ${part}.user_id, l.workspace_id, l.network_address, l.user_agent, l.about
   FROM (${givenEntries(parameter)}) l CROSS JOIN ${part}`;

/** SQL: the same rows if an earlier part of the statement has done anything. @param part its name */
export const givenEntriesIf = (parameter: string, part: string): string =>
  `SELECT * FROM (${givenEntries(parameter)}) l WHERE EXISTS (SELECT FROM ${part})`;

/**
 * SQL for a `WITH logged AS (…)` of the statement that is the cause. Call `tell` after the statement. The workspace's name
 * is kept as it is now, because who leaves must not read in the log how it is named later.
 * @param source a SELECT of the columns, such as `givenEntriesBy("$4", "changed")`
 */
export const insertEntries = (source: string): string =>
  `INSERT INTO security_event (${COLUMNS})
   SELECT e.event, e.at, e.actor_id, e.user_id, e.workspace_id, e.network_address, e.user_agent,
     COALESCE((SELECT e.about || jsonb_build_object('workspace', w.name) FROM workspace w WHERE w.id = e.workspace_id), e.about)
   FROM (${source}) AS e`;

/** Leaves the lines of entries whose statement has done its work. */
export function tell(...entries: Entry[]): void {
  for (const entry of entries) {
    const { event, actorId = null, userId, workspaceId, about, line } = entry;
    const from = entry.from ?? requestOrigin();
    audit(
      event,
      { userId: actorId, from: from?.networkAddress },
      {
        ...(workspaceId && { workspace: workspaceId }),
        ...(userId && userId !== actorId && { member: userId }),
        ...about,
        ...line,
      },
    );
  }
}

const INSERT = insertEntries(givenEntries("$1"));

type Transaction = Pick<Prisma.TransactionClient, "$executeRawUnsafe">;

/** Writes entries in a transaction of Prisma's. Call `tell` once it has committed. */
export const writeEntries = async (tx: Transaction, ...entries: Entry[]): Promise<void> =>
  void (await tx.$executeRawUnsafe(INSERT, entryRows(...entries)));

/** Writes entries in a transaction of Prisma's. */
export type Log = (tx: Transaction, ...entries: Entry[]) => Promise<void>;

/**
 * Runs a transaction that writes entries. Their lines are left once it has committed.
 * @param run gets what writes them
 */
export async function recording<T>(run: (log: Log) => Promise<T>): Promise<T> {
  const written: Entry[] = [];
  const result = await run(async (tx, ...entries) => {
    await writeEntries(tx, ...entries);
    written.push(...entries);
  });
  tell(...written);
  return result;
}
