import { AsyncLocalStorage } from "node:async_hooks";
import type Stripe from "stripe";

// The SDK waits between half a second and a second before its one retry.
const RETRY_PAUSE_MS = 1_000;
const SHORTEST_CALL_MS = 500;
// What comes before the first call and after the last one: our own statements, also on a busy machine.
const OUR_OWN_MS = 1_000;

const running = new AsyncLocalStorage<Deadline>();

/**
 * The time that one request may take altogether. Every call to Stripe in it fits what remains. A deadline that begins
 * while another one runs never ends later than that one, so a function that sets its own takes no request past its time.
 */
export class Deadline {
  private readonly endsAt: number;

  constructor(milliseconds = 10_000) {
    // Elapsed time, not a date, because it must run while a test holds the clock.
    this.endsAt = Math.min(performance.now() + milliseconds, Deadline.running?.endsAt ?? Infinity);
  }

  /** The one of the request that this code runs for, if any. */
  static get running(): Deadline | undefined {
    return running.getStore();
  }

  /** Runs work whose deadlines, and all calls to Stripe, end with this one. */
  run<T>(work: () => Promise<T>): Promise<T> {
    return running.run(this, work);
  }

  /** Runs work that outlasts the request that leads to it, without that one's deadline. */
  static apart<T>(work: () => Promise<T>): Promise<T> {
    return running.exit(work);
  }

  remainingMs(): number {
    return Math.max(0, this.endsAt - performance.now());
  }

  /**
   * Waits for work that another request has begun, which may have more time than this one.
   * @throws DeadlineExceeded
   */
  async waitFor<T>(work: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const timeUp = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new DeadlineExceeded()), this.remainingMs());
    });
    return Promise.race([work, timeUp]).finally(() => clearTimeout(timer));
  }

  /**
   * Options for a call of the SDK: two attempts where both fit, otherwise one.
   * @throws Error when the time is up
   */
  options(extra: Stripe.RequestOptions = {}): Stripe.RequestOptions {
    const remaining = this.remainingMs() - OUR_OWN_MS;
    if (remaining < SHORTEST_CALL_MS) throw new DeadlineExceeded();
    const each = Math.floor((remaining - RETRY_PAUSE_MS) / 2);
    return each >= SHORTEST_CALL_MS
      ? { ...extra, timeout: each, maxNetworkRetries: 1 }
      : { ...extra, timeout: Math.floor(remaining), maxNetworkRetries: 0 };
  }
}

export class DeadlineExceeded extends Error {
  constructor() {
    super("No time was left for another call to Stripe.");
    this.name = "DeadlineExceeded";
  }
}
