import { expect, test } from "vitest";
import { pricesForPortal } from "@/lib/billing/setup/catalog";
import { everything } from "@/tests/support/catalogs/everything";

test("the portal gets one price of each interval, in the catalog's first currency", () => {
  for (const plan of everything.plans) {
    const intervals = pricesForPortal(plan).map(({ interval }) => interval);
    expect(new Set(intervals).size).toBe(intervals.length);
  }
});
