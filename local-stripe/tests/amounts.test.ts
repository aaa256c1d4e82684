import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decimalsOf, formatMoney, stepOf } from "../src/conventions/currencies.ts";
import { at, clocked, firstItem, HOUR, subscribe } from "./clocks.ts";
import { open } from "./pages.ts";
import { checkout, refused, startLocal, type Local } from "./support.ts";

const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, " ");

describe("an amount on a page", () => {
  it.each([
    [2900, "usd", "$29.00"],
    [2900, "jpy", "¥2,900"],
    [8950, "kwd", "KWD 8.950"],
    [50000, "ugx", "UGX 500.00"],
    [50000, "isk", "ISK 500.00"],
    [1045, "huf", "HUF 10.45"],
    [1045, "twd", "NT$10.45"],
    // Intl has no decimals for these, Stripe has two
    [1050, "lbp", "LBP 10.50"],
    [1050, "all", "ALL 10.50"],
    [1050, "cop", "COP 10.50"],
  ])("%i of %s is %s", (amount, currency, text) => {
    expect(plain(formatMoney(amount, currency))).toBe(text);
  });

  it("is counted as Stripe counts it, in every currency there is", () => {
    const zero = "bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf".split(" ");
    const three = "bhd jod kwd omr tnd".split(" ");
    for (const name of Intl.supportedValuesOf("currency")) {
      const currency = name.toLowerCase();
      const digits = zero.includes(currency) ? 0 : three.includes(currency) ? 3 : 2;
      expect([currency, decimalsOf(currency)]).toEqual([currency, digits]);
      const figures = /\d[\d.,]*$/.exec(formatMoney(1_234_560, currency))?.[0].replaceAll(",", "");
      expect([currency, figures]).toEqual([currency, (1_234_560 / 10 ** digits).toFixed(digits)]);
    }
  });
});

describe("amounts that Stripe takes", () => {
  let local: Local;
  beforeAll(async () => void (local = await startLocal()));
  afterAll(() => local.stop());

  const priceOf = (currency: string, unit_amount: number) =>
    local.stripe.prices.create({
      currency,
      unit_amount,
      recurring: { interval: "month" },
      product_data: { name: "Starter" },
    });

  it.each([
    ["isk", 550, 100],
    ["ugx", 50, 100],
    ["kwd", 5124, 10],
    ["tnd", 1, 10],
  ])("have no fraction in %s: %i is refused", async (currency, amount, step) => {
    const error = await refused(priceOf(currency, amount));
    expect(error).toMatchObject({
      statusCode: 400,
      param: "unit_amount",
      message: `Invalid amount: an amount in ${currency} must be evenly divisible by ${step}.`,
    });
    await priceOf(currency, amount * step);
    const option = local.stripe.prices.create({
      currency: "usd",
      unit_amount: 500,
      recurring: { interval: "month" },
      product_data: { name: "Starter" },
      currency_options: { [currency]: { unit_amount: amount } },
    });
    expect(await refused(option)).toMatchObject({ param: `currency_options[${currency}][unit_amount]` });
    const coupon = local.stripe.coupons.create({ amount_off: amount, currency, duration: "once" });
    expect(await refused(coupon)).toMatchObject({ param: "amount_off" });
  });

  it.each(["huf", "twd", "jpy", "usd"])("may be any in %s", async (currency) => {
    expect(await priceOf(currency, 1045)).toMatchObject({ unit_amount: 1045 });
  });

  it("are shown right on the checkout's page", async () => {
    const price = await priceOf("ugx", 500_000);
    const session = await checkout(local.stripe, { line_items: [{ price: price.id, quantity: 1 }] });
    const { text } = await open(session.url ?? "");
    expect(plain(text)).toContain("UGX 5,000.00 per month");
    expect(plain(text)).not.toContain("UGX 500,000");
  });

  it("stay whole in prorations, discounts and decimal prices", { timeout: 120_000 }, async () => {
    const { stripe } = local;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("isk", "ugx", "kwd"),
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 1, max: 700 }),
        fc.integer({ min: 1, max: 99 }),
        async (currency, before, after, hours, percent_off) => {
          const person = await clocked(stripe, "2026-03-01T00:00:00Z");
          const price = await priceOf(currency, before * 100);
          const coupon = await stripe.coupons.create({ percent_off, duration: "forever" });
          const subscription = await subscribe(stripe, person, {
            items: [{ price: price.id, quantity: 3 }],
            discounts: [{ coupon: coupon.id }],
          });
          await person.to(at("2026-03-01T00:00:00Z") + hours * HOUR);
          await stripe.subscriptions.update(subscription.id, {
            items: [{ id: firstItem(subscription).id, price: (await priceOf(currency, after * 100)).id, quantity: 2 }],
            proration_behavior: "always_invoice",
          });
          const invoices = await stripe.invoices.list({ customer: person.customer.id });
          const amounts = invoices.data.flatMap(({ total, amount_due, lines }) => [
            total,
            amount_due,
            ...lines.data.map(({ amount }) => amount),
          ]);
          expect(amounts.filter((amount) => amount % stepOf(currency) !== 0)).toEqual([]);
          await stripe.testHelpers.testClocks.del(person.clock.id);
        },
      ),
      { numRuns: 8 },
    );
  });
});
