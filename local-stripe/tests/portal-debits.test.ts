// SEPA Direct Debit in the portal, and on the page of an invoice.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type Stripe from "stripe";
import { advance, clocked, DAY, firstItem, HOUR, subscribe, type Clocked } from "./clocks.ts";
import { card, CARD, open, submit } from "./pages.ts";
import { control, startLocal, type Local } from "./support.ts";

const GOOD = "DE89 3704 0044 0532 0130 00";
const BAD = "DE62 3704 0044 0532 0130 01";
const START = "2027-01-04T09:00:00Z";
const debit = (iban: string) => ({ method: "sepa_debit", iban, account_name: "Ada Lovelace" });

let local: Local;
let stripe: Stripe;
let buyer: Clocked;
let subscription: Stripe.Subscription;
const prices: Record<string, string> = {};
beforeAll(async () => {
  local = await startLocal();
  stripe = local.stripe;
  for (const currency of ["eur", "usd"])
    prices[currency] = (
      await stripe.prices.create({
        currency,
        unit_amount: 1000,
        recurring: { interval: "month" },
        product_data: { name: "Starter" },
      })
    ).id;
  await stripe.billingPortal.configurations.create({ features: { payment_method_update: { enabled: true } } });
});
afterAll(() => local.stop());

async function buys(currency: "eur" | "usd"): Promise<void> {
  buyer = await clocked(stripe, START);
  subscription = await subscribe(stripe, buyer, { items: [{ price: prices[currency] }] });
}
const portal = async () =>
  (await stripe.billingPortal.sessions.create({ customer: buyer.customer.id, return_url: "http://localhost/" })).url;
const customer = async () => (await stripe.customers.retrieve(buyer.customer.id)) as Stripe.Customer;
const methods = async () => (await stripe.customers.listPaymentMethods(buyer.customer.id)).data;
async function latest(): Promise<Stripe.Invoice> {
  const { latest_invoice } = await stripe.subscriptions.retrieve(subscription.id, { expand: ["latest_invoice"] });
  return latest_invoice as Stripe.Invoice;
}
const status = async () => (await stripe.subscriptions.retrieve(subscription.id)).status;
const renewal = () => (firstItem(subscription).current_period_end ?? 0) + HOUR;

describe("in the portal", () => {
  beforeEach(() => buys("eur"));

  it.each([
    ["succeeds", GOOD, "paid", "active"],
    ["fails", BAD, "open", "past_due"],
  ])("is the default of what comes next, which settles later and %s", async (_what, iban, invoice, after) => {
    const url = await portal();
    expect((await open(`${url}/payment-method`)).text).toContain("SEPA Direct Debit");
    const done = await submit(`${url}/payment-method`, debit(iban));
    expect([done.status, done.location]).toEqual([303, expect.stringMatching(/\?did=card$/)]);
    const [added] = await methods();
    expect(added).toMatchObject({
      type: "sepa_debit",
      sepa_debit: { country: "DE", last4: iban.slice(-5).replace(" ", "") },
      billing_details: { name: "Ada Lovelace", email: "clock@example.com" },
    });
    expect((await customer()).invoice_settings.default_payment_method).toBe(added?.id);
    expect((await open(url)).text).toContain("SEPA Direct Debit ending in 30");

    // The bank answers ten seconds after the charge
    await advance(stripe, buyer.clock.id, renewal());
    expect([await status(), (await latest()).status]).toEqual(["active", "open"]);
    const [charge] = (await stripe.charges.list({ customer: buyer.customer.id })).data;
    expect(charge).toMatchObject({ status: "pending", payment_method: added?.id });
    const mandate = charge?.payment_method_details?.sepa_debit?.mandate ?? "";
    expect(await stripe.mandates.retrieve(mandate)).toMatchObject({ status: "active", payment_method: added?.id });
    await advance(stripe, buyer.clock.id, renewal() + 60);
    expect([await status(), (await latest()).status]).toEqual([after, invoice]);
  });

  it("stands beside cards: either is made the default, the other removed", async () => {
    const url = await portal();
    await submit(`${url}/payment-method`, debit(GOOD));
    const [account, visa] = await methods();
    await submit(`${url}/payment-methods/${visa?.id}/default`);
    expect((await customer()).invoice_settings.default_payment_method).toBe(visa?.id);
    expect((await submit(`${url}/payment-methods/${account?.id}/remove`)).status).toBe(303);
    expect((await methods()).map(({ type }) => type)).toEqual(["card"]);
  });

  it("says what is wrong with an account, keeps what was typed, and asks for an address that a mandate needs", async () => {
    const url = `${await portal()}/payment-method`;
    const wrong = await submit(url, debit("DE00"));
    expect(wrong.status).toBe(422);
    for (const part of ["not one of the test accounts", 'value="DE00"', 'value="sepa_debit" checked'])
      expect(wrong.text).toContain(part);
    expect(wrong.text).not.toContain('name="debit_email"');
    await stripe.customers.update(buyer.customer.id, { email: "" });
    const unnamed = await submit(url, debit(GOOD));
    expect([unnamed.status, unnamed.text]).toEqual([422, expect.stringContaining('name="debit_email"')]);
    expect((await submit(url, { ...debit(GOOD), debit_email: "a@example.com" })).status).toBe(303);
    expect((await methods())[0]?.billing_details.email).toBe("a@example.com");
  });

  it("still takes a card", async () => {
    expect((await submit(`${await portal()}/payment-method`, { ...card("5555 5555 5555 4444") })).status).toBe(303);
    expect((await methods())[0]?.card?.last4).toBe("4444");
  });

  it("is for plans in euros alone", async () => {
    await buys("usd");
    const url = `${await portal()}/payment-method`;
    expect((await open(url)).text).not.toContain("SEPA");
    expect((await submit(url, debit(GOOD))).status).toBe(422);
    expect(await methods()).toHaveLength(1);
  });
});

