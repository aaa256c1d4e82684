// "The next charge fails": a card that its bank suddenly declines, without a test card that always does.
// Kept in memory, outside of any transaction. A decline that undoes a checkout is still used up.

export class PlannedDeclines {
  private readonly wanted = new Map<string, number>();

  /** The next charge of one customer, or of any. */
  add(customer: string | null, times = 1): void {
    this.wanted.set(customer ?? "", times);
  }

  all(): { customer: string | null; times: number }[] {
    return [...this.wanted].map(([customer, times]) => ({ customer: customer || null, times }));
  }

  /** Whether this charge is to be declined. Uses up one of the times. */
  take(customer: string): boolean {
    const key = [customer, ""].find((one) => this.wanted.has(one));
    if (key === undefined) return false;
    const left = (this.wanted.get(key) ?? 1) - 1;
    if (left > 0) this.wanted.set(key, left);
    else this.wanted.delete(key);
    return true;
  }

  clear(): void {
    this.wanted.clear();
  }
}
