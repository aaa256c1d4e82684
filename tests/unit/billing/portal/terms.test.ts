import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Rate, timingOf } from "@/lib/billing/portal/terms";

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
  proration_behavior: "always_invoice",
};
const timing = (from: Rate, to: Rate, { status = "active", endsUse = false, settings = AS_SET_UP } = {}) =>
  timingOf(settings, { status, from, to, endsUse });

describe("as set up", () => {
  test.each([
    ["a higher amount", month(900), month(2_900), "now", true],
    ["a lower amount", month(2_900), month(900), "period_end", true],
    ["a longer interval that costs more per day too", month(900, "small"), year(99_000, "big"), "now", true],
    ["a longer interval that costs less per day", month(2_900), year(29_000), "now", false],
    ["a longer interval of a smaller plan", month(9_900, "big"), year(9_000, "small"), "now", false],
    ["a shorter interval", year(29_000), month(2_900), "period_end", true],
    ["a shorter interval of a bigger plan", year(9_000, "small"), month(9_900, "big"), "period_end", true],
    ["the same amount", month(2_900), month(2_900, "other"), "now", true],
    ["twelve months to a year", { ...month(30_000), intervalCount: 12 }, year(29_000), "period_end", true],
    ["what is paid in advance to what is used", month(2_900), month(0), "period_end", true],
    ["what is used to what is paid in advance", month(0), month(2_900), "now", true],
    ["what is used to what is used", month(0), month(0, "other"), "now", true],
    ["an amount that nobody knows", month(2_900), month(null), "period_end", false],
  ])("%s", (_, from, to, begins, agrees) => {
    expect(timing(from, to)).toMatchObject({ begins, agrees });
  });

  test("in a trial nothing waits", () => {
    const settings = (trial_update_behavior: string) => ({ ...AS_SET_UP, trial_update_behavior });
    const during = (trial: string) =>
      timing(month(2_900), month(900), { status: "trialing", settings: settings(trial) });
    expect(during("continue_trial")).toEqual({ begins: "in_trial", agrees: true, isDocumented: true });
    expect(during("end_trial")).toEqual({ begins: "ends_trial", agrees: true, isDocumented: true });
  });

  test("whether another product waits Stripe does not say", () => {
    expect(timing(month(2_900, "pro"), month(900, "small")).isDocumented).toBe(false);
    expect(timing(month(2_900), month(900)).isDocumented).toBe(true);
  });
});

test("without prorations, what ends use waits: Stripe would not bill what was used", () => {
  const settings = { ...AS_SET_UP, proration_behavior: "none" };
  const up = (endsUse: boolean, status = "active") =>
    timing(month(900), month(2_900), { settings, endsUse, status }).begins;
  expect([up(true), up(false), up(true, "trialing")]).toEqual(["period_end", "now", "in_trial"]);
  expect(timing(month(900), month(2_900), { endsUse: true }).begins).toBe("now");
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

test("where the portal agrees, it does the same however it compares amounts", () => {
  const rate = fc.record({
    productId: fc.constant("pro"),
    amount: fc.integer({ min: 0, max: 40_000 }),
    interval: fc.constantFrom("month", "year"),
    intervalCount: fc.constantFrom(1, 3, 6),
  });
  const waits = fc.subarray(["decreasing_item_amount", "shortening_interval"]);
  fc.assert(
    fc.property(waits, rate, rate, fc.constantFrom(null, 28, 30.4375, 31), (which, from, to, perDay) => {
      const settings = { ...AS_SET_UP, waits: which };
      const { begins, agrees } = timingOf(settings, { status: "active", from, to, endsUse: false });
      if (agrees) expect(portalWaits(which, from, to, perDay)).toBe(begins === "period_end");
    }),
    { numRuns: 2_000 },
  );
});
