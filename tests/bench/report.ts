import { compare, describeComparison, type Rounds } from "./statistics";

/** Compares contenders and remembers which comparisons were noisy, for the last line of the run. */
export class Report {
  readonly #noisy = new Set<string>();

  /** @returns the ratio of one contender to the other as the tables show it */
  ratio(one: Rounds, other: Rounds): string {
    const comparison = compare(one.rounds, other.rounds);
    if (comparison.noisy) this.#noisy.add(`${one.name} to ${other.name}`);
    return describeComparison(comparison);
  }

  /** @returns whether the run was noisy and which comparisons were, in one line */
  conclusion(): string {
    if (this.#noisy.size === 0)
      return "No comparison was noisy: the middle half of each one's rounds lies within a tenth.";
    return `The run was noisy. Run it again on a quiet machine. Noisy comparisons: ${[...this.#noisy].join("; ")}.`;
  }
}
