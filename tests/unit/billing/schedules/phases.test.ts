import type Stripe from "stripe";
import { expect, test } from "vitest";
import { phaseAsSent } from "@/lib/billing/schedules/phases";

type Phase = Stripe.SubscriptionSchedule.Phase;

const item = {
  billing_thresholds: null,
  discounts: [],
  metadata: null,
  price: "price_1",
  quantity: 2,
  tax_rates: [],
} as unknown as Phase["items"][number];

const phase = (more: Partial<Phase> = {}) =>
  ({
    add_invoice_items: [],
    application_fee_percent: null,
    billing_cycle_anchor: null,
    billing_thresholds: null,
    collection_method: null,
    default_payment_method: null,
    description: null,
    discounts: [],
    end_date: 2,
    items: [item],
    metadata: null,
    on_behalf_of: null,
    proration_behavior: "none",
    start_date: 1,
    transfer_data: null,
    trial_end: null,
    ...more,
  }) as Phase;

const plain = {
  start_date: 1,
  end_date: 2,
  items: [{ price: "price_1", quantity: 2 }],
  proration_behavior: "none",
  discounts: [],
};

test("a phase is sent whole: tax, tax rates and payment method stay what they are", () => {
  expect(phaseAsSent(phase(), true)).toEqual(plain);
  const taxed = phase({
    automatic_tax: { enabled: true, disabled_reason: null, liability: { type: "self" } },
    default_payment_method: "pm_1",
    default_tax_rates: [{ id: "txr_1" } as Stripe.TaxRate],
    items: [{ ...item, tax_rates: [{ id: "txr_2" } as Stripe.TaxRate] }],
  });
  expect(phaseAsSent(taxed, true)).toEqual({
    ...plain,
    items: [{ price: "price_1", quantity: 2, tax_rates: ["txr_2"] }],
    automatic_tax: { enabled: true },
    default_payment_method: "pm_1",
    default_tax_rates: ["txr_1"],
  });
});

test.each<[string, Partial<Phase>]>([
  [
    "tax that another account answers for",
    { automatic_tax: { enabled: true, disabled_reason: null, liability: { type: "account", account: "acct_2" } } },
  ],
  ["a fee for a platform", { application_fee_percent: 10 }],
  [
    "a discount of one item",
    { items: [{ ...item, discounts: [{ coupon: "c", discount: null, promotion_code: null }] }] },
  ],
])("%s is more than we send", (_, more) => {
  expect(phaseAsSent(phase(more), true)).toBeNull();
});