describe("on an invoice's page", () => {
  /** A renewal that failed. */
  async function owes(currency: "eur" | "usd"): Promise<string> {
    await buys(currency);
    const failing = await stripe.paymentMethods.attach("pm_card_chargeCustomerFail", { customer: buyer.customer.id });
    await stripe.subscriptions.update(subscription.id, { default_payment_method: failing.id });
    await advance(stripe, buyer.clock.id, renewal());
    expect(await status()).toBe("past_due");
    return (await latest()).hosted_invoice_url ?? "";
  }

  it("pays later, and can't be paid again meanwhile", async () => {
    const page = await owes("eur");
    expect((await open(page)).text).toContain("SEPA Direct Debit");
    expect((await submit(page, debit(GOOD))).status).toBe(303);
    const { text } = await open(page);
    expect(text).toContain("A payment is processing");
    expect(text).not.toContain("Pay this invoice");
    expect((await submit(page, CARD)).status).toBe(303);
    expect((await latest()).status).toBe("open");
    await control(local, "POST", "/settle", { customer: buyer.customer.id });
    expect([(await latest()).status, await status()]).toEqual(["paid", "active"]);
    // It paid this once, and is not kept
    expect((await methods()).map(({ type }) => type)).not.toContain("sepa_debit");
    expect((await stripe.charges.list({ customer: buyer.customer.id })).data.filter(({ paid }) => paid)).toHaveLength(
      2,
    );
  });

  it("fails later, and the invoice is open for another way", async () => {
    const page = await owes("eur");
    await submit(page, debit(BAD));
    await control(local, "POST", "/settle", { customer: buyer.customer.id });
    expect((await latest()).status).toBe("open");
    expect((await open(page)).text).toContain("Pay this invoice");
    expect((await submit(page, CARD)).status).toBe(303);
    expect((await latest()).status).toBe("paid");
  });

  it("is not taken in dollars", async () => {
    const page = await owes("usd");
    expect((await open(page)).text).not.toContain("SEPA");
    expect((await submit(page, debit(GOOD))).status).toBe(422);
  });
});

it("keeps its time: nothing settles before its clock says so", async () => {
  await buys("eur");
  await submit(`${await portal()}/payment-method`, debit("DE08 3704 0044 0532 0130 03"));
  await advance(stripe, buyer.clock.id, renewal() + 179);
  expect((await latest()).status).toBe("open");
  await advance(stripe, buyer.clock.id, renewal() + DAY);
  expect((await latest()).status).toBe("paid");
});
