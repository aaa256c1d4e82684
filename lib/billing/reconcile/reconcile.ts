import { inSeconds, now } from "@/lib/clock";
import { invalidRequest } from "@/lib/errors";
import { expireArchived } from "../checkout/archived";
import { runAllPendingWork, type Swept } from "../pending-work/run";
import { checkAccount } from "../customers/installation";
import { prunePayloads } from "../mirror/prune";
import { examineAll } from "./alone";
import { LISTED, type Listed } from "./lists";
import { checkPortalConfigurations } from "./portal-configurations";
import { EVENTS, walkEvents } from "./recent";
import { checkCharges, REVERSED, walkReversals } from "./reversals";
import { lastFinished, Run, type Task, type Walk } from "./run";
import { replayCheckouts } from "./settle";
import { noteUnfinishedHandOvers } from "../hand-over/settle";
import { noteStrayPreviews } from "../previews/stray";
import { noteStraySeats } from "../seats/align";
import { reachingStripe } from "../stripe-call";
import { Tally, type CountsByKind, type Failure, type Finding } from "./tally";
import { walkList } from "./walk";

export type { Counts, CountsByKind, Failure, Finding } from "./tally";

/** How far back a run by events goes: to an instant, or to where the last finished run began. */
/** `last`: since the last finished run, or everything where Stripe's events don't reach back to one. */
export type Since = Date | "last";

export type Order = {
  /** Without it, every list of Stripe's is walked. */
  since?: Since;
  /** Reports only, and writes nothing. */
  dryRun?: boolean;
  /** Begins anew where an earlier run was cut off. */
  restart?: boolean;
  /** Skips pending work at Stripe, for a caller that lacks the app's settings. */
  skipPendingWork?: boolean;
  /** Stops after this time, at a place where the next run continues. */
  budgetMs?: number;
  /** Called after each page. */
  onPage?: (list: string, counts: CountsByKind) => void;
  /** Called when an earlier run is resumed. */
  onResume?: (startedAt: Date) => void;
};

export type Report = {
  finished: boolean;
  counts: CountsByKind;
  /** How many objects differed, and in what: the first 1,000 fields. */
  driftCount: number;
  drift: Finding[];
  /** Objects that could not be read or written; the first 1,000. */
  failures: Failure[];
  /** The pending work at Stripe. */
  pendingWork: Omit<Swept, "finished">;
};

/**
 * Finds and repairs what differs from Stripe. Safe beside live webhooks and other runs; a run that was cut off resumes
 * at its page.
 * @throws ProductError sync_in_progress; invalid_request for a `since` that events don't reach; stripe_unavailable
 */
export async function reconcile(order: Order): Promise<Report> {
  // Of another account nothing here is known, and all would be taken for deleted.
  await reachingStripe(() => checkAccount({ mustAnswer: true }), "sync");
  const last = await lastFinished();
  const since = order.since === "last" ? sinceLast(last?.startedAt) : (order.since ?? null);
  if (since) requireReachable(since);
  const task: Task = { mode: since ? "since" : "full", dryRun: order.dryRun ?? false, since };
  const endsAt = performance.now() + (order.budgetMs ?? Infinity);
  const run = await Run.take(task, order.restart ?? false, () => performance.now() > endsAt);
  if (run.reached) order.onResume?.(run.startedAt);
  try {
    let finished = await reachingStripe(() => work(run, order, last?.failures ?? []), "sync");
    const pendingWork: Report["pendingWork"] = { done: 0, failures: [] };
    if (finished && !task.dryRun) {
      const archived = await expireArchived(run.isTimeUp);
      pendingWork.failures.push(
        ...archived.failures.map(({ workspaceId, error }) => ({ workspaceId, error: String(error) })),
      );
      finished = archived.finished;
    }
    if (finished && !task.dryRun) {
      await replayCheckouts(run.isTimeUp);
      if (!order.skipPendingWork) {
        await noteStraySeats(run.isTimeUp);
        await noteStrayPreviews(run.isTimeUp);
        await noteUnfinishedHandOvers();
        const swept = await runAllPendingWork(run.isTimeUp, run.startedAt);
        pendingWork.done += swept.done;
        pendingWork.failures.push(...swept.failures);
        finished = swept.finished;
      }
      await prunePayloads(run.isTimeUp);
    }
    await run.end({ finished });
    const { counts, driftCount, drift, failures } = run.tally;
    return { finished, counts, driftCount, drift, failures, pendingWork };
  } catch (error) {
    await run.end({ finished: false, error }).catch(() => undefined); // what went wrong first is what counts
    throw error;
  }
}

