import type { Kind } from "../mirror/records";

/** What a run counts. A reversal, which is what went back of a payment, is no object of Stripe's: its id is the charge's. */
export type Counted = Kind | "reversal";

/** The results for the objects of one kind. */
export type Counts = {
  /** Looked at, of Stripe's and of ours. */
  read: number;
  same: number;
  /** Differed here, or were missing; in a dry run those that would be repaired. */
  repaired: number;
  /** Are no more at Stripe, and were here. */
  gone: number;
  notOurs: number;
  failed: number;
};

/** One difference: a column, an item's column (`items[si_…].quantity`), or `id` where a whole row is missing. */
export type Finding = { kind: Counted; id: string; field: string; here: unknown; there: unknown };

export type Failure = { kind: Counted; id: string; error: string };

export type CountsByKind = Partial<Record<Counted, Counts>>;

// A mirror that lacks a million rows is no longer news after the first thousand.
const MOST_KEPT = 1_000;

/** What a run has counted and found so far; kept in its row, so that a resumed run continues counting. */
export class Tally {
  constructor(
    readonly counts: CountsByKind = {},
    readonly drift: Finding[] = [],
    public driftCount = 0,
    readonly failures: Failure[] = [],
  ) {}

  count(kind: Counted, what: Exclude<keyof Counts, "read">, by = 1): void {
    const counts = (this.counts[kind] ??= { read: 0, same: 0, repaired: 0, gone: 0, notOurs: 0, failed: 0 });
    counts.read += by;
    counts[what] += by;
  }

  /** An object differs, in these fields. */
  differs(findings: Finding[]): void {
    this.driftCount++;
    this.drift.push(...findings.slice(0, MOST_KEPT - this.drift.length));
  }

  failed(kind: Counted, id: string, error: unknown): void {
    this.count(kind, "failed");
    const text = error instanceof Error ? error.message : String(error);
    if (this.failures.length < MOST_KEPT) this.failures.push({ kind, id, error: text.slice(0, 1_000) });
  }

  /** How many objects failed, kept or not. */
  get failedCount(): number {
    return Object.values(this.counts).reduce((sum, { failed }) => sum + failed, 0);
  }
}
