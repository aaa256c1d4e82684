import { attemptEach } from "@/lib/attempts";
import { now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { Lease, type Patience, waitFor } from "@/lib/lease";
import { gateOf } from "@/lib/gate";
import { log } from "@/lib/observe/log";
import { Deadline } from "@/lib/stripe/deadline";
import { isFinal } from "@/lib/stripe/failures";
import type { Kind } from "../mirror/records";
import { removeIdleWork } from "./idle";
import { doPendingWork, type Extent, hasMore } from "./parts";

/**
 * Pending work: what must be done at Stripe for a workspace. The row is written by the same statement or transaction as
 * its cause (mirror/along.ts, lib/workspaces/headcount.ts), so no work is lost. The request that causes it tries at
 * once, and what fails stays for the next occasion: another member, an event that Stripe delivers again, `stripe:sync`.
 * Only one run at a time works for a workspace, over all instances, so calls reach Stripe in order.
 */

// Renewed during the work. After a crash it expires soon enough for a waiting run to take over.
const TERM = { seconds: 3, renewMs: 1_000 };
const PATIENCE = { longestMs: 9_000, pausesMs: [100, 100] } satisfies Patience;
// Each round does all that was there when it began. More than a few mean a crowd, and its last change leaves an event.
const MOST_ROUNDS = 10;

const take = (workspaceId: string) => Lease.take("pending_work", workspaceId, TERM);
type Taken = NonNullable<Awaited<ReturnType<typeof take>>>;

/**
 * What is left to a run of its own goes to Stripe at this pace: of a million subscriptions that renew on one day, those with
 * a discount or tax each leave a call. What does not get its turn in time waits for the next occasion.
 */
const LEFT = { atOnce: 4, waiting: 10_000, patienceMs: 10 * 60_000, usualMs: 500 };

/**
 * Does a workspace's pending work. When it returns, all that was there before is done.
 * @throws its failure, which is kept for the operator
 */
export async function runPendingWork(workspaceId: string, extent: Extent = "for a request"): Promise<void> {
  const takeOrNone = async () => (await take(workspaceId)) ?? ((await isThere(workspaceId)) ? undefined : "none");
  const longestMs = Math.min(PATIENCE.longestMs, Deadline.running?.remainingMs() ?? Infinity);
  const taken = await waitFor(takeOrNone, performance.now(), { ...PATIENCE, longestMs });
  if (!taken) throw new Error(`Workspace ${workspaceId} is still being worked for.`);
  if (taken === "none") return;
  const isLeft = await work(workspaceId, taken, extent);
  if (isLeft) runLater(workspaceId);
}

const later = new Set<Promise<void>>();

/** Waits for what `runLater` began; for tests, whose database ends before the process does. */
export async function laterWorkDone(): Promise<void> {
  while (later.size > 0) await Promise.all(later);
}

/** Not awaited, so no answer waits for it. If this process ends before, the row is still there. */
function runLater(workspaceId: string): void {
  const run = () => gateOf("pending work", LEFT).run(() => tryRun(workspaceId, "all"));
  const running: Promise<void> = Deadline.apart(run)
    .then(
      () => undefined,
      (error: unknown) => log.warn(`Pending work of workspace ${workspaceId} is left for later`, { error }),
    )
    .finally(() => later.delete(running));
  later.add(running);
}

// By whose rows pending work is caused (mirror/along.ts). A customer pays for several workspaces.
const WORKSPACES_OF: Partial<Record<Kind, string>> = {
  subscription: "SELECT s.workspace_id FROM subscription s WHERE s.id = $1",
  invoice: "SELECT s.workspace_id FROM invoice i JOIN subscription s ON s.id = i.subscription_id WHERE i.id = $1",
  payment_method:
    "SELECT s.workspace_id FROM payment_method m JOIN subscription s ON s.customer_id = m.customer_id WHERE m.id = $1",
  customer: "SELECT s.workspace_id FROM subscription s WHERE s.customer_id = $1",
};

/** The same for all workspaces that an object at Stripe may have left work for. */
export async function runPendingWorkOf(kind: Kind, id: string): Promise<void> {
  const workspaces = WORKSPACES_OF[kind];
  if (!workspaces) return;
  const rows = await statement<{ workspace_id: string }>(
    `pending_work_of_${kind}`,
    `SELECT w.workspace_id FROM pending_work w WHERE w.workspace_id IN (${workspaces}) ORDER BY w.workspace_id`,
    [id],
  );
  await attemptEach(rows, ({ workspace_id }) => runPendingWork(workspace_id, "for a webhook"));
}

/** For an event that is already handled. Fails only if another delivery may help; the operator sees the rest. */
export async function unlessFinal(work: Promise<void>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!isFinal(error)) throw error;
  });
}

