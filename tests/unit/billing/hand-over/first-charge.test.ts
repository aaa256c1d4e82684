import { expect, test } from "vitest";
import { latestFirstCharge } from "@/lib/billing/hand-over/first-charge";

const after = (interval: "day" | "week" | "month" | "year", intervalCount: number, from: string) =>
  latestFirstCharge({ interval, intervalCount }, new Date(from)).toISOString();

test.each([
  ["day", 45, "2026-01-01T10:00:00Z", "2026-02-15T10:00:00.000Z"],
  ["week", 2, "2026-01-01T10:00:00Z", "2026-01-15T10:00:00.000Z"],
  ["month", 1, "2026-01-31T10:00:00Z", "2026-02-28T10:00:00.000Z"],
  ["month", 1, "2026-02-28T10:00:00Z", "2026-03-28T10:00:00.000Z"],
  ["month", 3, "2026-11-30T10:00:00Z", "2027-02-28T10:00:00.000Z"],
  ["year", 1, "2028-02-29T10:00:00Z", "2029-02-28T10:00:00.000Z"],
] as const)("of a price for %s %i, from %s the first charge is on %3$s at the latest", (interval, count, from, day) => {
  expect(after(interval, count, from)).toBe(day);
});
