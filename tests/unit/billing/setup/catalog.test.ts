import { expect, test } from "vitest";
import { planChanges, pricesForPortal } from "@/lib/billing/setup/catalog";
import { keysOfSetup } from "@/lib/billing/setup/change";
import { currencies, type Plan, plans } from "@/prisma/catalog";

const plan = (features: Plan["features"]): Plan => ({ key: "pro", name: "Pro", description: "", features, prices: [] });

test.each(["chat:-5", "chat:1.5", "chat:1e3", "chat:020", "chat:1000000000"] as const)(
  "a plan that carries %s is refused, whatever compiles",
  async (word) => {
    await expect(planChanges(plan(["export", word]), [], keysOfSetup())).rejects.toThrow(
      `The plan Pro in prisma/catalog.ts carries "${word}"`,
    );
  },
);

test("limits that can be read are not", async () => {
  expect(await planChanges(plan(["export", "chat:0", "rag:999999999"]), [], keysOfSetup())).toHaveLength(1);
});

test("the portal gets one price of each interval, in the catalog's first currency", () => {
  const price = (lookupKey: string, interval: "month" | "year", currency: string) => ({
    lookupKey,
    interval,
    currency,
    unitAmountMinor: 100,
    nickname: lookupKey,
  });
  const [first = ""] = currencies;
  const prices = [
    price("month_other", "month", "chf"),
    price("month", "month", first),
    price("year", "year", first),
    price("month_again", "month", first),
    price("year_other", "year", "chf"),
  ];
  expect(pricesForPortal({ ...plan([]), prices }).map(({ lookupKey }) => lookupKey)).toEqual(["month", "year"]);
  expect(pricesForPortal({ ...plan([]), prices: [price("other", "month", "chf")] })).toEqual([]);
  for (const one of plans) {
    const intervals = pricesForPortal(one).map(({ interval }) => interval);
    expect(new Set(intervals).size).toBe(intervals.length);
  }
});
