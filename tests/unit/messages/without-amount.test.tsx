import type { ComponentProps } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test, vi } from "vitest";
import { Confirmed } from "@/app/(pages)/payment/confirmed";
import { Seats } from "@/app/(pages)/workspaces/[id]/seats";
import { StatusSentence } from "@/app/(pages)/dashboard/status-sentence";
import { type Language, messagesIn } from "@/lib/messages";

vi.mock("@/app/_components/local-date", () => ({ LocalDate: () => "DAY" }));

type Price = {
  currency: string;
  interval: string;
  intervalCount: number;
  unitAmountDecimal: string | null;
  unitAmountMinor: number | null;
  tiered: boolean;
  metered: boolean;
};
const monthly: Price = {
  currency: "usd",
  interval: "month",
  intervalCount: 1,
  unitAmountDecimal: null,
  unitAmountMinor: null,
  tiered: false,
  metered: false,
};
const tiers = { ...monthly, tiered: true };
const use = { ...monthly, metered: true };
const flat = { ...monthly, unitAmountMinor: 2_900, unitAmountDecimal: "2900" };
const eachUse = { ...use, unitAmountDecimal: "10" };

const day = new Date("2026-12-23T00:00:00Z");
const textOf = (html: string) => html.replaceAll(/<[^>]+>/g, "").replaceAll("\u00a0", " ");

function onDashboard(price: Price, language: Language = "en"): string {
  const plan = {
    ...price,
    status: "active",
    isEnding: false,
    periodEnd: day,
    quantity: 1,
    billedBeside: [],
    settlingInvoice: null,
  };
  const props = { plan, subscription: { plans: [plan] }, messages: messagesIn(language) } as unknown as ComponentProps<
    typeof StatusSentence
  >;
  return textOf(renderToStaticMarkup(<StatusSentence {...props} />));
}

function afterPayment(price: Price, language: Language = "en", discounted = false): string {
  const confirmation = {
    state: "confirmed" as const,
    workspaceId: "w",
    planName: "Pro",
    trialEnd: null,
    trialRefused: false,
    endsAt: null,
    renewsAt: day,
    price,
    quantity: 1,
    discounted,
    seats: null,
    hasUsage: false,
    setupFee: null,
    endsWithoutCard: null,
    today: null,
    method: null,
    isPlain: false,
  };
  return textOf(
    renderToStaticMarkup(
      <Confirmed confirmation={confirmation} dashboard="/dashboard" messages={messagesIn(language)} />,
    ),
  );
}

describe("a price without an amount makes a whole sentence", () => {
  test("on the dashboard", () => {
    expect([flat, eachUse, tiers, use].map((price) => onDashboard(price))).toEqual([
      "Renews on DAY for $29 per month.",
      "Renews on DAY for $0.10 per unit used, billed per month.",
      "Renews on DAY; priced by quantity, per month.",
      "Renews on DAY; billed by use, per month.",
    ]);
    expect(onDashboard(tiers, "de")).toBe("Verlängert sich am DAY; abgerechnet wird gestaffelt nach Menge, pro Monat.");
    expect(onDashboard(flat, "de")).toBe("Verlängert sich am DAY für 29 $ pro Monat.");
  });

  test("after a payment", () => {
    expect(afterPayment(flat)).toContain("You pay $29 per month. The next payment is on DAY.");
    expect(afterPayment(tiers)).toContain("It is priced by quantity, per month. The next payment is on DAY.");
    expect(afterPayment(use, "en", true)).toContain(
      "It is billed by use, per month, less your discount. The next payment",
    );
    expect(afterPayment(use, "de")).toContain("Abgerechnet wird nach Verbrauch, pro Monat. Die nächste Zahlung");
  });

  test("of seats", () => {
    const byMembers = {
      itemId: "si",
      seats: 3,
      owed: 3,
      kind: "members" as const,
      lookupKey: null,
      chosen: false,
      agreed: false,
      isYours: true,
    };
    const seats = (price: Price) =>
      textOf(
        renderToStaticMarkup(
          <Seats
            workspaceId="w"
            prices={[{ ...byMembers, minSeats: null, maxSeats: null, ...price, planName: "Team" }]}
            members={3}
            limit={null}
            messages={messagesIn("en")}
          />,
        ),
      );
    expect(seats(flat)).toContain("Team: 3 seats at $29 per month each, $87 per month together.");
    expect(seats(tiers)).toContain("Team: 3 seats together, priced by quantity, per month.");
  });
});
