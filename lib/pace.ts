/** Shorter than this nothing can be told from: pieces of work that were begun together end together. */
const WINDOW_MS = 250;

/**
 * How fast pieces of work follow each other while there is always a next one. Idle times don't count, and neither does the
 * time until the first is done, in which a crowd's requests are read.
 */
export class Pace {
  private window: { since: number; done: number } | undefined;
  private perPieceMs: number;

  /** @param usualMs the time for one, as long as nothing was measured */
  constructor(private readonly usualMs: number) {
    this.perPieceMs = usualMs;
  }

  /** One is done. @param more whether there is a next one @returns whether the pace was measured anew */
  done(now: number, more: boolean): boolean {
    const window = (this.window ??= { since: now, done: -1 });
    window.done++;
    const elapsed = now - window.since;
    const isMeasured = elapsed >= WINDOW_MS;
    if (isMeasured) {
      this.perPieceMs = (this.perPieceMs + elapsed / window.done) / 2;
      this.window = { since: now, done: 0 };
    }
    if (!more) {
      this.window = undefined;
      // The next crowd may find a faster machine.
      this.perPieceMs = this.usualMs;
    }
    return isMeasured;
  }

  /** How long so many more take, as far as anyone can tell. */
  expectedMs(pieces: number): number {
    return pieces * this.perPieceMs;
  }

  /** How many more fit into so long a time. */
  expectedIn(ms: number): number {
    return Math.floor(ms / this.perPieceMs);
  }
}
