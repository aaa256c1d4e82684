import type { ComponentProps } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test, vi } from "vitest";
import { beforeConfirming } from "@/app/(pages)/dashboard/change/before-confirming";
import { Payment } from "@/app/(pages)/dashboard/change/payment";
import { messagesIn } from "@/lib/messages";

vi.mock("@/app/_components/local-date", () => ({ LocalDate: ({ at }: { at: string }) => at.slice(0, 10) }));

type Change = ComponentProps<typeof Payment>["change"];
const day = (text: string) => new Date(`${text}T00:00:00Z`);

function shown(more: object): string {
  const price = {
    unitAmountMinor: 3_000,
    unitAmountDecimal: "3000",
    tiered: false,
    metered: false,
    currency: "usd",
    interval: "month",
    intervalCount: 1,
  };
  const change = {
    from: { planName: "Pro", productId: "prod_pro" },
    to: {
      planName: "Business",
      price: { ...price, productId: "prod_business" },
      quantity: 1,
      amountMinor: 3_000,
      companions: [],
    },
    currency: "usd",
    invoice: {
      isToday: false,
      at: day("2026-12-01"),
      amountDueMinor: 3_500,
      lines: [{ kind: "owed", productId: null, description: null, amountMinor: 500 }],
    },
    begins: "now",
    road: "portal",
    isCertain: true,
    dropsPlanOf: null,
    isAdjusted: false,
    instead: null,
    creditMinor: 0,
    trialEnd: null,
    endsAt: day("2027-03-01"),
    ...more,
  } as unknown as Change;
  return renderToStaticMarkup(<Payment change={change} messages={messagesIn("en")} workspaceId="w" />).replaceAll(
    /<[^>]+>/g,
    "",
  );
}

test("of a plan that ends on a later day, what is still to pay has its day", () => {
  expect(shown({})).toContain(
    "Nothing is charged today. Your next invoice, on 2026-12-01, is $35.00. The plan stays canceled and ends on 2027-03-01.",
  );
  expect(shown({})).toContain("Owed from before$5.00");
});

test("a trial that ends with the plan has no first payment", () => {
  const trial = { trialEnd: day("2026-12-01"), endsAt: day("2026-12-01") };
  expect(shown(trial)).not.toContain("The first payment");
  expect(shown({ ...trial, endsAt: day("2027-03-01") })).toContain("The first payment, on 2026-12-01, is $35.00.");
});

test("a trial that began without a card ends or pauses without one", () => {
  const trial = { trialEnd: day("2026-12-01"), endsAt: null };
  expect(shown({ ...trial, endsWithoutCard: "cancel" })).toContain(
    "Add a card by 2026-12-01, or the plan ends then. With a card, the first payment is $35.00.",
  );
  expect(shown({ ...trial, endsWithoutCard: "pause" })).toContain("or the plan pauses then.");
  expect(shown({ ...trial, endsWithoutCard: null })).toContain("The first payment, on 2026-12-01, is $35.00.");
});

describe("what the new plan costs is said for each shape of its price", () => {
  const month = { currency: "usd", interval: "month", intervalCount: 1, tiered: false, metered: false, package: null };
  const flat = { ...month, unitAmountMinor: 1_200, unitAmountDecimal: "1200", perSeat: false };
  const none = { unitAmountMinor: null, unitAmountDecimal: null };
  const to = (more: object) => ({
    endsAt: null,
    invoice: { isToday: true, at: day("2026-12-01"), amountDueMinor: 500, lines: [] },
    to: { planName: "Team", quantity: 1, amountMinor: 1_200, companions: [], feeMinor: null, price: flat, ...more },
  });
  const seats = { perSeat: true, seats: "members" };

  test.each([
    ["one amount", {}, "After that you pay $12 per month."],
    [
      "so many times one seat's",
      { price: { ...flat, ...seats }, quantity: 3, amountMinor: 3_600 },
      "After that you pay $36 per month (3 × $12).",
    ],
    [
      "tiers, for so many seats",
      { price: { ...month, ...none, ...seats, tiered: true }, quantity: 3, amountMinor: 29_000 },
      "After that you pay $290 per month for 3 seats.",
    ],
    [
      "packages, for so many seats",
      { price: { ...month, ...none, ...seats, package: { size: 5, round: "up" } }, quantity: 8, amountMinor: 7_000 },
      "After that you pay $70 per month for 8 seats.",
    ],
    [
      "another currency",
      { price: { ...flat, currency: "eur", unitAmountMinor: 1_100, unitAmountDecimal: "1100" }, amountMinor: 1_100 },
      "After that you pay €11 per month.",
    ],
    ["a set-up fee", { feeMinor: 9_900 }, "This includes a one-time set-up fee of $99.00."],
    ["a set-up fee that was paid", { feeMinor: 0 }, "You don't pay a set-up fee for this change."],
  ])("%s", (_, more, sentence) => {
    expect(shown(to(more))).toContain(sentence.replaceAll("'", "&#x27;"));
  });

  test("and so is what is used", () => {
    const calls = { ...month, ...none, metered: true, perSeat: false, lookupKey: null };
    const each = { ...calls, unitAmountDecimal: "0.2" };
    const packs = {
      ...calls,
      package: { size: 100, round: "up" },
      options: { usd: { unitAmountMinor: 500, unitAmountDecimal: "500", tiers: null } },
    };
    const beside = { ...to({ companions: [each, packs] }), endsUse: true };
    expect(shown(beside)).toContain("What you use comes on top: $0.002 per unit and $5 per 100 units.");
    expect(shown(beside)).toContain("What you have used of Pro so far is billed with it.");
    expect(shown({ ...beside, begins: "period_end" })).toContain(
      "What you use of Pro until then is billed on that day.",
    );
    expect(shown({ ...to({}), withUse: true })).toContain("What you use until then is added to it.");
    expect(shown({ ...to({}), isSent: true })).toContain("We&#x27;ll send you an invoice for $5.00.");
  });
});

test.each(["api", "portal"] as const)("amounts are said to be prorated where they are, by the road of %s", (road) => {
  const note = (begins: Change["begins"]) => messagesIn("en").t(beforeConfirming({ road, begins }));
  expect(note("now")).toContain("prorated to the second");
  for (const begins of ["in_trial", "ends_trial", "period_end"] as const)
    expect(note(begins)).toMatch(/^Nothing changes until you confirm(?: on Stripe)?\.$/);
});
