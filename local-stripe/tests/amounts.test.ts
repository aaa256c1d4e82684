import { describe, expect, it } from "vitest";
import { formatMoney } from "../src/billing/invoices/amounts.ts";

describe("an amount on a page", () => {
  it.each([
    [2900, "usd", "$29.00"],
    [2900, "jpy", "¥2,900"],
    [8950, "kwd", "KWD\u00a08.950"],
  ])("%i of %s", (amount, currency, text) => {
    expect(formatMoney(amount, currency)).toBe(text);
  });
});
