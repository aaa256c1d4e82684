import { expect, test } from "vitest";
import { pairwise } from "../support/pairwise";

test("any two values of two columns meet in a row, in far fewer rows than there are combinations", () => {
  const columns = [
    ["a", "b", "c"],
    [1, 2, 3, 4],
    [true, false],
    ["p", "q", "r", "s", "t"],
  ] as const;
  const rows = pairwise<[string, number, boolean, string]>(...columns);
  for (const [left, ones] of columns.entries())
    for (const [right, others] of [...columns.entries()].slice(left + 1))
      for (const one of ones)
        for (const other of others) expect(rows.some((row) => row[left] === one && row[right] === other)).toBe(true);
  expect(rows.length).toBeLessThan(30);
});
