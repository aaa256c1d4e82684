import { expect, test } from "vitest";
import { freedOf, type SeatedItem } from "@/lib/billing/seats/freed";

const item: SeatedItem = {
  currency: "usd",
  unitAmountMinor: 1_200,
  tiered: false,
  metered: false,
  status: "active",
  quantity: 3,
  after: 2,
  periodStart: new Date("2026-11-01T00:00:00Z"),
  periodEnd: new Date("2026-12-01T00:00:00Z"),
  isEnding: false,
  billedBeside: [],
};
const at = (time: string): Date => new Date(`2026-11-${time}Z`);

test.each<[string, Partial<SeatedItem>, string, ReturnType<typeof freedOf>]>([
  // 10.5 of 30 days are left: 36 × 0.35 = 12.60 comes back, 24 × 0.35 = 8.40 is charged.
  ["ten days and a half before the end", {}, "20T12:00:00", { outcome: "credit", creditMinor: 420 }],
  ["at the beginning, all of it", {}, "01T00:00:00", { outcome: "credit", creditMinor: 1_200 }],
  // 1,000 × 2/3 = 666.67 of two, 500 × 2/3 = 333.33 of one: each line is rounded on its own.
  [
    "each line is rounded",
    { unitAmountMinor: 500, quantity: 2, after: 1 },
    "11T00:00:00",
    { outcome: "credit", creditMinor: 334 },
  ],
  [
    "in yen, which has no cents",
    { currency: "jpy", unitAmountMinor: 900 },
    "16T00:00:00",
    { outcome: "credit", creditMinor: 450 },
  ],
  ["overdue, as Stripe does it", { status: "past_due" }, "20T12:00:00", { outcome: "credit", creditMinor: 420 }],
  ["a price with a least number", { after: 3 }, "20T12:00:00", { outcome: "kept", creditMinor: 0 }],
  ["in a trial", { status: "trialing" }, "20T12:00:00", { outcome: "trial", creditMinor: 0 }],
  ["canceled", { isEnding: true }, "20T12:00:00", { outcome: "ends", creditMinor: 0 }],
  ["with a discount", { billedBeside: ["discount"] }, "20T12:00:00", { outcome: "unknown", creditMinor: 0 }],
  ["with tax", { billedBeside: ["tax"] }, "20T12:00:00", { outcome: "unknown", creditMinor: 0 }],
  ["a period that isn't known", { periodEnd: null }, "20T12:00:00", { outcome: "unknown", creditMinor: 0 }],
])("a free seat: %s", (_, change, time, expected) => {
  expect(freedOf({ ...item, ...change }, at(time))).toEqual(expected);
});

test("a free seat: after the end nothing is left", () => {
  expect(freedOf(item, new Date("2026-12-02T00:00:00Z"))).toEqual({ outcome: "kept", creditMinor: 0 });
});
