import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type Stripe from "stripe";
import { open, submit } from "./pages.ts";
import { checkout, confirm, monthly, startLocal, type Local } from "./support.ts";

let local: Local;
let stripe: Stripe;
let customer: string;
let subscription: string;
let first: string;
let second: string;
beforeAll(async () => {
  local = await startLocal();
  stripe = local.stripe;
});
afterAll(() => local.stop());
beforeEach(async () => {
  customer = (await stripe.customers.create({ email: "ada@example.com" })).id;
  const price = await monthly(stripe);
  subscription = String(
    (await confirm(stripe, await checkout(stripe, { customer, line_items: [{ price: price.id, quantity: 1 }] })))
      .subscription,
  );
  first = await paysWith();
  second = (await stripe.paymentMethods.attach("pm_card_mastercard", { customer })).id;
});

const paysWith = async () => String((await stripe.subscriptions.retrieve(subscription)).default_payment_method);
const owner = async (id: string) => (await stripe.paymentMethods.retrieve(id)).customer;
async function portal(enabled = true, flow_data?: Stripe.BillingPortal.SessionCreateParams.FlowData): Promise<string> {
  const { id } = await stripe.billingPortal.configurations.create({ features: { payment_method_update: { enabled } } });
  return (
    await stripe.billingPortal.sessions.create({
      customer,
      configuration: id,
      return_url: "http://localhost/",
      ...(flow_data ? { flow_data } : {}),
    })
  ).url;
}

it("lists all cards, and makes another one the default", async () => {
  const url = await portal();
  const home = await open(url);
  for (const part of [
    "Payment methods",
    "Visa ending in 4242",
    "Mastercard ending in 4444",
    `/payment-methods/${second}/default`,
    `/payment-methods/${second}/remove`,
  ])
    expect(home.text).toContain(part);
  // It pays for the plan, so it can't be removed; it is nobody's default yet
  expect(home.text).toContain("Pays for a plan");
  expect(home.text).toContain(`/payment-methods/${first}/default`);
  expect(home.text).not.toContain(`/payment-methods/${first}/remove`);
  const done = await submit(`${url}/payment-methods/${second}/default`);
  expect([done.status, done.location]).toEqual([303, expect.stringMatching(/\?did=card$/)]);
  expect(await paysWith()).toBe(first);
  expect(await stripe.customers.retrieve(customer)).toMatchObject({
    invoice_settings: { default_payment_method: second },
  });
  const after = await open(url);
  expect(after.text).not.toContain(`/payment-methods/${first}/remove`);
  expect(after.text).not.toContain(`/payment-methods/${second}/`);
  await stripe.subscriptions.update(subscription, { default_payment_method: "" });
  expect((await open(url)).text).toContain(`/payment-methods/${first}/remove`);
});

it("removes a card, but not the default one", async () => {
  const url = await portal();
  const done = await submit(`${url}/payment-methods/${second}/remove`);
  expect((await open(new URL(done.location ?? "", url).href)).text).toContain("The payment method was removed.");
  expect(await owner(second)).toBeNull();
  expect((await submit(`${url}/payment-methods/${second}/remove`)).status).toBe(403);
  expect((await submit(`${url}/payment-methods/${first}/remove`)).status).toBe(403);
  expect([await owner(first), await paysWith()]).toEqual([customer, first]);
});

it("touches no card of another customer, none where it is off, and none in a flow", async () => {
  const other = (await stripe.customers.create()).id;
  const foreign = (await stripe.paymentMethods.attach("pm_card_visa", { customer: other })).id;
  const off = await portal(false);
  for (const part of ["Make default", "Remove", "4444"]) expect((await open(off)).text).not.toContain(part);
  const refused = [
    `${await portal()}/payment-methods/${foreign}`,
    `${off}/payment-methods/${second}`,
    `${await portal(true, { type: "payment_method_update" })}/payment-methods/${second}`,
  ];
  for (const path of refused) {
    for (const deed of ["default", "remove"]) expect((await submit(`${path}/${deed}`)).status).toBe(403);
  }
  expect([await owner(foreign), await owner(second), await paysWith()]).toEqual([other, customer, first]);
});
