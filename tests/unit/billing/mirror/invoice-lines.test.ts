import type Stripe from "stripe";
import { describe, expect, test } from "vitest";
import { gaveBy } from "@/lib/billing/mirror/invoice-lines";

type Part = {
  price: string;
  at?: number;
  amount?: number;
  item?: string | null;
  proration?: boolean;
  credited?: string;
};

/** A line as Stripe sends it, as far as it is read. */
function line({
  price,
  at = 0,
  amount = 100,
  item = "si_1",
  proration = false,
  credited,
}: Part): Stripe.InvoiceLineItem {
  const details = {
    invoice_item: proration ? "ii_1" : null,
    proration,
    proration_details: { credited_items: credited ? { invoice: credited, invoice_line_items: ["il_1"] } : null },
    subscription: "sub_1",
  };
  return {
    amount,
    quantity: 1,
    discount_amounts: [],
    period: { start: at, end: 1_000 },
    pricing: { type: "price_details", price_details: { price: `price_${price}`, product: `prod_${price}` } },
    parent: item
      ? { type: "subscription_item_details", subscription_item_details: { ...details, subscription_item: item } }
      : { type: "invoice_item_details", invoice_item_details: details },
  } as unknown as Stripe.InvoiceLineItem;
}

const change = (from: string, to: string, at: number, credited?: string) => [
  line({ price: from, at, amount: -40, proration: true, ...(credited && { credited }) }),
  line({ price: to, at, amount: 90, proration: true }),
];

const given = (lines: Stripe.InvoiceLineItem[], key = "si_1") => gaveBy(lines)[key];

describe("what an invoice gives for an item:", () => {
  test("the whole period that it bills", () => {
    expect(given([line({ price: "starter" })])).toEqual({
      product_id: "prod_starter",
      price_id: "price_starter",
      quantity: 1,
      amount_minor: 100,
      whole: true,
      instead_of: null,
      from: "1970-01-01T00:00:00.000Z",
      to: "1970-01-01T00:16:40.000Z",
    });
  });

  test("less its discounts", () => {
    const discounted = { ...line({ price: "pro" }), discount_amounts: [{ amount: 100, discount: "di_1" }] };
    expect(given([discounted])).toMatchObject({ amount_minor: 0 });
  });

  test("what a change leads to, and what that gave back", () => {
    expect(given(change("starter", "pro", 5, "in_0"))).toMatchObject({
      product_id: "prod_pro",
      whole: false,
      instead_of: { product_id: "prod_starter", invoice_id: "in_0" },
    });
  });

  test.each([
    ["in order", [...change("starter", "pro", 5), ...change("pro", "business", 9)]],
    ["the newest first", [...change("pro", "business", 9), ...change("starter", "pro", 5)]],
    ["within one second", [...change("starter", "pro", 5), ...change("pro", "business", 5)]],
  ])("the last of several changes, %s", (_, lines) => {
    expect(given(lines)).toMatchObject({
      product_id: "prod_business",
      instead_of: { product_id: "prod_starter" },
    });
  });

  test("the whole period of a renewal, whatever changed before", () => {
    expect(given([line({ price: "pro", at: 10 }), ...change("starter", "pro", 5)])).toMatchObject({
      product_id: "prod_pro",
      whole: true,
    });
  });

  test("nothing any more, where it was only given back", () => {
    expect(given([line({ price: "pro", at: 5, amount: -40, proration: true })])).toBeNull();
  });

  test("by its price, where a line names no item", () => {
    expect(given([line({ price: "pro", at: 5, item: null, proration: true })], "price_pro")).toMatchObject({
      product_id: "prod_pro",
    });
  });
});

test("a line that belongs to no subscription gives nothing", () => {
  expect(gaveBy([line({ price: "setup", item: null })])).toEqual({});
});
