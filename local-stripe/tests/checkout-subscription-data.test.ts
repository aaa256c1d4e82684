// What a checkout gives to its subscription, and in which currency it sells.
import { afterAll, beforeAll, expect, it } from "vitest";
import type Stripe from "stripe";
import { at, clocked } from "./clocks.ts";
import { checkout, confirm, refused, startLocal, type Local } from "./support.ts";

let local: Local;
let stripe: Stripe;
beforeAll(async () => {
  local = await startLocal();
  stripe = local.stripe;
});
afterAll(() => local.stop());

const begun = async (session: Stripe.Checkout.Session) =>
  stripe.subscriptions.retrieve(String((await confirm(stripe, session)).subscription), { expand: ["latest_invoice"] });

it("its invoices' settings, its anchor by config, its pending interval and its billing mode", async () => {
  const on = await clocked(stripe, "2027-03-02T00:00:00Z", "");
  const invoice_settings = { description: "Thanks", footer: "Bye", custom_fields: [{ name: "PO", value: "7" }] };
  const session = await checkout(stripe, {
    customer: on.customer.id,
    subscription_data: {
      billing_cycle_anchor_config: { day_of_month: 17, hour: 0 },
      billing_mode: { type: "flexible", flexible: { proration_discounts: "included" } },
      description: "Ours",
      invoice_settings,
      pending_invoice_item_interval: { interval: "month" },
    },
  });
  // 15 of the 28 days before the anchor, of $10
  expect(session).toMatchObject({ amount_total: 536 });
  expect(await begun(session)).toMatchObject({
    billing_cycle_anchor: at("2027-03-17"),
    billing_cycle_anchor_config: { day_of_month: 17, hour: 0, minute: null },
    description: "Ours",
    invoice_settings,
    pending_invoice_item_interval: { interval: "month", interval_count: 1 },
    latest_invoice: { ...invoice_settings, total: 536 },
  });
});

it.each([
  [{ billing_cycle_anchor_config: { day_of_month: 32 } }, "billing_cycle_anchor_config][day_of_month"],
  [
    { billing_cycle_anchor_config: { day_of_month: 1 }, billing_cycle_anchor: 2_000_000_000 },
    "billing_cycle_anchor_config",
  ],
  [{ billing_cycle_anchor_config: { day_of_month: 1 }, trial_period_days: 7 }, "billing_cycle_anchor_config"],
  [
    { pending_invoice_item_interval: { interval: "year", interval_count: 2 } },
    "pending_invoice_item_interval][interval_count",
  ],
  [{ invoice_settings: { account_tax_ids: ["txi_none"] } }, "invoice_settings][account_tax_ids][0"],
  [{ transfer_data: { destination: "acct_1" } }, undefined],
] as const)("%o is refused", async (data, param) => {
  const subscription_data = data as unknown as Stripe.Checkout.SessionCreateParams.SubscriptionData;
  const error = await refused(checkout(stripe, { subscription_data }));
  expect(error.param).toBe(param ? `subscription_data[${param}]` : "transfer_data[destination]");
});

it("sells a price in another of its currencies, with a coupon's amount in it", async () => {
  const on = await clocked(stripe, "2027-03-02T00:00:00Z", "");
  const price = await stripe.prices.create({
    currency: "usd",
    unit_amount: 3000,
    recurring: { interval: "month" },
    product_data: { name: "World" },
    currency_options: { eur: { unit_amount: 2700 } },
  });
  const line_items = [{ price: price.id, quantity: 2 }];
  const coupon = await stripe.coupons.create({
    amount_off: 500,
    currency: "usd",
    currency_options: { eur: { amount_off: 400 } },
  });
  const session = await checkout(stripe, {
    customer: on.customer.id,
    line_items,
    currency: "eur",
    discounts: [{ coupon: coupon.id }],
    expand: ["line_items"],
  });
  expect(session).toMatchObject({ currency: "eur", amount_subtotal: 5400, amount_total: 5000 });
  expect(session.line_items?.data).toMatchObject([{ currency: "eur", amount_total: 5000, price: { currency: "usd" } }]);
  const page = await (await fetch(String(session.url))).text();
  expect(page).toContain("€54.00");
  expect(page).not.toContain("$60.00");
  expect(await begun(session)).toMatchObject({
    currency: "eur",
    latest_invoice: { currency: "eur", amount_paid: 5000 },
  });
  expect((await refused(checkout(stripe, { line_items, currency: "gbp" }))).param).toBe("currency");
});
