// What is too small or too large for a charge is owed with the next invoice. [docs: billing/customer/balance]
import { afterAll, beforeAll, expect, it } from "vitest";
import type Stripe from "stripe";
import { at, clocked, emitted, lastEvent, subscribe } from "./clocks.ts";
import { monthly, startLocal, type Local } from "./support.ts";

let local: Local;
let stripe: Stripe;
beforeAll(async () => {
  local = await startLocal();
  stripe = local.stripe;
});
afterAll(() => local.stop());

const START = "2027-01-01T00:00:00Z";
const FEB = at("2027-02-01T00:00:00Z");
const expand = ["latest_invoice"];

// [what, price, balance before, what is due, balance after, transactions]
it.each<[string, number, number, number, number, [string, number][]]>([
  ["the least charge", 50, 0, 50, 0, []],
  ["one cent less", 49, 0, 0, 49, [["invoice_too_small", 49]]],
  [
    "what credit leaves",
    1000,
    -970,
    0,
    30,
    [
      ["applied_to_invoice", 970],
      ["invoice_too_small", 30],
    ],
  ],
  ["what was owed is enough with it", 40, 10, 50, 0, [["applied_to_invoice", -10]]],
  ["what was owed is not enough with it", 20, 10, 0, 30, [["invoice_too_small", 20]]],
  ["nothing, beside what was owed", 0, 40, 0, 40, []],
  ["the largest charge", 99_999_999, 0, 99_999_999, 0, []],
  ["one cent more", 99_999_999, 1, 0, 100_000_000, [["invoice_too_large", 99_999_999]]],
])("%s", async (_what, unit_amount, balance, due, after, transactions) => {
  const on = await clocked(stripe, START);
  const customer = on.customer.id;
  await stripe.customers.update(customer, { balance });
  const price = (await monthly(stripe, unit_amount)).id;
  const preview = await stripe.invoices.createPreview({ customer, subscription_details: { items: [{ price }] } });
  const known = (await stripe.customers.listBalanceTransactions(customer)).data.length;
  const { status, latest_invoice } = await subscribe(stripe, on, { items: [{ price }], expand });
  const said = { total: unit_amount, starting_balance: balance, amount_due: due };
  expect(preview).toMatchObject(said);
  expect(latest_invoice).toMatchObject({
    ...said,
    status: "paid",
    amount_paid: due,
    amount_remaining: 0,
    ending_balance: after,
  });
  expect([status, (await stripe.customers.retrieve(customer)) as Stripe.Customer]).toMatchObject([
    "active",
    { balance: after },
  ]);
  const { data } = await stripe.customers.listBalanceTransactions(customer);
  expect(
    data
      .slice(0, data.length - known)
      .map(({ type, amount }) => [type, amount])
      .reverse(),
  ).toEqual(transactions);
  const intents = (await stripe.paymentIntents.list({ customer })).data.map(({ amount }) => amount);
  expect(intents).toEqual(due > 0 ? [due] : []);
});

it("is paid without a card, and charged with the renewal that makes it enough", async () => {
  const on = await clocked(stripe, START);
  const { id } = await subscribe(stripe, on, { items: [{ price: (await monthly(stripe, 30)).id }] });
  const since = await lastEvent(stripe);
  await on.to(FEB + 7200);
  const { latest_invoice } = await stripe.subscriptions.retrieve(id, { expand });
  expect(latest_invoice).toMatchObject({ total: 30, starting_balance: 30, amount_paid: 60, ending_balance: 0 });
  expect(await emitted(stripe, id, since)).toContain("invoice.paid");
});

it("a sent invoice is paid without its payer", async () => {
  const on = await clocked(stripe, START, "");
  const { id } = await subscribe(stripe, on, {
    items: [{ price: (await monthly(stripe, 30)).id }],
    collection_method: "send_invoice",
    days_until_due: 7,
  });
  await on.to(at(START) + 7200);
  const { latest_invoice } = await stripe.subscriptions.retrieve(id, { expand });
  expect(latest_invoice).toMatchObject({ status: "paid", amount_due: 0, ending_balance: 30 });
});

it("an invoice by hand too", async () => {
  const on = await clocked(stripe, START);
  const customer = on.customer.id;
  await stripe.invoiceItems.create({ customer, amount: 20, currency: "usd" });
  const draft = await stripe.invoices.create({ customer, pending_invoice_items_behavior: "include" });
  expect(draft).toMatchObject({ status: "draft", amount_due: 0 });
  const open = await stripe.invoices.finalizeInvoice(draft.id);
  expect(open).toMatchObject({ status: "paid", amount_due: 0, ending_balance: 20 });
});

it("a credit that is left over is a credit as before", async () => {
  const on = await clocked(stripe, START);
  const customer = on.customer.id;
  await stripe.invoiceItems.create({ customer, amount: -20, currency: "usd" });
  const draft = await stripe.invoices.create({ customer, pending_invoice_items_behavior: "include" });
  const open = await stripe.invoices.finalizeInvoice(draft.id);
  expect(open).toMatchObject({ total: -20, amount_due: 0, ending_balance: -20 });
});
