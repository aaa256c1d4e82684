import { overloaded } from "@/lib/errors";
import { Pace } from "@/lib/pace";

type Waiting = { until: number; admit: () => void; refuse: () => void };

export type Bounds = {
  /** So many are under way. */
  atOnce: number;
  /** So many more wait for their turn, each at most so long. */
  waiting: number;
  patienceMs: number;
  /** How long one takes of the whole's time, until it was measured. */
  usualMs: number;
};

/**
 * Bounds how much of one kind is done at once. What comes on top waits for a moment, because most bursts are over by
 * then. What can't have its turn in time, at the pace of the last second, is refused without waiting for that.
 */
export class Gate {
  private running = 0;
  /** The first has waited longest. */
  private readonly waiting: Waiting[] = [];
  private readonly pace: Pace;

  constructor(private readonly bounds: Bounds) {
    this.pace = new Pace(bounds.usualMs);
  }

  /**
   * @param since when it came, by `performance.now()`; what it waited before counts as well
   * @returns what to call when it is done
   * @throws ProductError overloaded: at once when it would wait too long, otherwise after the time to wait
   */
  async enter(since = performance.now()): Promise<() => void> {
    if (this.running < this.bounds.atOnce) this.running++;
    else await this.turn(since);
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.leave();
    };
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    const leave = await this.enter();
    try {
      return await work();
    } finally {
      leave();
    }
  }

  private turn(since: number): Promise<void> {
    const now = performance.now();
    const { waiting, patienceMs } = this.bounds;
    const until = since + patienceMs;
    const isFull = this.waiting.length >= waiting;
    // Only to be read took it that long, and to be done takes longer.
    const isLate = now - since > (patienceMs * 2) / 3;
    if (isFull || isLate || this.isTooLate(this.waiting.length + 1, until, now)) return Promise.reject(overloaded());
    return new Promise((resolve, reject) => {
      const tooLong = setTimeout(() => {
        this.waiting.splice(this.waiting.indexOf(one), 1);
        reject(overloaded());
      }, until - now);
      const one: Waiting = {
        until,
        admit: () => {
          clearTimeout(tooLong);
          resolve();
        },
        refuse: () => {
          clearTimeout(tooLong);
          reject(overloaded());
        },
      };
      this.waiting.push(one);
    });
  }

  private isTooLate(place: number, until: number, now: number): boolean {
    return now + this.pace.expectedMs(place) > until;
  }

  /** The place goes to the one that has waited longest. */
  private leave(): void {
    const now = performance.now();
    const next = this.waiting.shift();
    const isMeasured = this.pace.done(now, next !== undefined);
    if (!next) return void this.running--;
    next.admit();
    const last = this.waiting.at(-1);
    if (isMeasured && last) this.shorten(last.until - now);
  }

  /** It got slower than it was when they came. Half of those that are too many go at a time: it may get faster again. */
  private shorten(leftMs: number): void {
    const tooMany = this.waiting.length - this.pace.expectedIn(leftMs);
    if (tooMany <= 0) return;
    for (const one of this.waiting.splice(-Math.ceil(tooMany / 2))) one.refuse();
  }
}

// Next loads a module once for each of its bundles; there is one process.
const home = globalThis as typeof globalThis & { billingGates?: Map<string, Gate> };

/** The gate of this name in this process. */
export function gateOf(name: string, bounds: Bounds): Gate {
  const gates = (home.billingGates ??= new Map());
  const gate = gates.get(name) ?? new Gate(bounds);
  gates.set(name, gate);
  return gate;
}
