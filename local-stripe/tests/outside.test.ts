// What banks, networks and tax offices do, and the events that tell it.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type Stripe from "stripe";
import { emitted } from "./clocks.ts";
import { checkout, confirm, control, monthly, refused, startLocal, type Local } from "./support.ts";

let local: Local;
let stripe: Stripe;
let customer: string;
beforeAll(async () => {
  local = await startLocal();
  stripe = local.stripe;
  customer = (await stripe.customers.create({ email: "ada@example.com" })).id;
});
afterAll(() => local.stop());

const newest = async (type: string) =>
  (await stripe.events.list({ type, limit: 1 })).data[0] ?? expect.fail(`no ${type}`);

describe("a card updater", () => {
  it("changes a saved card, which stays the same payment method", async () => {
    const { id } = await stripe.paymentMethods.attach("pm_card_visa", { customer });
    await control(local, "POST", "/card-updates", { payment_method: id, exp_month: 7, exp_year: 2033 });
    expect((await stripe.paymentMethods.retrieve(id)).card).toMatchObject({
      exp_month: 7,
      exp_year: 2033,
      last4: "4242",
    });
    await control(local, "POST", "/card-updates", { payment_method: id, number: "5555 5555 5555 4444" });
    expect((await stripe.paymentMethods.retrieve(id)).card).toMatchObject({ brand: "mastercard", last4: "4444" });
    expect((await newest("payment_method.automatically_updated")).data).toMatchObject({
      object: { id, customer, card: { last4: "4444", exp_month: 7 } },
      previous_attributes: { card: { last4: "4242", brand: "visa" } },
    });
    expect(await emitted(stripe, id)).toEqual([
      "payment_method.attached",
      "payment_method.automatically_updated",
      "payment_method.automatically_updated",
    ]);
  });

  it("needs a saved card and something to change", async () => {
    const free = await stripe.paymentMethods.create({ type: "card", card: { token: "tok_visa" } });
    const { id } = await stripe.paymentMethods.attach("pm_card_visa", { customer });
    for (const [body, message] of [
      [{ payment_method: "pm_none", exp_month: 1 }, "No such payment_method"],
      [{ payment_method: free.id, exp_month: 1 }, "belongs to no customer"],
      [{ payment_method: id }, "Say what changes"],
      [{ payment_method: id, exp_month: 13 }, "exp_month must be a whole number from 1 to 12"],
      [{ payment_method: id, number: "card" }, "number must be a card number"],
    ] as const)
      await expect(control(local, "POST", "/card-updates", body)).rejects.toThrow(message);
  });
});

it("a bank takes a mandate back", async () => {
  const { id } = await stripe.paymentMethods.attach("pm_sepaDebit_success_de", { customer });
  await control(local, "POST", "/mandates", { payment_method: id, status: "inactive" });
  const { data } = await newest("mandate.updated");
  expect(data).toMatchObject({
    object: { object: "mandate", payment_method: id, status: "inactive" },
    previous_attributes: { status: "active" },
  });
  expect(await stripe.mandates.retrieve((data.object as Stripe.Mandate).id)).toMatchObject({ status: "inactive" });
  const card = await stripe.paymentMethods.attach("pm_card_visa", { customer });
  await expect(control(local, "POST", "/mandates", { payment_method: card.id, status: "inactive" })).rejects.toThrow(
    "has no mandate",
  );
});

describe("tax ids", () => {
  it.each([
    ["eu_vat", "DE000000000", "verified"],
    ["eu_vat", "DE111111111", "unverified"],
    ["eu_vat", "DE222222222", "pending"],
    ["us_ein", "12-3456789", "unavailable"],
  ] as const)("%s %s: %s", async (type, value, status) => {
    const owner = (await stripe.customers.create()).id;
    const made = await stripe.customers.createTaxId(owner, { type, value });
    expect(made).toMatchObject({
      object: "tax_id",
      customer: owner,
      type,
      value,
      country: type === "eu_vat" ? "DE" : "US",
    });
    expect(await stripe.customers.retrieveTaxId(owner, made.id)).toMatchObject({ verification: { status } });
    expect((await stripe.customers.listTaxIds(owner)).data.map(({ id }) => id)).toEqual([made.id]);
    await refused(stripe.customers.retrieveTaxId(customer, made.id));
    expect(await stripe.customers.deleteTaxId(owner, made.id)).toEqual(
      expect.objectContaining({ id: made.id, deleted: true }),
    );
    const verified = status === "verified" || status === "unverified";
    expect(await emitted(stripe, made.id)).toEqual([
      "customer.tax_id.created",
      ...(verified ? ["customer.tax_id.updated"] : []),
      "customer.tax_id.deleted",
    ]);
  });

  it("stand on the customer's invoices", async () => {
    const owner = (await stripe.customers.create()).id;
    await stripe.customers.createTaxId(owner, { type: "eu_vat", value: "DE000000000" });
    const price = await monthly(stripe);
    const done = await confirm(
      stripe,
      await checkout(stripe, { customer: owner, line_items: [{ price: price.id, quantity: 1 }] }),
    );
    expect(await stripe.invoices.retrieve(String(done.invoice))).toMatchObject({
      customer_tax_ids: [{ type: "eu_vat", value: "DE000000000" }],
    });
  });
});

it("a subscription's discount is taken off", async () => {
  const coupon = await stripe.coupons.create({ percent_off: 20, duration: "forever" });
  const session = await checkout(stripe, { discounts: [{ coupon: coupon.id }] });
  const { subscription } = await confirm(stripe, session);
  const id = String(subscription);
  const [discount] = (await stripe.subscriptions.retrieve(id)).discounts;
  expect(await stripe.subscriptions.deleteDiscount(id)).toMatchObject({
    id: discount,
    object: "discount",
    deleted: true,
  });
  expect((await stripe.subscriptions.retrieve(id)).discounts).toEqual([]);
  expect(await emitted(stripe, `"id":"${String(discount)}"`)).toEqual([
    "customer.discount.created",
    "customer.discount.deleted",
  ]);
  await refused(stripe.subscriptions.deleteDiscount(id));
});

it("any paid charge can be disputed, once", async () => {
  const { customer: payer } = await confirm(stripe, await checkout(stripe));
  const [charge] = (await stripe.charges.list({ customer: String(payer) })).data;
  const dispute = (await control(local, "POST", "/disputes", { charge: charge?.id })) as Stripe.Dispute;
  expect(dispute).toMatchObject({ object: "dispute", charge: charge?.id, status: "needs_response" });
  expect(await stripe.charges.retrieve(charge?.id ?? "")).toMatchObject({ disputed: true });
  expect((await newest("charge.dispute.created")).data.object).toMatchObject({ id: dispute.id });
  await expect(control(local, "POST", "/disputes", { charge: charge?.id })).rejects.toThrow("is disputed already");
});

it("a refund is told by the charge", async () => {
  const { customer: payer } = await confirm(stripe, await checkout(stripe));
  const [charge] = (await stripe.charges.list({ customer: String(payer) })).data;
  await stripe.refunds.create({ charge: charge?.id ?? "", amount: 300 });
  expect((await newest("charge.refunded")).data.object).toMatchObject({
    id: charge?.id,
    amount_refunded: 300,
    refunded: false,
  });
});
