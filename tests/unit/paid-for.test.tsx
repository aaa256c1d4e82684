import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test, vi } from "vitest";
import { PaidFor } from "@/app/(pages)/dashboard/paid-for";
import { priceIn } from "@/lib/amounts";
import type { DashboardPlan } from "@/lib/billing/dashboard/shown";
import { type Language, messagesIn } from "@/lib/messages";
import { asSold } from "@/tests/support/catalogs/as-sold";
import { everything } from "@/tests/support/catalogs/everything";

vi.mock("@/billing/catalog", async () => ({
  catalog: (await import("@/tests/support/catalogs/everything")).everything,
}));

const prices = asSold(everything).flatMap((product) =>
  [...product.prices, ...product.companions].map((price) => ({ ...price, planName: product.name })),
);

/** An item as the dashboard reads it. */
function item(lookupKey: string, quantity: number | null, currency = "usd", more: Partial<DashboardPlan> = {}) {
  const price = prices.find((one) => one.lookupKey === lookupKey);
  const sold = price && priceIn(price, currency);
  if (!sold) throw new Error(`The fixture has no ${lookupKey} in ${currency}.`);
  return { ...sold, quantity, isPlanSold: true, isPriceSold: true, ...more } as unknown as DashboardPlan;
}

const text = (items: DashboardPlan[], language: Language = "en", isOver = false): string =>
  renderToStaticMarkup(<PaidFor items={items} isOver={isOver} messages={messagesIn(language)} />)
    .replaceAll(/<[^>]+>/g, " ")
    .replaceAll("&#x27;", "'")
    .replaceAll(/[\s\u00a0\u202f]+/g, " ")
    .trim();

const build = (currency: string) => [
  item("build_month", 1, currency),
  item("build_calls_month", null, currency),
  item("build_storage_month", null, currency),
];

describe("the dashboard says what a plan comes to, in the subscription's currency:", () => {
  test.each<[string, DashboardPlan[], string, string]>([
    ["nothing more of a flat price", [item("solo_month", 1)], "", ""],
    ["seats", [item("team_month", 5, "eur")], "5 seats, 5 × €7 = €35 per month", "5 Plätze, 5 × 7 € = 35 € pro Monat"],
    ["one seat", [item("studio_month", 1)], "1 seat, $20 per month", "1 Platz, 20 $ pro Monat"],
    ["seats in tiers", [item("team_year", 7)], "7 seats, $434 per year", "7 Plätze, 434 $ pro Jahr"],
    [
      "packages",
      [item("packs_month", 12)],
      "12 cameras, 3 × $35 = $105 per month",
      "12 Kameras, 3 × 35 $ = 105 $ pro Monat",
    ],
    [
      "usage beside a base",
      build("eur"),
      "plus €0.0019 per API call plus €4.50 per 100 GB",
      "zuzüglich 0,0019 € pro API-Aufruf zuzüglich 4,50 € je 100 GB",
    ],
    [
      "usage in tiers alone",
      [item("calls_month", null)],
      "Billed by how many API calls you use",
      "Abrechnung nach Verbrauch: API-Aufrufe, je nach Menge",
    ],
  ])("%s", (_, items, english, german) => {
    expect(text(items)).toBe(english);
    expect(text(items, "de")).toBe(german);
  });

  test("that it's no longer sold, to who keeps it", () => {
    const retired = item("solo_month", 1, "usd", { isPlanSold: false, isPriceSold: false });
    expect(text([retired])).toBe("Solo is no longer sold. You keep it until you switch or cancel.");
    expect(text([item("solo_month", 1, "usd", { isPriceSold: false })])).toContain("This price is no longer sold.");
    expect(text([retired], "en", true)).toBe("");
  });
});