/** For callers that must neither fail because of it nor wait for another run. The row stays until the work is done. */
export async function tryPendingWork(workspaceId: string): Promise<void> {
  if (await tryRun(workspaceId, "for a request")) runLater(workspaceId);
}

/** @returns whether something is left that this run was not for */
async function tryRun(workspaceId: string, extent: Extent): Promise<boolean> {
  try {
    const taken = await take(workspaceId);
    return taken !== undefined && (await work(workspaceId, taken, extent));
  } catch (error) {
    log.error(`Pending work of workspace ${workspaceId} failed and will be retried`, { error });
    return false;
  }
}

const MOST_AT_ONCE = 10_000;

const WAITING_WORK = `
  SELECT workspace_id FROM pending_work WHERE failed_at IS NULL OR failed_at < $1
  ORDER BY failed_at IS NOT NULL, COALESCE(failed_at, since) LIMIT ${MOST_AT_ONCE}`;

const FAILED = `SELECT workspace_id AS "workspaceId", error FROM pending_work WHERE failed_at >= $1 ORDER BY failed_at LIMIT 1000`;

export type Swept = {
  /** False where the time was up before all had their try. */
  finished: boolean;
  done: number;
  failures: { workspaceId: string; error: string }[];
};

/**
 * Does all pending work, the oldest first, and what failed before after the rest.
 * @param isTimeUp asked before each
 * @param begun those that failed since then have had their try, and are among the failures
 */
export async function runAllPendingWork(isTimeUp: () => boolean = () => false, begun: Date = now()): Promise<Swept> {
  let done = await removeIdleWork(isTimeUp);
  const failures = new Map<string, string>();
  const rows = await statement<{ workspace_id: string }>("pending_work_waiting", WAITING_WORK, [begun]);
  let tried = 0;
  for (const { workspace_id: workspaceId } of rows) {
    if (isTimeUp()) break;
    tried++;
    await runPendingWork(workspaceId, "all").then(
      () => done++,
      (error: unknown) => failures.set(workspaceId, String(error)),
    );
  }
  for (const { workspaceId, error } of await statement<Swept["failures"][number]>("pending_work_failed", FAILED, [
    begun,
  ]))
    failures.set(workspaceId, error);
  return {
    finished: tried === rows.length && rows.length < MOST_AT_ONCE,
    done,
    failures: [...failures].map(([workspaceId, error]) => ({ workspaceId, error })),
  };
}

/** @returns whether something is left that this run was not for */
async function work(workspaceId: string, [lease, { revision: first }]: Taken, extent: Extent): Promise<boolean> {
  try {
    let revision: number | undefined = first;
    let isLeft = false;
    let isDone = false;
    for (let round = 0; revision !== undefined && !isDone && round < MOST_ROUNDS; round++) {
      await doPendingWork(workspaceId, extent);
      isLeft = await hasMore(workspaceId, extent);
      const seen: number = revision;
      // What is left to another run keeps the row. A cause that came meanwhile is for this one.
      revision = isLeft ? (await lease.renew())?.revision : await finish(workspaceId, lease, revision);
      isDone = isLeft && revision === seen;
    }
    if (revision !== undefined) await lease.release({ error: null, failed_at: null });
    return isLeft;
  } catch (error) {
    await lease.release({ error: String(error).slice(0, 1_000), failed_at: now() });
    throw error;
  } finally {
    lease.stopRenewing();
  }
}

async function isThere(workspaceId: string): Promise<boolean> {
  return (
    (await statement("pending_work_exists", "SELECT FROM pending_work WHERE workspace_id = $1", [workspaceId])).length >
    0
  );
}

/**
 * @returns the revision that came meanwhile, for another round; undefined when it is done or another run has taken it
 */
async function finish(workspaceId: string, lease: Taken[0], revision: number): Promise<number | undefined> {
  const done = await statement(
    "pending_work_done",
    "DELETE FROM pending_work WHERE workspace_id = $1 AND lease_holder = $2 AND revision = $3 RETURNING 1",
    [workspaceId, lease.holder, revision],
  );
  return done.length > 0 ? undefined : (await lease.renew())?.revision;
}
