import { describe, expect, test } from "vitest";
import { type BilledItem, nextPayment, settlesAtEnd } from "@/lib/billing/dashboard/next-payment";

const SOON = new Date("2026-12-01T00:00:00Z");
const LATER = new Date("2027-11-01T00:00:00Z");

const item = (more: Partial<BilledItem> = {}): BilledItem => ({
  status: "active",
  periodEnd: SOON,
  isEnding: false,
  endsAt: null,
  unitAmountMinor: 2_900,
  unitAmountDecimal: "2900",
  currency: "usd",
  quantity: 1,
  metered: false,
  tiered: false,
  billedBeside: [],
  changeIsOpen: false,
  balanceMinor: 0,
  ...more,
});
const tiered = { tiered: true, unitAmountMinor: null, unitAmountDecimal: null };

const told = (...items: BilledItem[]) => {
  const next = nextPayment(items);
  return next && [next.at, next.amountMinor, next.beside, next.creditMinor];
};

describe("the next payment", () => {
  test("is price times quantity, of all items that are due that day", () => {
    expect(told(item({ quantity: 3 }), item({ unitAmountMinor: 500 }))).toEqual([SOON, 9_200, [], 0]);
    expect(told(item({ periodEnd: LATER, unitAmountMinor: 99_000 }), item())).toEqual([SOON, 2_900, [], 0]);
  });

  test("also where a unit costs a fraction of a cent", () => {
    expect(told(item({ unitAmountMinor: null, unitAmountDecimal: "0.5", quantity: 101 }))).toEqual([SOON, 51, [], 0]);
  });

  test("of a trial is the first", () => {
    expect(told(item({ status: "trialing", changeIsOpen: true }))).toEqual([SOON, 2_900, [], 0]);
  });

  test("of a trial that ends without a payment method is none", () => {
    for (const trialWithoutCard of ["cancel", "pause"] as const)
      expect(told(item({ status: "trialing", trialWithoutCard }))).toBeNull();
  });

  test.each<[string, Partial<BilledItem>, number | null, string[]]>([
    ["use", { metered: true }, null, ["use"]],
    ["use that has a price per unit", { metered: true, unitAmountMinor: 5 }, null, ["use"]],
    ["tiers", tiered, null, ["tiers"]],
    ["a price that is not known here", { unitAmountMinor: null, unitAmountDecimal: null }, null, ["tiers"]],
    ["a discount", { billedBeside: ["discount"] }, 2_900, ["discount"]],
    ["tax and a schedule", { billedBeside: ["tax", "schedule"] }, 2_900, ["tax", "schedule"]],
    ["a change that no invoice has settled", { changeIsOpen: true }, 2_900, ["change"]],
  ])("with %s says what else it goes by", (_, more, amount, beside) => {
    expect(told(item(more))).toEqual([SOON, amount, beside, 0]);
  });

  test("with a fixed part keeps its amount, and what is used is named", () => {
    expect(told(item(), item({ metered: true }))).toEqual([SOON, 2_900, ["use"], 0]);
    expect(told(item(), item(tiered))).toEqual([SOON, null, ["tiers"], 0]);
  });

  test("takes what is left from before, or adds it", () => {
    expect(told(item({ balanceMinor: -1_200 }))).toEqual([SOON, 2_900, [], 1_200]);
    expect(told(item({ unitAmountMinor: 0, balanceMinor: 300 }))).toEqual([SOON, 0, [], -300]);
    expect(told(item({ balanceMinor: null }))?.[3]).toBe(0);
  });

  test("is none where the plan ends before, but stands where it ends later", () => {
    expect(told(item({ isEnding: true, endsAt: SOON }))).toBeNull();
    expect(told(item({ isEnding: true }))).toBeNull();
    expect(told(item({ isEnding: true, endsAt: LATER }))).toEqual([SOON, 2_900, [], 0]);
  });

  test.each(["past_due", "unpaid", "incomplete", "paused", "canceled", "incomplete_expired"])(
    "is none by itself when it is %s",
    (status) => {
      expect(told(item({ status }))).toBeNull();
    },
  );

  test("is none where nothing is known of it, or it costs nothing", () => {
    expect(nextPayment([])).toBeNull();
    expect(told(item({ periodEnd: null }))).toBeNull();
    expect(told(item({ currency: null }))).toBeNull();
    expect(told(item({ unitAmountMinor: 0 }))).toBeNull();
    expect(told(item({ unitAmountMinor: 0, changeIsOpen: true }))).toEqual([SOON, 0, ["change"], 0]);
  });
});

test("a last invoice may follow the end of what is billed by use, or was changed", () => {
  expect(
    [item(), item({ metered: true }), item({ changeIsOpen: true }), item({ status: "trialing", metered: true })].map(
      settlesAtEnd,
    ),
  ).toEqual([false, true, true, false]);
});
