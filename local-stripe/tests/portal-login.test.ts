import { afterAll, beforeAll, expect, it } from "vitest";
import type Stripe from "stripe";
import { open, submit } from "./pages.ts";
import { monthly, startLocal, type Local } from "./support.ts";

let local: Local;
let stripe: Stripe;
let configuration: Stripe.BillingPortal.Configuration;
beforeAll(async () => {
  local = await startLocal();
  stripe = local.stripe;
  configuration = await stripe.billingPortal.configurations.create({
    default_return_url: "http://localhost:3000/dashboard/",
    features: { invoice_history: { enabled: true } },
  });
});
afterAll(() => local.stop());

const change = async (enabled: boolean) =>
  (await stripe.billingPortal.configurations.update(configuration.id, { login_page: { enabled } })).login_page;

/** The address of the portal that a page shows in place of a mail. */
const linkIn = (text: string) => /href="([^"]*\/p\/session\/[^"]*)"/.exec(text)?.[1];

it("has an address while it is on, and another one once it was off", async () => {
  expect(configuration.login_page).toEqual({ enabled: false, url: null });
  const { url } = await change(true);
  expect(url).toMatch(new RegExp(`^${local.server.url}/p/login/test_\\w+$`));
  expect(await change(true)).toEqual({ enabled: true, url });
  expect((await stripe.billingPortal.configurations.retrieve(configuration.id)).login_page.url).toBe(url);
  expect((await open(String(url))).status).toBe(200);
  expect(await change(false)).toEqual({ enabled: false, url: null });
  expect((await open(String(url))).status).toBe(404);
  expect((await submit(String(url), { email: "ada@example.com" })).status).toBe(404);
  const { url: next } = await change(true);
  expect(next).not.toBe(url);
  expect([(await open(String(url))).status, (await open(String(next))).status]).toEqual([404, 200]);
});

it("opens the portal of the newest customer with that address who has a plan", async () => {
  const url = String((await change(true)).url);
  const email = "Ada@example.com";
  const [before, payer] = [await stripe.customers.create({ email }), await stripe.customers.create({ email })];
  const card = await stripe.paymentMethods.attach("pm_card_visa", { customer: payer.id });
  await stripe.subscriptions.create({
    customer: payer.id,
    default_payment_method: card.id,
    items: [{ price: (await monthly(stripe)).id }],
  });
  await stripe.customers.create({ email });
  const sent = await submit(url, { email: "ada@EXAMPLE.com" });
  expect(sent.text).toContain("If ada@EXAMPLE.com belongs to a customer");
  const { data } = await stripe.events.list({ type: "billing_portal.session.created", limit: 1 });
  expect(data[0]?.data.object).toMatchObject({
    configuration: configuration.id,
    customer: payer.id,
    return_url: "http://localhost:3000/dashboard/",
  });
  expect((await open(linkIn(sent.text) ?? "")).status).toBe(200);
  await stripe.customers.update(before.id, { email: "alone@example.com" });
  expect(linkIn((await submit(url, { email: "alone@example.com" })).text)).toBeDefined();
});

it("asks again for what is no address, takes one from the link, and opens nothing for who is no customer", async () => {
  const url = String((await change(true)).url);
  expect((await open(`${url}?prefilled_email=bea%40example.com`)).text).toContain('value="bea@example.com"');
  for (const email of ["", "ada", "a b@example.com"]) {
    const again = await submit(url, { email });
    expect([again.status, again.text.includes('aria-invalid="true"')]).toEqual([422, true]);
  }
  const unknown = await submit(url, { email: "nobody@example.com" });
  expect([unknown.status, linkIn(unknown.text)]).toEqual([200, undefined]);
  expect(unknown.text).toContain("If nobody@example.com belongs to a customer");
});

it("is nothing while its configuration is not active", async () => {
  const other = await stripe.billingPortal.configurations.create({
    features: { invoice_history: { enabled: true } },
    login_page: { enabled: true },
  });
  expect((await open(String(other.login_page.url))).status).toBe(200);
  await stripe.billingPortal.configurations.update(other.id, { active: false });
  expect((await open(String(other.login_page.url))).status).toBe(404);
});
