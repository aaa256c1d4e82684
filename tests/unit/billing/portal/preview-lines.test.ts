import type Stripe from "stripe";
import { expect, test } from "vitest";
import { billLines } from "@/lib/billing/portal/preview-lines";

/** A line as Stripe writes it, of a subscription's item. */
const line = (amount: number, proration: boolean, product = "prod_1") => ({
  amount,
  description: "Stripe's words",
  parent: { type: "subscription_item_details", subscription_item_details: { proration }, invoice_item_details: null },
  pricing: { price_details: { product, price: "price_1" } },
});

const bill = (more: object) =>
  ({ lines: { data: [] }, subtotal: 0, total: 0, amount_due: 0, ...more }) as unknown as Stripe.Invoice;

test("a change is what is unused of the old plan, the rest of the new one, and the next period", () => {
  const data = [line(-450, true, "prod_old"), line(1_450, true), line(2_900, false)];
  expect(billLines(bill({ lines: { data }, subtotal: 3_900, total: 3_900, amount_due: 3_900 }))).toEqual([
    { kind: "unused", productId: "prod_old", description: "Stripe's words", amountMinor: -450 },
    { kind: "rest", productId: "prod_1", description: "Stripe's words", amountMinor: 1_450 },
    { kind: "plan", productId: "prod_1", description: "Stripe's words", amountMinor: 2_900 },
  ]);
});

test("discount, tax and earlier credit are lines of their own, so that all sum up to what is due", () => {
  const lines = billLines(
    bill({
      lines: { data: [line(10_000, false)] },
      subtotal: 10_000,
      total_discount_amounts: [{ amount: 2_000 }, { amount: 500 }],
      total: 8_925,
      amount_due: 8_000,
    }),
  );
  expect(lines.slice(1).map(({ kind, amountMinor }) => [kind, amountMinor])).toEqual([
    ["discount", -2_500],
    ["tax", 1_425],
    ["balance", -925],
  ]);
  expect(lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0)).toBe(8_000);
});

test("a bill below zero is not paid out, so nothing is due and nothing is told of a balance", () => {
  const lines = billLines(bill({ lines: { data: [line(-500, true)] }, subtotal: -500, total: -500, amount_due: 0 }));
  expect(lines.map(({ kind }) => kind)).toEqual(["unused"]);
});

test("lines beyond those that Stripe sent at first are summed up, and those without a product keep Stripe's words", () => {
  const other = { amount: 300, description: "Set-up", parent: null, pricing: null };
  const lines = billLines(
    bill({ lines: { data: [other, line(100, false)] }, subtotal: 1_000, total: 1_000, amount_due: 1_000 }),
  );
  expect(lines).toEqual([
    { kind: "other", productId: null, description: "Set-up", amountMinor: 300 },
    { kind: "plan", productId: "prod_1", description: "Stripe's words", amountMinor: 100 },
    { kind: "other", productId: null, description: null, amountMinor: 600 },
  ]);
});

test("of many lines, those of one kind and plan are one, and what comes to nothing is none", () => {
  const data = [
    ...Array.from({ length: 6 }, () => [line(-100, true), line(250, true)]).flat(),
    line(40, true, "prod_2"),
    line(0, false, "prod_3"),
    line(2_900, false),
  ];
  expect(billLines(bill({ lines: { data }, subtotal: 3_840, total: 3_840, amount_due: 3_840 }))).toEqual([
    { kind: "unused", productId: "prod_1", description: "Stripe's words", amountMinor: -600 },
    { kind: "rest", productId: "prod_1", description: "Stripe's words", amountMinor: 1_500 },
    { kind: "rest", productId: "prod_2", description: "Stripe's words", amountMinor: 40 },
    { kind: "plan", productId: "prod_1", description: "Stripe's words", amountMinor: 2_900 },
  ]);
});

test("what is owed from before is added under a name of its own", () => {
  const lines = billLines(
    bill({ lines: { data: [line(3_000, false)] }, subtotal: 3_000, total: 3_000, amount_due: 3_500 }),
  );
  expect(lines.slice(1)).toEqual([{ kind: "owed", productId: null, description: null, amountMinor: 500 }]);
});
