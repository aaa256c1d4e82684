import type Stripe from "stripe";

/** All events of one local Stripe, in the order in which they came to be, for several histories at once. */
export class Feed {
  private last: string | undefined;
  private readonly listeners = new Set<(event: Stripe.Event) => void>();
  private turn: Promise<void> = Promise.resolve();
  private waiting: Promise<void> | undefined;

  constructor(private readonly stripe: Stripe) {}

  /** @returns ends the subscription */
  listen(listener: (event: Stripe.Event) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Hands out everything that happened before the call. */
  pull(): Promise<void> {
    // A call during a request shares the next one.
    this.waiting ??= this.turn = this.turn.then(() => {
      this.waiting = undefined;
      return this.read();
    });
    return this.waiting;
  }

  private async read(): Promise<void> {
    for (let more = true; more; ) {
      const page = await this.stripe.events.list({ limit: 100, ...(this.last && { ending_before: this.last }) });
      for (const event of page.data.toReversed()) for (const listener of this.listeners) listener(event);
      more = page.has_more && this.last !== undefined;
      this.last = page.data[0]?.id ?? this.last;
    }
  }
}
