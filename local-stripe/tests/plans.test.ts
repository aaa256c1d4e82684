// What only programs that copy all of an account ask for: the older twin of a price, and lists of what isn't there.
import { afterAll, beforeAll, expect, it } from "vitest";
import type Stripe from "stripe";
import { control, monthly as monthlyPrice, checkout, confirm, refused, startLocal, type Local } from "./support.ts";

let local: Local;
let stripe: Stripe;
let monthly: Stripe.Price;
beforeAll(async () => {
  local = await startLocal();
  stripe = local.stripe;
  monthly = await stripe.prices.create({
    currency: "usd",
    unit_amount: 1000,
    nickname: "Monthly",
    lookup_key: "pro",
    recurring: { interval: "month", interval_count: 3 },
    product_data: { name: "Pro" },
  });
});
afterAll(() => local.stop());

const types = async () => (await stripe.events.list({ limit: 100 })).data.map(({ type }) => type).reverse();

it("a recurring price is a plan too, with events before the price's", async () => {
  expect(await types()).toEqual(["product.created", "plan.created", "price.created"]);
  expect(await stripe.plans.retrieve(monthly.id)).toMatchObject({
    id: monthly.id,
    object: "plan",
    amount: 1000,
    currency: "usd",
    interval: "month",
    interval_count: 3,
    nickname: "Monthly",
    product: monthly.product,
    usage_type: "licensed",
  });
  await stripe.prices.update(monthly.id, { nickname: "Quarterly" });
  // A plan has no lookup key, so nothing of it changes
  await stripe.prices.update(monthly.id, { lookup_key: "pro_quarter" });
  const [, , , ...changes] = await types();
  expect(changes).toEqual(["plan.updated", "price.updated", "price.updated"]);
  expect((await stripe.events.list({ type: "plan.updated" })).data[0]?.data).toMatchObject({
    object: { object: "plan", nickname: "Quarterly" },
    previous_attributes: { nickname: "Monthly" },
  });
});

it("plans are listed by product, activity and time; a price for one payment is none", async () => {
  const once = await stripe.prices.create({ currency: "usd", unit_amount: 500, product: String(monthly.product) });
  const other = await stripe.prices.create({
    currency: "usd",
    unit_amount: 700,
    recurring: { interval: "year" },
    product_data: { name: "Other" },
    active: false,
  });
  const ids = async (params: Stripe.PlanListParams = {}) => (await stripe.plans.list(params)).data.map(({ id }) => id);
  expect(await ids()).toEqual([other.id, monthly.id]);
  expect(await ids({ active: false })).toEqual([other.id]);
  expect(await ids({ product: String(monthly.product) })).toEqual([monthly.id]);
  expect(await ids({ created: { lt: monthly.created } })).toEqual([]);
  expect(await ids({ limit: 1, starting_after: other.id })).toEqual([monthly.id]);
  expect(await refused(stripe.plans.retrieve(once.id))).toMatchObject({
    statusCode: 404,
    message: `No such plan: '${once.id}'`,
  });
});

it("lists no price that an amount of an invoice got for itself", async () => {
  const { id: customer } = await stripe.customers.create();
  const item = await stripe.invoiceItems.create({ customer, amount: 700, currency: "usd" });
  const own = String(item.pricing?.price_details?.price);
  expect((await stripe.prices.retrieve(own)).active).toBe(false);
  expect((await stripe.prices.list({ limit: 100 })).data.map(({ id }) => id)).not.toContain(own);
});

it("lists no warnings of fraud, and the tax ids of a customer but none of the account", async () => {
  expect(await stripe.radar.earlyFraudWarnings.list({ limit: 5, created: { gt: 1 } })).toMatchObject({
    object: "list",
    url: "/v1/radar/early_fraud_warnings",
    has_more: false,
    data: [],
  });
  expect((await refused(stripe.radar.earlyFraudWarnings.retrieve("issfr_1"))).statusCode).toBe(404);
  const { id } = await stripe.customers.create();
  await stripe.customers.createTaxId(id, { type: "eu_vat", value: "DE123456789" });
  const customer = { type: "customer", customer: id } as const;
  expect((await stripe.taxIds.list({ owner: customer })).data).toMatchObject([{ customer: id, value: "DE123456789" }]);
  expect((await stripe.taxIds.list()).data).toEqual([]);
  expect(await refused(stripe.taxIds.list({ owner: { type: "customer" } }))).toMatchObject({
    param: "owner[customer]",
  });
  expect(await refused(stripe.taxIds.list({ owner: { type: "customer", customer: "cus_no" } }))).toMatchObject({
    param: "owner[customer]",
    statusCode: 400,
  });
});

it("tells the account by its id, and no other; and what is on its balance", async () => {
  const { id } = await stripe.accounts.retrieveCurrent();
  expect(await stripe.accounts.retrieve(id)).toMatchObject({
    id,
    capabilities: { card_payments: "active", sepa_debit_payments: "active", transfers: "active" },
    controller: { type: "account" },
    settings: {
      card_payments: { decline_on: { avs_failure: true, cvc_failure: true } },
      invoices: { default_account_tax_ids: null },
      payouts: { schedule: { delay_days: 2, interval: "daily" } },
    },
  });
  expect(await refused(stripe.accounts.retrieve("acct_other"))).toMatchObject({
    statusCode: 403,
    code: "account_invalid",
  });
  const price = await monthlyPrice(stripe, 2500);
  await confirm(stripe, await checkout(stripe, { line_items: [{ price: price.id, quantity: 1 }] }));
  // 2.9 % and 30 cents are Stripe's
  expect(await stripe.balance.retrieve()).toMatchObject({
    object: "balance",
    available: [{ amount: 0, currency: "usd" }],
    pending: [{ amount: 2500 - 103, currency: "usd", source_types: { card: 2397 } }],
  });
  await control(local, "POST", "/reset");
  expect((await stripe.balance.retrieve()).pending).toEqual([
    { amount: 0, currency: "usd", source_types: { card: 0 } },
  ]);
});
