/**
 * Node takes one new connection in each turn of its loop. With work under way a turn may last ten milliseconds, and then the last of
 * 2,000 connections would be taken after twenty seconds, unseen by any bound of ours. So as long as each turn brings a new
 * one, nothing new is begun: the turns are short, and soon all that came are known.
 */
const LONGEST_HOLD_MS = 1_000;
/** A crowd that doesn't end tells nothing of how long the newest have waited. */
const LONGEST_WAIT_MS = 2_500;

type Held = { since: number; promise: Promise<void>; release: () => void };

let began: number | undefined;
let connections = 0;
let held: Held | undefined;

/** To be called with each new connection. */
export function noteConnection(): void {
  connections++;
  if (began !== undefined) return;
  began = performance.now();
  setImmediate(endTurn);
}

function endTurn(): void {
  const isOver = connections === 0;
  connections = 0;
  if (isOver) began = undefined;
  if (held && (isOver || performance.now() - held.since > LONGEST_HOLD_MS)) {
    const { release } = held;
    held = undefined;
    release();
  }
  if (!isOver) setImmediate(endTurn);
}

/** Resolves when no new connection waits; undefined when none does. */
export function crowdIsRead(): Promise<void> | undefined {
  if (began === undefined) return undefined;
  if (!held) {
    let release = (): void => undefined;
    const promise = new Promise<void>((resolve) => (release = resolve));
    held = { since: performance.now(), promise, release };
  }
  return held.promise;
}

let turnBegan: number | undefined;

/** Since when the request that is read now may have waited: since the turn began, or since the crowd did. */
export function waitsSince(): number {
  const now = performance.now();
  if (turnBegan === undefined) {
    turnBegan = now;
    setImmediate(() => (turnBegan = undefined));
  }
  return Math.min(turnBegan, Math.max(began ?? now, now - LONGEST_WAIT_MS));
}
