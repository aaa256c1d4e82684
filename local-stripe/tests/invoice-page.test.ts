import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type Stripe from "stripe";
import { at, advance, clocked, subscribe } from "./clocks.ts";
import { card, open, submit } from "./pages.ts";
import { startLocal, type Local } from "./support.ts";

let local: Local;
let stripe: Stripe;
let customer: string;
let subscription: string;
let page: string;
beforeAll(async () => {
  local = await startLocal();
  stripe = local.stripe;
});
afterAll(() => local.stop());
// A renewal that failed.
beforeEach(async () => {
  const buyer = await clocked(stripe, "2027-01-01T00:00:00Z");
  customer = buyer.customer.id;
  subscription = (await subscribe(stripe, buyer)).id;
  const failing = await stripe.paymentMethods.attach("pm_card_chargeCustomerFail", { customer });
  await stripe.subscriptions.update(subscription, { default_payment_method: failing.id });
  await advance(stripe, buyer.clock.id, at("2027-02-01T02:00:00Z"));
  const { status, hosted_invoice_url } = await latest();
  expect([await state(), status]).toEqual(["past_due", "open"]);
  page = hosted_invoice_url ?? "";
});

const state = async () => (await stripe.subscriptions.retrieve(subscription)).status;
async function latest(): Promise<Stripe.Invoice> {
  const { latest_invoice } = await stripe.subscriptions.retrieve(subscription, { expand: ["latest_invoice"] });
  if (typeof latest_invoice !== "object" || !latest_invoice) throw new Error("no invoice");
  return latest_invoice;
}

it("is paid by another card, which is not kept; then there is nothing to pay", async () => {
  const shown = await open(page);
  for (const part of ["Open", "Pay this invoice", "Pay $10.00"]) expect(shown.text).toContain(part);
  const { default_payment_method: before } = await stripe.subscriptions.retrieve(subscription);
  const paid = await submit(page, card("4242 4242 4242 4242"));
  expect([paid.status, paid.location]).toEqual([303, new URL(page).pathname]);
  expect(await latest()).toMatchObject({ status: "paid", amount_remaining: 0 });
  expect(await stripe.subscriptions.retrieve(subscription)).toMatchObject({
    status: "active",
    default_payment_method: before,
  });
  expect((await open(page)).text).not.toContain("Pay this invoice");
  const again = await submit(page, card("4242 4242 4242 4242"));
  expect([again.status, again.location]).toEqual([303, new URL(page).pathname]);
  expect((await stripe.charges.list({ customer })).data.filter(({ status }) => status === "succeeded")).toHaveLength(2);
});

it("says what is wrong with a card, and keeps what was typed; a refused attempt is shown, and the planned ones stay", async () => {
  const { next_payment_attempt: planned, attempt_count: count } = await latest();
  const mistyped = await submit(page, { ...card("4242"), cvc: "" });
  expect([mistyped.status, mistyped.text]).toEqual([422, expect.stringContaining("Your card number is incomplete.")]);
  expect((await latest()).attempt_count).toBe(count);
  const declined = await submit(page, card("4000 0000 0000 9995"));
  expect([declined.status, declined.text]).toEqual([402, expect.stringContaining("Your card has insufficient funds.")]);
  expect(declined.text).toContain('value="Ada Lovelace"');
  expect(await latest()).toMatchObject({ status: "open", next_payment_attempt: planned, attempt_count: count + 1 });
  expect(await state()).toBe("past_due");
});

it.each([
  ["complete", "paid", "active"],
  ["fail", "open", "past_due"],
])("asks the bank where the card wants it: %s", async (outcome, invoice, status) => {
  const asked = await submit(page, card("4000 0027 6000 3184"));
  expect([asked.status, asked.location]).toEqual([
    303,
    expect.stringMatching(/^\/invoice\/in_\w+\/challenge\/\w{32}$/),
  ]);
  const challenge = new URL(asked.location ?? "", page).href;
  expect((await open(challenge)).text).toContain("3D Secure");
  const answered = await submit(challenge, { outcome });
  if (outcome === "fail")
    expect([answered.status, answered.text]).toEqual([402, expect.stringContaining("unable to authenticate")]);
  else expect(answered.location).toBe(new URL(page).pathname);
  expect([(await latest()).status, await state()]).toEqual([invoice, status]);
  // An answer that is given twice pays nothing twice.
  expect((await submit(challenge, { outcome: "complete" })).location).toBe(new URL(page).pathname);
  expect((await latest()).status).toBe(invoice);
});

