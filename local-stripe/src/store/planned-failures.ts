// "The next finalization fails": what an invoice lacks that Stripe needs, such as its customer's location for tax.
// Kept in memory like planned declines.

export interface FinalizationFailure {
  /** Of one customer, or of any. */
  customer: string | null;
  times: number;
  code: string;
  message: string;
}

export class PlannedFailures {
  private readonly wanted = new Map<string, FinalizationFailure>();

  add(failure: FinalizationFailure): void {
    this.wanted.set(failure.customer ?? "", failure);
  }

  all(): FinalizationFailure[] {
    return [...this.wanted.values()];
  }

  /** The failure of this finalization, if one is planned. Uses up one of the times. */
  take(customer: string): FinalizationFailure | undefined {
    const found = this.wanted.get(customer) ?? this.wanted.get("");
    if (!found) return undefined;
    if (found.times > 1) this.add({ ...found, times: found.times - 1 });
    else this.wanted.delete(found.customer ?? "");
    return found;
  }

  clear(): void {
    this.wanted.clear();
  }
}
