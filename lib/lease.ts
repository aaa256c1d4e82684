import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { inSeconds, now } from "@/lib/clock";
import { statement } from "@/lib/db";

// docs/decisions/003-leases-instead-of-locks.md

/**
 * By table: its key, what taking and renewing return, what a release stores about how the work ended, and what else must
 * be true of a row that is taken.
 */
const TABLES = {
  stripe_user: { key: "user_id", returns: "1", stores: [], when: "true" },
  workspace: { key: "id", returns: "1", stores: [], when: "true" },
  pending_work: { key: "workspace_id", returns: "revision", stores: ["error", "failed_at"], when: "true" },
  installation: { key: "one", returns: "1", stores: [], when: "true" },
  reconciliation: { key: "id", returns: "1", stores: ["error", "finished_at"], when: "true" },
  mail: {
    key: "id",
    returns: `id, key, kind, to_address AS "to", user_id AS "userId", language, data, created_at AS "createdAt", attempts,
      workspace_id AS "workspaceId", next_attempt_at AS "nextAttemptAt"`,
    stores: ["attempts", "next_attempt_at", "sent_at", "dropped_at", "failed_at", "error"],
    when: "r.sent_at IS NULL AND r.dropped_at IS NULL AND r.failed_at IS NULL AND r.next_attempt_at <= $3",
  },
} as const;

/** A mail that is being sent. */
export type MailRow = {
  id: string;
  key: string;
  kind: string;
  to: string;
  language: string;
  data: unknown;
  createdAt: Date;
  attempts: number;
  userId: string | null;
  workspaceId: string | null;
  nextAttemptAt: Date;
};

type Table = keyof typeof TABLES;
type Held<T> = T extends "pending_work" ? { revision: number } : T extends "mail" ? MailRow : object;
type Outcome<T extends Table> = Record<(typeof TABLES)[T]["stores"][number], string | number | Date | null>;

/** How long a lease lasts, and how often it is renewed if the work may take longer. */
type Term = { seconds: number; renewMs?: number };

/** The SQL of whether a row has no holder, or one whose time is up. @param at the SQL of the present instant */
export const isFree = (row: string, at: string) => `(${row}.lease_until IS NULL OR ${row}.lease_until <= ${at})`;

/** A row that one process at a time works on, over all instances. Holding it holds no database connection. */
export class Lease<T extends Table> {
  private readonly heartbeat: NodeJS.Timeout | undefined;

  /** For a holder that is in the row already; otherwise `take`. */
  constructor(
    private readonly table: T,
    private readonly id: string,
    readonly holder: string,
    private readonly term: Term,
  ) {
    if (term.renewMs)
      this.heartbeat = setInterval(() => void this.renew().catch(() => undefined), term.renewMs).unref();
  }

  /** @returns undefined while another one holds it, and where there is no such row */
  static async take<T extends Table>(table: T, id: string, term: Term): Promise<[Lease<T>, Held<T>] | undefined> {
    const [holder, at] = [randomUUID(), now()];
    const [row] = await statement<Held<T>>(
      `lease_take_${table}`,
      `UPDATE ${table} r SET lease_holder = $2, lease_until = $4
       WHERE ${TABLES[table].key} = $1 AND ${isFree("r", "$3")} AND ${TABLES[table].when} RETURNING ${TABLES[table].returns}`,
      [id, holder, at, inSeconds(at, term.seconds)],
    );
    return row && [new Lease(table, id, holder, term), row];
  }

  /** @returns undefined when it is lost: another one has taken it, or the row is gone */
  async renew(): Promise<Held<T> | undefined> {
    const { key, returns } = TABLES[this.table];
    const [row] = await statement<Held<T>>(
      `lease_renew_${this.table}`,
      `UPDATE ${this.table} SET lease_until = $3 WHERE ${key} = $1 AND lease_holder = $2 RETURNING ${returns}`,
      [this.id, this.holder, inSeconds(now(), this.term.seconds)],
    );
    return row;
  }

  /** Ends the heartbeat. The row stays as it is. */
  stopRenewing(): void {
    clearInterval(this.heartbeat);
  }

  /** For the next one to take it at once. One that is lost stores nothing. */
  async release(outcome: Outcome<T>): Promise<void> {
    this.stopRenewing();
    const { key, stores } = TABLES[this.table];
    const sets = ["lease_holder = NULL", "lease_until = NULL", ...stores.map((column, n) => `${column} = $${n + 3}`)];
    await statement(
      `lease_release_${this.table}`,
      `UPDATE ${this.table} SET ${sets.join(", ")} WHERE ${key} = $1 AND lease_holder = $2`,
      [this.id, this.holder, ...stores.map((column: keyof Outcome<T>) => outcome[column])],
    );
  }
}

/** How long to wait, and between two questions: the pause doubles from the first to the longest. */
export type Patience = { longestMs: number; pausesMs: [first: number, longest: number] };

/** @returns what `ask` answers; undefined when that takes longer. @param since of `performance.now()` */
export async function waitFor<A>(
  ask: () => Promise<A | undefined>,
  since: number,
  wait: Patience,
): Promise<A | undefined> {
  for (let [pause, longest] = wait.pausesMs; ; pause = Math.min(pause * 2, longest)) {
    const answer = await ask();
    if (answer !== undefined || performance.now() - since > wait.longestMs) return answer;
    // Unequal pauses, so that many who wait do not ask all at once.
    await sleep(pause * (0.5 + Math.random()));
  }
}
