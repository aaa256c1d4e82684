/** What one contender reached in each round, per second. */
export type Rounds = { name: string; rounds: number[] };

export type Comparison = {
  median: number;
  lowerQuartile: number;
  upperQuartile: number;
  noisy: boolean;
};

/**
 * The largest spread of a comparison that isn't noisy. At this spread and with nine rounds, the medians of about one in fifty
 * pairs of runs differ by more than a tenth (simulated with normally distributed ratios).
 */
const NOISY_SPREAD = 0.1;

/** Compares round by round, because background load affected both contenders of a round equally. */
export function compare(one: number[], other: number[]): Comparison {
  if (one.length !== other.length) throw new Error(`Can't compare ${one.length} rounds with ${other.length}.`);
  const ratios = one.map((value, round) => value / (other[round] ?? NaN));
  return {
    median: median(ratios),
    lowerQuartile: quantile(ratios, 0.25),
    upperQuartile: quantile(ratios, 0.75),
    // Negated, so that a ratio that is no number is noisy too.
    noisy: !(spread(ratios) <= NOISY_SPREAD),
  };
}

/** The width of the middle half as a share of the median. */
export const spread = (numbers: number[]): number =>
  (quantile(numbers, 0.75) - quantile(numbers, 0.25)) / median(numbers);

export const median = (numbers: number[]): number => quantile(numbers, 0.5);

/** Interpolates between the two nearest numbers. */
export function quantile(numbers: number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)] ?? NaN;
  const above = sorted[Math.ceil(position)] ?? NaN;
  return below + (above - below) * (position - Math.floor(position));
}

export function describeComparison({ median, lowerQuartile, upperQuartile, noisy }: Comparison): string {
  return `${median.toFixed(2)} (${lowerQuartile.toFixed(2)}–${upperQuartile.toFixed(2)})${noisy ? " noisy" : ""}`;
}