it("is paid by a saved card, which its bank may ask about first; not by one of somebody else", async () => {
  const saved = await stripe.paymentMethods.attach("pm_card_mastercard", { customer });
  const asking = await stripe.paymentMethods.attach("pm_card_authenticationRequired", { customer });
  const other = await stripe.customers.create();
  const foreign = await stripe.paymentMethods.attach("pm_card_visa", { customer: other.id });
  const { text } = await open(page);
  for (const part of ["Mastercard ending in 4444", "Visa ending in 3184", "Another payment method"])
    expect(text).toContain(part);
  expect(text).not.toContain(foreign.id);
  expect((await submit(page, { saved: foreign.id })).status).toBe(422);

  const asked = await submit(page, { saved: asking.id });
  const challenge = new URL(asked.location ?? "", page).href;
  expect((await submit(challenge, { outcome: "fail" })).status).toBe(402);
  const again = new URL((await submit(page, { saved: asking.id })).location ?? "", page).href;
  await stripe.paymentMethods.detach(asking.id);
  expect((await submit(again, { outcome: "complete" })).location).toBe(new URL(page).pathname);
  expect((await latest()).status).toBe("open");

  expect((await submit(page, { saved: saved.id })).location).toBe(new URL(page).pathname);
  expect([(await latest()).status, await state()]).toEqual(["paid", "active"]);
  const [charge] = (await stripe.charges.list({ customer })).data;
  expect(charge).toMatchObject({ payment_method: saved.id, paid: true });
  expect((await stripe.paymentMethods.retrieve(saved.id)).customer).toBe(customer);
});

it("says that a saved card was declined", async () => {
  const failing = (await stripe.subscriptions.retrieve(subscription)).default_payment_method;
  const declined = await submit(page, { saved: String(failing) });
  expect([declined.status, declined.text]).toEqual([402, expect.stringContaining("Your card was declined.")]);
  expect(declined.text).toMatch(new RegExp(`value="${String(failing)}" checked`));
  expect(await state()).toBe("past_due");
});

it("is paid also after it was written off, and when it was sent", async () => {
  const { id = "" } = await latest();
  await stripe.invoices.markUncollectible(id);
  expect((await open(page)).text).toContain("Uncollectible");
  expect((await submit(page, card("4242 4242 4242 4242"))).status).toBe(303);
  expect((await stripe.invoices.retrieve(id)).status).toBe("paid");

  const sent = await subscribe(stripe, await clocked(stripe, "2027-01-01T00:00:00Z", ""), {
    collection_method: "send_invoice",
    days_until_due: 14,
    items: [{ price: (await stripe.subscriptions.retrieve(subscription)).items.data[0]?.price.id ?? "" }],
  });
  const invoice = await stripe.invoices.finalizeInvoice(String(sent.latest_invoice));
  expect(invoice.status).toBe("open");
  expect((await submit(invoice.hosted_invoice_url ?? "", card("4242 4242 4242 4242"))).status).toBe(303);
  expect((await stripe.invoices.retrieve(invoice.id ?? "")).status).toBe("paid");
});

it("is paid when it was made by hand, by card or by the bank's question answered", async () => {
  for (const number of ["4242 4242 4242 4242", "4000 0027 6000 3184"]) {
    await stripe.invoiceItems.create({ customer, amount: 700, currency: "usd", description: "By hand" });
    const made = await stripe.invoices.create({
      customer,
      collection_method: "send_invoice",
      days_until_due: 7,
      pending_invoice_items_behavior: "include",
    });
    const { id = "", hosted_invoice_url } = await stripe.invoices.finalizeInvoice(made.id ?? "");
    const at = hosted_invoice_url ?? "";
    expect((await open(at)).text).toContain("Pay $7.00");
    const { location } = await submit(at, card(number));
    if (location?.includes("/challenge/"))
      expect((await submit(new URL(location, at).href, { outcome: "complete" })).status).toBe(303);
    expect(await stripe.invoices.retrieve(id)).toMatchObject({ status: "paid", amount_paid: 700, parent: null });
    expect((await submit(at, card(number))).status).toBe(303);
  }
  expect(
    (await stripe.charges.list({ customer })).data.filter(({ amount, paid }) => paid && amount === 700),
  ).toHaveLength(2);
});

it("can't be paid for a customer who was deleted", async () => {
  await stripe.customers.del(customer);
  expect((await open(page)).text).not.toContain("Pay this invoice");
  expect((await submit(page, card("4242 4242 4242 4242"))).status).toBe(303);
});

it("is for the open ones alone", async () => {
  await stripe.invoices.voidInvoice((await latest()).id ?? "");
  expect((await open(page)).text).not.toContain("Pay this invoice");
  expect((await submit(page, card("4242 4242 4242 4242"))).status).toBe(303);
  expect((await latest()).status).toBe("void");
  expect((await submit(new URL("/invoice/in_nothing", page).href, card("4242 4242 4242 4242"))).status).toBe(404);
});