async function work(run: Run, { onPage }: Order, failedLastTime: Failure[]): Promise<boolean> {
  const told: Walk = {
    task: run.task,
    tally: run.tally,
    isTimeUp: run.isTimeUp,
    save: async (list, place) => {
      await run.save(list, place);
      onPage?.(list, run.tally.counts);
    },
  };
  if (run.task.since === null) {
    const isPast = REVERSED.some((list) => list === run.reached?.list);
    // Invoices first: what went back of one is written where it is here.
    if (!isPast && !(await walkLists(told, LISTED, run.reached))) return false;
    if (!(await walkReversals(told, isPast ? run.reached : null))) return false;
    await checkPortalConfigurations(told);
    return true;
  }
  if (!run.reached) {
    // What failed the last time may have happened before this run's time.
    for (const kind of new Set(failedLastTime.map((failure) => failure.kind))) {
      const ids = failedLastTime.filter((failure) => failure.kind === kind).map(({ id }) => id);
      await (kind === "reversal" ? checkCharges(told, ids) : examineAll(told, kind, ids));
    }
    await told.save(EVENTS, null);
  }
  return walkEvents(told, run.task.since, run.reached?.place ?? null);
}

async function walkLists(walk: Walk, kinds: readonly Listed[], reached: Run["reached"]): Promise<boolean> {
  const first = Math.max(
    0,
    kinds.findIndex((kind) => kind === reached?.list),
  );
  for (const kind of kinds.slice(first)) {
    const place = kind === reached?.list ? reached.place : null;
    if (!place) await walk.save(kind, null);
    if (!(await walkList(walk, kind, place))) return false;
  }
  return true;
}

/** Stripe keeps events for 30 days (https://docs.stripe.com/api/events). */
const EVENTS_KEPT_SECONDS = 30 * 24 * 3600;
const OVERLAP_SECONDS = 3600;

/** A scheduler that calls every night asks for no more than it has to, and needs nobody to begin it or after a long pause. */
function sinceLast(lastStart: Date | undefined): Date | null {
  const since = lastStart && inSeconds(lastStart, -OVERLAP_SECONDS);
  return since && isReachable(since) ? since : null;
}

const isReachable = (since: Date): boolean => since > inSeconds(now(), -EVENTS_KEPT_SECONDS);

/** @throws ProductError invalid_request */
function requireReachable(since: Date): void {
  if (isReachable(since)) return;
  const message = `Stripe keeps events for 30 days, and ${since.toISOString()} is longer ago: run it without since`;
  throw invalidRequest([{ field: "since", message }]);
}

/**
 * Brings every product, price and portal configuration at Stripe into the mirror, for an app whose webhooks were not there when they were made.
 * @returns how many objects were read
 */
export async function syncCatalog(): Promise<number> {
  const tally = new Tally();
  const walk: Walk = {
    task: { dryRun: false, mode: "since" },
    tally,
    isTimeUp: () => false,
    save: async () => undefined,
  };
  await walkLists(walk, ["product", "price"], null);
  await checkPortalConfigurations(walk);
  const [failure] = tally.failures;
  if (failure) throw new Error(`The ${failure.kind} ${failure.id} could not be brought here: ${failure.error}`);
  return Object.values(tally.counts).reduce((sum, { read }) => sum + read, 0);
}
