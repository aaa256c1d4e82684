import type Stripe from "stripe";

// The SDK waits between half a second and a second before its one retry.
const RETRY_PAUSE_MS = 1_000;
const SHORTEST_CALL_MS = 500;
// What comes before the first call and after the last one: our own statements, also on a busy machine.
const OUR_OWN_MS = 1_000;

/** The time that one request may take altogether; every call to Stripe in it fits what remains. */
export class Deadline {
  private readonly endsAt: number;

  constructor(milliseconds = 10_000) {
    // Elapsed time, not a date, because it must run while a test holds the clock.
    this.endsAt = performance.now() + milliseconds;
  }

  remainingMs(): number {
    return Math.max(0, this.endsAt - performance.now());
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
