import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type Stripe from "stripe";
import { open, submit } from "./pages.ts";
import { checkout, confirm, control, monthly, startLocal, type Local } from "./support.ts";

type Allowed = Stripe.BillingPortal.ConfigurationCreateParams.Features.SubscriptionUpdate.DefaultAllowedUpdate;

let local: Local;
let stripe: Stripe;
let seats: Stripe.Price;
let flat: Stripe.Price;
let customer: string;
let subscription: string;
beforeAll(async () => {
  local = await startLocal();
  stripe = local.stripe;
  seats = await monthly(stripe);
  const product = await stripe.products.create({ name: "Flat" });
  flat = await stripe.prices.create({
    product: product.id,
    currency: "usd",
    unit_amount: 5000,
    recurring: { interval: "month" },
  });
});
afterAll(() => local.stop());
beforeEach(async () => {
  customer = (await stripe.customers.create({ email: "ada@example.com", name: "Ada" })).id;
  const done = await confirm(
    stripe,
    await checkout(stripe, { customer, line_items: [{ price: seats.id, quantity: 2 }] }),
  );
  subscription = String(done.subscription);
});

/** The portal's page for choosing; by default 2 to 5 of "Starter", and "Flat" in the quantity there is. */
async function page(
  allowed: Allowed[] = ["price", "quantity"],
  quantity: { enabled: boolean; minimum?: number; maximum?: number } = { enabled: true, minimum: 2, maximum: 5 },
): Promise<string> {
  const { id } = await stripe.billingPortal.configurations.create({
    features: {
      payment_method_update: { enabled: true },
      subscription_update: {
        enabled: true,
        default_allowed_updates: allowed,
        proration_behavior: "always_invoice",
        products: [
          { product: String(seats.product), prices: [seats.id], adjustable_quantity: quantity },
          { product: String(flat.product), prices: [flat.id] },
        ],
      },
    },
  });
  const session = await stripe.billingPortal.sessions.create({
    customer,
    configuration: id,
    return_url: "http://localhost/",
  });
  return `${session.url}/subscriptions/${subscription}/update`;
}
const item = async () => (await stripe.subscriptions.retrieve(subscription)).items.data[0];
const plain = (text: string) => text.replace(/<[^>]+>/g, "").replace(/\s+/g, " ");
const field = (text: string) => text.match(/<input[^>]*name="quantity"[^>]*>/)?.[0] ?? "";
const radio = (text: string, price: string) => text.match(new RegExp(`<input[^>]*value="${price}"[^>]*>`))?.[0] ?? "";

it("is a field with the configured bounds and the quantity there is", async () => {
  const { text } = await open(await page());
  expect(text).toContain('<label for="quantity">Quantity</label>');
  for (const part of ['type="number"', 'value="2"', 'min="2"', 'max="5"']) expect(field(text)).toContain(part);
  expect(radio(text, seats.id)).toContain("checked");
  expect(radio(text, seats.id)).not.toContain("disabled");
  expect(plain(text)).toContain("Starter × 2");
});

it("changes with what it costs said before", async () => {
  const url = await page();
  const { status, text } = await open(`${url}/confirm?price=${seats.id}&quantity=4`);
  expect(status).toBe(200);
  for (const part of [
    "Starter × 2, $20.00 per month",
    "Starter × 4, $40.00 per month",
    "$20.00 is charged now. After that you pay $40.00 per month.",
  ])
    expect(plain(text)).toContain(part);
  expect(text).toContain("Due today");
  expect(field(text)).toContain('value="4"');
  expect(await item()).toMatchObject({ quantity: 2 });
  expect((await submit(`${url}/confirm`, { price: seats.id, quantity: "4" })).location).toMatch(/\?did=plan$/);
  expect(await item()).toMatchObject({ quantity: 4, price: { id: seats.id } });
  const { latest_invoice } = await stripe.subscriptions.retrieve(subscription, { expand: ["latest_invoice"] });
  expect(latest_invoice).toMatchObject({ total: 2000, status: "paid" });
});

it("outside of the bounds it is refused next to the field", async () => {
  const url = await page();
  const before = JSON.stringify(await stripe.subscriptions.retrieve(subscription));
  const sentences = {
    "1": "The quantity must be from 2 to 5.",
    "6": "The quantity must be from 2 to 5.",
    "-3": "The quantity must be a whole number.",
    "2.5": "The quantity must be a whole number.",
    many: "The quantity must be a whole number.",
  };
  for (const [quantity, sentence] of Object.entries(sentences)) {
    for (const refused of [
      await submit(`${url}/confirm`, { price: seats.id, quantity }),
      await open(`${url}/confirm?price=${seats.id}&quantity=${quantity}`),
    ]) {
      expect([quantity, refused.status]).toEqual([quantity, 422]);
      expect(refused.text).toMatch(new RegExp(`id="quantity-error" role="alert">\\s*${sentence}`));
      expect(field(refused.text)).toContain(`value="${quantity}"`);
      expect(field(refused.text)).toContain('aria-invalid="true"');
    }
  }
  const same = await submit(`${url}/confirm`, { price: seats.id, quantity: "2" });
  expect([same.status, same.text.includes("Choose another plan or another quantity.")]).toEqual([422, true]);
  expect(JSON.stringify(await stripe.subscriptions.retrieve(subscription))).toBe(before);
});

it("is refused where it is not adjustable", async () => {
  for (const url of [await page(["price"]), await page(["price", "quantity"], { enabled: false })]) {
    expect(field((await open(url)).text)).toBe("");
    for (const price of [seats.id, flat.id]) {
      const refused = await submit(`${url}/confirm`, { price, quantity: "3" });
      expect([refused.status, refused.text.includes("can’t be changed here.")]).toEqual([422, true]);
    }
  }
  expect(await item()).toMatchObject({ quantity: 2, price: { id: seats.id } });
});

it("of one product does not change that of another", async () => {
  const url = await page();
  const refused = await open(`${url}/confirm?price=${flat.id}&quantity=4`);
  expect([refused.status, refused.text.includes("The quantity of Flat can’t be changed here.")]).toEqual([422, true]);
  expect(radio(refused.text, flat.id)).toContain("checked");
  const sure = await open(`${url}/confirm?price=${flat.id}&quantity=2`);
  expect(plain(sure.text)).toContain("Flat × 2, $100.00 per month");
  expect(field(sure.text)).toBe("");
  expect((await submit(`${url}/confirm`, { price: flat.id })).status).toBe(303);
  expect(await item()).toMatchObject({ quantity: 2, price: { id: flat.id } });
});

it("alone may be what changes", async () => {
  const url = await page(["quantity"], { enabled: true });
  expect((await open(url)).text).not.toContain(flat.id);
  expect((await submit(`${url}/confirm`, { price: flat.id, quantity: "3" })).status).toBe(422);
  expect((await submit(`${url}/confirm`, { price: seats.id, quantity: "3" })).status).toBe(303);
  expect(await item()).toMatchObject({ quantity: 3, price: { id: seats.id } });
});

it("stays as it was when the payment for more is declined, and as it was typed on the page", async () => {
  const url = await page();
  await control(local, "POST", "/declines", { customer });
  const declined = await submit(`${url}/confirm`, { price: seats.id, quantity: "5" });
  expect(declined.status).toBe(402);
  expect(field(declined.text)).toContain('value="5"');
  expect(await item()).toMatchObject({ quantity: 2 });
});
