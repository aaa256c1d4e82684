import type Stripe from "stripe";
import { expect, test } from "vitest";
import { invoiceState } from "@/lib/billing/payments/invoice";

/** As much of an invoice as decides, expanded. */
const invoice = (more: object = {}) =>
  ({
    status: "open",
    collection_method: "charge_automatically",
    attempt_count: 2,
    hosted_invoice_url: "https://invoice.stripe.com/i/1",
    default_payment_method: null,
    customer: { id: "cus_1", invoice_settings: { default_payment_method: "pm_customers" } },
    parent: { subscription_details: { subscription: { id: "sub_1", default_payment_method: "pm_own" } } },
    payments: { data: [] },
    ...more,
  }) as unknown as Stripe.Invoice;

const paidBy = (payment_intent: unknown) => ({ payments: { data: [{ payment: { payment_intent } }] } });
const href = "https://invoice.stripe.com/i/1";
const payable = (methodId: string | null) => ({ is: "payable", methodId, attempts: 2, href });

test.each<[string, object, object]>([
  ["the subscription's card before the customer's", {}, payable("pm_own")],
  ["the invoice's own before both", { default_payment_method: { id: "pm_invoice" } }, payable("pm_invoice")],
  [
    "the customer's without another",
    { parent: { subscription_details: { subscription: { id: "sub_1", default_payment_method: null } } } },
    payable("pm_customers"),
  ],
  ["none of a deleted customer", { parent: null, customer: { id: "cus_1", deleted: true } }, payable(null)],
  ["what was written off can be paid", { status: "uncollectible" }, payable("pm_own")],
  ["paid", { status: "paid" }, { is: "paid" }],
  ["void", { status: "void" }, { is: "not_payable" }],
  ["a draft", { status: "draft" }, { is: "not_payable" }],
  ["a payment on its way", paidBy({ id: "pi_1", status: "processing" }), { is: "processing" }],
  ["a payment that failed", paidBy({ id: "pi_1", status: "requires_payment_method" }), payable("pm_own")],
  ["one that the customer pays", { collection_method: "send_invoice" }, { is: "by_link", href }],
])("%s", (_, more, state) => {
  expect(invoiceState(invoice(more))).toEqual(state);
});
