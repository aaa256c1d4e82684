import type { ComponentProps } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test, vi } from "vitest";
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
    to: { planName: "Business", price: { ...price, productId: "prod_business" }, quantity: 1 },
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
  expect(shown({})).toContain("Added from before$5.00");
});

test("a trial that ends with the plan has no first payment", () => {
  const trial = { trialEnd: day("2026-12-01"), endsAt: day("2026-12-01") };
  expect(shown(trial)).not.toContain("The first payment");
  expect(shown({ ...trial, endsAt: day("2027-03-01") })).toContain("The first payment, on 2026-12-01, is $35.00.");
});
