import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Rate, termsOf } from "@/lib/billing/portal/terms";

const month = (amount: number | null, productId = "pro"): Rate => ({
  productId,
  amount,
  interval: "month",
  intervalCount: 1,
});
const year = (amount: number | null, productId = "pro"): Rate => ({ ...month(amount, productId), interval: "year" });

const AS_SET_UP = {
  waits: ["decreasing_item_amount", "shortening_interval"],
  trial_update_behavior: "continue_trial",
};
const terms = (from: Rate, to: Rate, { status = "active", managed = true, settings = AS_SET_UP } = {}) =>
  termsOf(settings, { status, managed, from, to });

describe("as set up", () => {
  test.each([
    ["a higher amount", month(900), month(2_900), "now", "portal"],
    ["a lower amount", month(2_900), month(900), "period_end", "portal"],
    ["a longer interval that costs more per day too", month(900, "small"), year(99_000, "big"), "now", "portal"],
    ["a longer interval that costs less per day", month(2_900), year(29_000), "now", "api"],
    ["a longer interval of a smaller plan", month(9_900, "big"), year(9_000, "small"), "now", "api"],
    ["a shorter interval", year(29_000), month(2_900), "period_end", "portal"],
    ["a shorter interval of a bigger plan", year(9_000, "small"), month(9_900, "big"), "period_end", "portal"],
    ["the same amount", month(2_900), month(2_900, "other"), "now", "portal"],
    ["twelve months to a year", { ...month(30_000), intervalCount: 12 }, year(29_000), "period_end", "portal"],
  ])("%s", (_, from, to, begins, road) => {
    expect(terms(from, to)).toMatchObject({ begins, road });
  });

  test("in a trial nothing waits", () => {
    const settings = (trial_update_behavior: string) => ({ ...AS_SET_UP, trial_update_behavior });
    const during = (trial: string) =>
      terms(month(2_900), month(900), { status: "trialing", settings: settings(trial) });
    expect(during("continue_trial")).toEqual({ begins: "in_trial", road: "portal", isCertain: true });
    expect(during("end_trial")).toEqual({ begins: "ends_trial", road: "portal", isCertain: true });
  });

  test("only the portal can tell what we may not change ourselves, and whether another product waits", () => {
    expect(terms(month(2_900), year(29_000), { managed: false })).toMatchObject({ road: "portal", isCertain: false });
    expect(terms(month(2_900, "pro"), month(900, "small")).isCertain).toBe(false);
    expect(terms(month(2_900), month(900)).isCertain).toBe(true);
    expect(terms(month(2_900), month(null))).toMatchObject({ road: "portal", isCertain: false });
  });
});

/** As Stripe's portal may compare: the amounts as they are, or per day with a month of any length. */
const portalWaits = (waits: string[], from: Rate, to: Rate, perDay: number | null): boolean => {
  const days = ({ interval, intervalCount }: Rate, m: number) =>
    (interval === "year" ? 365.25 : m) * (intervalCount ?? 1);
  const of = (rate: Rate) => (rate.amount ?? 0) / (perDay === null ? 1 : days(rate, perDay));
  const length = (rate: Rate) => days(rate, 365.25 / 12);
  if (length(from) === length(to))
    return waits.includes("decreasing_item_amount") && (to.amount ?? 0) < (from.amount ?? 0);
  return (
    (waits.includes("decreasing_item_amount") && of(to) < of(from)) ||
    (waits.includes("shortening_interval") && length(to) < length(from))
  );
};

test("where the portal is certain, it does the same however it compares amounts", () => {
  const rate = fc.record({
    productId: fc.constant("pro"),
    amount: fc.integer({ min: 0, max: 40_000 }),
    interval: fc.constantFrom("month", "year"),
    intervalCount: fc.constantFrom(1, 3, 6),
  });
  const waits = fc.subarray(["decreasing_item_amount", "shortening_interval"]);
  fc.assert(
    fc.property(waits, rate, rate, fc.constantFrom(null, 28, 30.4375, 31), (which, from, to, perDay) => {
      const settings = { waits: which, trial_update_behavior: "continue_trial" };
      const { begins, road, isCertain } = termsOf(settings, { status: "active", managed: true, from, to });
      expect(isCertain).toBe(true);
      if (road === "portal") expect(portalWaits(which, from, to, perDay)).toBe(begins === "period_end");
    }),
    { numRuns: 2_000 },
  );
});
