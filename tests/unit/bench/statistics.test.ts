import { describe, expect, it } from "vitest";
import { Report } from "@/tests/bench/report";
import { compare, describeComparison, median, quantile, spread } from "@/tests/bench/statistics";

describe("the statistics of the bench", () => {
  it("takes the middle number, or the mean of the two middle ones, and leaves the input as it is", () => {
    const odd = [9, 1, 5];
    expect(median(odd)).toBe(5);
    expect(odd).toEqual([9, 1, 5]);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([])).toBeNaN();
  });

  it("interpolates between the two nearest numbers", () => {
    expect(quantile([1, 2, 3, 4], 0.25)).toBe(1.75);
    expect(quantile([1, 2, 3, 4], 0.75)).toBe(3.25);
    expect(quantile([7], 0.99)).toBe(7);
  });

  it("measures the spread by the middle half, so that one bad round doesn't count", () => {
    expect(spread([1, 2, 3, 4, 5])).toBeCloseTo(2 / 3);
    expect(spread([2, 2, 2, 2, 2, 2, 2, 2, 90])).toBe(0);
  });

  it("compares round by round: a slow machine slows both", () => {
    const comparison = compare([200, 20, 2], [100, 10, 1]);
    expect(comparison).toEqual({ median: 2, lowerQuartile: 2, upperQuartile: 2, noisy: false });
  });

  it("refuses to compare different numbers of rounds", () => {
    expect(() => compare([1, 2], [1])).toThrow("Can't compare 2 rounds with 1.");
  });

  it.each([
    { ratios: [1.91, 1.95, 2, 2.05, 2.09], text: "2.00 (1.95–2.05)" },
    { ratios: [1.8, 1.89, 2, 2.1, 2.2], text: "2.00 (1.89–2.10) noisy" },
    { ratios: [1, 1, 1, 1, 30], text: "1.00 (1.00–1.00)" },
    { ratios: [NaN, NaN, NaN], text: "NaN (NaN–NaN) noisy" },
  ])("describes $ratios as $text", ({ ratios, text }) => {
    const ones = ratios.map(() => 1);
    expect(describeComparison(compare(ratios, ones))).toBe(text);
  });

  it("calls a comparison with a contender that did nothing noisy", () => {
    expect(compare([1, 1], [0, 0]).noisy).toBe(true);
  });
});

describe("the last line of the bench", () => {
  const steady = { name: "steady", rounds: [100, 100, 100] };
  const jumpy = { name: "jumpy", rounds: [50, 100, 200] };

  it("says that no comparison was noisy", () => {
    const report = new Report();
    expect(report.ratio(steady, steady)).toBe("1.00 (1.00–1.00)");
    expect(report.conclusion()).toBe(
      "No comparison was noisy: the middle half of each one's rounds lies within a tenth.",
    );
  });

  it("names each noisy comparison once", () => {
    const report = new Report();
    report.ratio(steady, steady);
    report.ratio(jumpy, steady);
    report.ratio(jumpy, steady);
    report.ratio(steady, jumpy);
    expect(report.conclusion()).toBe(
      "The run was noisy. Run it again on a quiet machine. Noisy comparisons: jumpy to steady; steady to jumpy.",
    );
  });
});
