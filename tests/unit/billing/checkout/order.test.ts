import { expect, test } from "vitest";
import { orderAmounts } from "@/lib/billing/checkout/order";
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
])("%s says what is paid today and what follows", (_, fees, quantity, isLater, order) => {
  expect(orderAmounts(price, fees, quantity, isLater)).toEqual(order);
});

test("a fee is paid in the currency of the price", () => {
  const euros = { unitAmountMinor: 4500, unitAmountDecimal: "4500", tiers: null };
  const both = { ...fee, options: { usd: option, eur: euros } };
  const inEuros = { ...price, currency: "eur", options: { eur: usd } };
  expect(orderAmounts(inEuros, [both], 1, false)).toEqual({ amountMinor: 2900, feeMinor: 4500, todayMinor: 7400 });
  expect(orderAmounts(inEuros, [fee], 1, false)).toBeNull();
});

test("a price by use has no amount", () => {
  expect(orderAmounts(catalogPrice({ metered: true }), [], 1, false)).toBeNull();
});
