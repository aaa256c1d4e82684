import { expect, test } from "vitest";
import { syncArguments } from "@/scripts/cli/sync-arguments";

const now = new Date("2026-03-01T12:00:00Z");

test("nothing given walks every list and writes", () => {
  expect(syncArguments([], now)).toEqual({ dryRun: false, restart: false });
});

test.each([
  [["--since", "24h"], new Date("2026-02-28T12:00:00Z")],
  [["--since=7d"], new Date("2026-02-22T12:00:00Z")],
  [["--since", "90m", "--restart"], new Date("2026-03-01T10:30:00Z")],
  [["--since", "2026-02-01T00:00:00Z"], new Date("2026-02-01T00:00:00Z")],
  [["--since", "2026-02-01T00:00:00+01:00"], new Date("2026-01-31T23:00:00Z")],
  [["--since"], "last"],
  [["--since", "--dry-run"], "last"],
])("%j", (args, since) => {
  expect(syncArguments(args, now).since).toEqual(since);
});

test.each([
  [["--since", "yesterday"], /allowed are 90m, 24h, 7d/],
  [["--since", "2026-02-01"], /allowed are/],
  [["--since", "2026-02-01T00:00:00"], /allowed are/],
  [["--since", "2027-01-01T00:00:00Z"], /in the future/],
  [["--dryrun"], /Unknown option '--dryrun'/],
  [["all"], /Unexpected argument 'all'/],
])("%j is refused, with how it is used", (args, message) => {
  expect(() => syncArguments(args, now)).toThrow(message);
  expect(() => syncArguments(args, now)).toThrow(/Usage: npm run stripe:sync/);
});
