import { expect, test } from "vitest";
import { orderOf } from "@/app/(pages)/login/order";
import type { SetupFee } from "@/lib/billing/catalog/product";
import { catalogPrice } from "@/tests/support/catalog-price";

const option = { unitAmountMinor: 4900, unitAmountDecimal: "4900", tiers: null };
const fee: SetupFee = {
  priceId: "price_fee",
  currency: "usd",
  unitAmountMinor: 4900,
  unitAmountDecimal: "4900",
  options: { usd: option },
};
const usd = { unitAmountMinor: 2900, unitAmountDecimal: "2900", tiers: null };
const price = catalogPrice({ unitAmountMinor: 2900, unitAmountDecimal: "2900", options: { usd } });

test.each([
  ["a plan", [], 1, false, { amountMinor: 2900, feeMinor: 0, todayMinor: 2900 }],
  ["a plan in its trial", [], 1, true, { amountMinor: 2900, feeMinor: 0, todayMinor: 0 }],
  ["three seats", [], 3, false, { amountMinor: 8700, feeMinor: 0, todayMinor: 8700 }],
  ["a plan with a set-up fee", [fee], 1, false, { amountMinor: 2900, feeMinor: 4900, todayMinor: 7800 }],
  ["the same in its trial", [fee], 1, true, { amountMinor: 2900, feeMinor: 4900, todayMinor: 4900 }],
])("%s says what is paid today and what follows", (_, setupFees, quantity, hasTrial, order) => {
  expect(orderOf(price, { setupFees }, quantity, hasTrial)).toEqual(order);
});

test("a price by use has no amount", () => {
  expect(orderOf(catalogPrice({ metered: true }), { setupFees: [] }, 1, false)).toBeNull();
});
