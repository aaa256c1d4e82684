import { randomUUID } from "node:crypto";
import { inSeconds, now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { syncInProgress } from "./errors";
import { isFree, Lease } from "@/lib/lease";
import { asJson } from "../mirror/write";
import type { Place } from "./lists";
import { Tally, type CountsByKind, type Failure, type Finding } from "./tally";

export type Mode = "full" | "since";

/** What a run is to do. `since`: how far back a run by events goes. */
export type Task = { mode: Mode; dryRun: boolean; since: Date | null };

/** What the walkers of Stripe's lists know of their run. */
export type Walk = {
  task: Pick<Task, "dryRun" | "mode">;
  tally: Tally;
  /** Whether to stop after this page. */
  isTimeUp: () => boolean;
  /** Remembers how far it has come. */
  save: (list: string, place: Place | null) => Promise<void>;
};

/** What a run had done when a page was finished; of findings and failures, how many there were. */
type State = { list: string; place: Place | null; counts: string; driftCount: number; drift: number; failures: number };

type Row = {
  id: string;
  since: Date | null;
  kind: string | null;
  cursor: string | null;
  border: Date | null;
  counts: CountsByKind;
  drift: Finding[];
  drift_count: number;
  failures: Failure[];
  started_at: Date;
};

// A run renews its lease while it works. After a crash the next one waits this long at most.
const TERM = { seconds: 20, renewMs: 5_000 };

// What was walked longer ago is outdated, so a run begins anew instead of resuming. Events arrive all the time.
const GOES_ON_SECONDS = { full: 3 * 24 * 3600, since: 2 * 3600 };

/** Ends an unfinished run without a worker, if it should begin anew, is too old, or did not go back far enough. */
const GIVE_UP = `
  UPDATE reconciliation r SET finished_at = $3, error = 'Given up: another run began anew.', lease_holder = NULL, lease_until = NULL
  WHERE mode = $1 AND dry_run = $2 AND finished_at IS NULL AND ${isFree("r", "$3")}
    AND ($4 OR worked_at < $5 OR since > $6::timestamptz)`;

/** Begins a run, or resumes the unfinished one, unless another process works on it. */
const TAKE = `
  INSERT INTO reconciliation AS r (id, mode, dry_run, since, started_at, worked_at, lease_holder, lease_until)
  VALUES ($1, $2, $3, $4, $5, $5, $1, $6)
  ON CONFLICT (mode, dry_run) WHERE finished_at IS NULL DO UPDATE
    SET lease_holder = $1, lease_until = $6, error = NULL
    WHERE ${isFree("r", "$5")}
  RETURNING *`;

// A page is sooner done again than remembered; a killed run loses no more than this.
const SAVE_EVERY_MS = 250;

const SAVE = `
  UPDATE reconciliation SET kind = $3, cursor = $4, border = $5, counts = $6, drift = COALESCE($7, drift), drift_count = $8,
    failures = COALESCE($9, failures), worked_at = $10
  WHERE id = $1 AND lease_holder = $2 RETURNING 1`;

/** One run of the reconciliation, as its row in the database has it. */
export class Run implements Walk {
  private readonly kept: { drift: number; failures: number };
  private savedAt = 0;
  private unsaved: State | null = null;
  private list = "";

  private constructor(
    private readonly row: Row,
    private readonly lease: Lease<"reconciliation">,
    readonly task: Task,
    readonly tally: Tally,
    readonly isTimeUp: () => boolean,
  ) {
    this.kept = { drift: tally.drift.length, failures: tally.failures.length };
  }

  /** @throws ProductError sync_in_progress while another one works on the same */
  static async take(task: Task, restart: boolean, isTimeUp: () => boolean): Promise<Run> {
    const at = now();
    const { mode, dryRun, since } = task;
    const tooOld = inSeconds(at, -GOES_ON_SECONDS[mode]);
    await statement("reconciliation_give_up", GIVE_UP, [mode, dryRun, at, restart, tooOld, since]);
    const holder = randomUUID();
    const [row] = await statement<Row>("reconciliation_take", TAKE, [
      holder,
      mode,
      dryRun,
      since,
      at,
      inSeconds(at, TERM.seconds),
    ]);
    if (!row) throw syncInProgress(TERM.seconds);
    const tally = new Tally(row.counts, row.drift, row.drift_count, row.failures);
    const lease = new Lease("reconciliation", row.id, holder, TERM);
    return new Run(row, lease, { ...task, since: row.since }, tally, isTimeUp);
  }

  get startedAt(): Date {
    return this.row.started_at;
  }

  /** The list that an earlier process was walking, and how far it came; null for a run that begins. */
  get reached(): { list: string; place: Place | null } | null {
    const { kind, cursor, border } = this.row;
    return kind ? { list: kind, place: border ? { cursor, border } : null } : null;
  }

  /** The run resumes here. */
  async save(list: string, place: Place | null): Promise<void> {
    this.note(list, place);
    if (place && !this.isTimeUp() && performance.now() - this.savedAt < SAVE_EVERY_MS) return;
    await this.saveNow();
  }

  private note(list: string, place: Place | null): void {
    const { counts, drift, driftCount, failures } = this.tally;
    this.unsaved = {
      list,
      place,
      counts: JSON.stringify(counts),
      driftCount,
      drift: drift.length,
      failures: failures.length,
    };
    this.list = list;
  }

  private async saveNow(): Promise<void> {
    const state = this.unsaved;
    if (!state) return;
    const { drift, failures } = this.tally;
    const saved = await statement("reconciliation_save", SAVE, [
      this.row.id,
      this.lease.holder,
      state.list,
      state.place?.cursor,
      state.place?.border,
      state.counts,
      state.drift > this.kept.drift ? asJson(drift.slice(0, state.drift)) : null,
      state.driftCount,
      state.failures > this.kept.failures ? asJson(failures.slice(0, state.failures)) : null,
      now(),
    ]);
    if (saved.length === 0) throw new Error("This run lost its lease: another one has taken it up.");
    Object.assign(this.kept, { drift: state.drift, failures: state.failures });
    this.unsaved = null;
    this.savedAt = performance.now();
  }

  /** Lets go of it: done; or cut off, by an error or because its time was up, for another one to take it up at once. */
  async end(how: { finished: boolean; error?: unknown }): Promise<void> {
    this.lease.stopRenewing();
    if (how.finished) this.note(this.list, null);
    await this.saveNow();
    const why = how.error ?? (how.finished && !this.task.dryRun ? this.forgotten() : null);
    const error = why === null ? null : why instanceof Error ? why.message : String(why);
    await this.lease.release({ error, finished_at: how.finished ? now() : null });
  }

  /** Why a run by events can't begin where this one did: not all that failed is known any more, to be looked at again. */
  private forgotten(): string | null {
    const { failedCount, failures } = this.tally;
    if (failedCount <= failures.length) return null;
    const [failed, kept] = [failedCount.toLocaleString("en"), failures.length.toLocaleString("en")];
    return `${failed} objects failed, of which ${kept} are kept, so it does not count as finished.`;
  }
}

/** The start of the last run that was carried through and wrote what it found, and what it failed at. */
export async function lastFinished(): Promise<{ startedAt: Date; failures: Failure[] } | null> {
  const [row] = await statement<{ started_at: Date; failures: Failure[] }>(
    "reconciliation_last",
    `SELECT started_at, failures FROM reconciliation
     WHERE finished_at IS NOT NULL AND error IS NULL AND NOT dry_run ORDER BY reconciliation.started_at DESC LIMIT 1`,
    [],
  );
  return row ? { startedAt: row.started_at, failures: row.failures } : null;
}
