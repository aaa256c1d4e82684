// What the portal says before a change, and what the change does: all behaviours, conditions and directions.
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type Stripe from "stripe";
import { at, clocked, firstItem, HOUR, subscribe, type Clocked } from "./clocks.ts";
import { open, submit, type Page } from "./pages.ts";
import { control, refused, startLocal, type Local } from "./support.ts";

type Update = Stripe.BillingPortal.ConfigurationCreateParams.Features.SubscriptionUpdate;
type Condition = "decreasing_item_amount" | "shortening_interval";

const START = at("2027-04-01T00:00:00Z");
const HALFWAY = at("2027-04-16T00:00:00Z");

let local: Local;
let stripe: Stripe;
let starter: Plan;
let pro: Plan;
beforeAll(async () => {
  local = await startLocal();
  stripe = local.stripe;
  starter = await plan("Starter", 1000);
  pro = await plan("Pro", 3000);
});
afterAll(() => local.stop());
afterEach(async () => {
  await control(local, "PUT", "/billing", { portal_declined_update: "undo", portal_schedules_other_products: true });
  await control(local, "DELETE", "/declines");
});

interface Plan {
  product: string;
  month: string;
  year: string;
}
async function plan(name: string, unit_amount: number): Promise<Plan> {
  const product = (await stripe.products.create({ name })).id;
  const price = async (interval: "month" | "year", amount: number) =>
    (await stripe.prices.create({ product, currency: "usd", unit_amount: amount, recurring: { interval } })).id;
  return { product, month: await price("month", unit_amount), year: await price("year", unit_amount * 10) };
}

interface At {
  on: Clocked;
  subscription: Stripe.Subscription;
  url: string;
  state(): Promise<Stripe.Subscription>;
}
async function portal(price: string, update: Partial<Update>, params: Partial<Stripe.SubscriptionCreateParams> = {}) {
  const on = await clocked(stripe, "2027-04-01T00:00:00Z");
  const subscription = await subscribe(stripe, on, { items: [{ price, quantity: 2 }], ...params });
  await on.to(HALFWAY);
  const { id: configuration } = await stripe.billingPortal.configurations.create({
    features: {
      payment_method_update: { enabled: true },
      subscription_update: {
        enabled: true,
        default_allowed_updates: ["price", "quantity"],
        products: [starter, pro].map(({ product, month, year }) => ({
          product,
          prices: [month, year],
          adjustable_quantity: { enabled: true, minimum: 1, maximum: 10 },
        })),
        ...update,
      },
    },
  });
  const session = await stripe.billingPortal.sessions.create({
    customer: on.customer.id,
    configuration,
    return_url: "http://localhost/",
  });
  const state = () => stripe.subscriptions.retrieve(subscription.id, { expand: ["latest_invoice", "schedule"] });
  return { on, subscription, url: `${session.url}/subscriptions/${subscription.id}/update/confirm`, state } as At;
}
const words = ({ text }: Page) => text.replaceAll(/<[^>]+>/g, " ").replaceAll(/&#39;|’/g, "'");
const dollars = (amount: number) => (amount / 100).toLocaleString("en-US", { style: "currency", currency: "usd" });

describe("what the page says is what happens", () => {
  const conditions: Condition[][] = [[], ["decreasing_item_amount"], ["shortening_interval"]];
  const changes = {
    "to a dearer plan": { from: () => starter.month, to: () => pro.month, quantity: 2 },
    "to a cheaper plan": { from: () => pro.month, to: () => starter.month, quantity: 2 },
    "to more": { from: () => starter.month, to: () => starter.month, quantity: 3 },
    "to fewer": { from: () => starter.month, to: () => starter.month, quantity: 1 },
    "to a longer interval of a dearer plan": { from: () => starter.month, to: () => pro.year, quantity: 2 },
    "to a shorter interval": { from: () => starter.year, to: () => starter.month, quantity: 2 },
    "to a shorter interval of a dearer plan": { from: () => starter.year, to: () => pro.month, quantity: 2 },
  };
  const cases = (["none", "create_prorations", "always_invoice"] as const).flatMap((behavior) =>
    conditions.flatMap((when) =>
      Object.entries(changes).map(([name, change]) => ({ behavior, when, name, ...change })),
    ),
  );

  it.each(cases)("$behavior, $when: $name", async ({ behavior, when, name, from, to, quantity }) => {
    const { on, subscription, url, state } = await portal(from(), {
      proration_behavior: behavior,
      schedule_at_period_end: { conditions: when.map((type) => ({ type })) },
    });
    const said = words(await open(`${url}?price=${to()}&quantity=${quantity}`));
    expect((await submit(url, { price: to(), quantity: String(quantity) })).status).toBe(303);
    const now = await state();
    const cheaper = name === "to a cheaper plan" || name === "to fewer";
    // Per day, a dearer plan by the month is dearer than a cheaper one by the year
    const waits =
      (when.includes("decreasing_item_amount") && cheaper) ||
      (when.includes("shortening_interval") && name.includes("shorter"));
    const end = firstItem(subscription).current_period_end;
    if (waits) {
      expect(now.schedule).toMatchObject({
        phases: [{ end_date: end }, { start_date: end, items: [{ price: to(), quantity }] }],
      });
      expect(firstItem(now)).toMatchObject({ price: { id: from() }, quantity: 2 });
      expect(said).toContain("Nothing is charged now. You keep");
      expect(said).toContain(new Date(end * 1000).toLocaleDateString("en-US", { dateStyle: "long", timeZone: "UTC" }));
      return;
    }
    expect(now.schedule).toBeNull();
    expect(firstItem(now)).toMatchObject({ price: { id: to() }, quantity });
    const latest = now.latest_invoice as Stripe.Invoice;
    const billed = latest.billing_reason === "subscription_update";
    expect([/\$[\d,.]+ is charged now/.test(said), said.includes("Nothing is charged now")]).toEqual([billed, !billed]);
    if (billed) expect(said).toContain(`${dollars(latest.amount_due)} is charged now`);
    const credit = ((await stripe.customers.retrieve(on.customer.id)) as Stripe.Customer).balance;
    if (credit < 0) expect(said).toContain(`${dollars(-credit)} is kept for your next invoices`);
    const next = await stripe.invoices.createPreview({ subscription: subscription.id });
    if (!billed && behavior !== "none") expect(said).toContain(`is ${dollars(next.amount_due)} including this change`);
  });
});

describe("a change whose payment fails", () => {
  const upgrade = { proration_behavior: "always_invoice" } as const;

  it("is undone", async () => {
    const { on, url, state } = await portal(starter.month, upgrade);
    await control(local, "POST", "/declines", { customer: on.customer.id });
    const page = await submit(url, { price: pro.month, quantity: "2" });
    expect(page.status).toBe(402);
    expect(page.text).toContain("Your card was declined.");
    const after = await state();
    expect(after.status).toBe("active");
    expect(firstItem(after).price.id).toBe(starter.month);
    expect((await stripe.invoices.list({ customer: on.customer.id })).data).toHaveLength(1);
  });

  it("stays and leaves the subscription past due, where the setting says so", async () => {
    await control(local, "PUT", "/billing", { portal_declined_update: "keep" });
    const { on, url, state } = await portal(starter.month, upgrade);
    await control(local, "POST", "/declines", { customer: on.customer.id });
    const done = await submit(url, { price: pro.month, quantity: "2" });
    expect(done.status).toBe(303);
    expect((await open(new URL(done.location ?? "", url).href)).text).toContain("but the payment was declined");
    const after = await state();
    expect(after).toMatchObject({ status: "past_due", latest_invoice: { status: "open", attempt_count: 1 } });
    expect(firstItem(after).price.id).toBe(pro.month);
  });

  it("at the end of a trial likewise", async () => {
    for (const outcome of ["undo", "keep"] as const) {
      await control(local, "PUT", "/billing", { portal_declined_update: outcome });
      const { on, url, state } = await portal(
        starter.month,
        { ...upgrade, trial_update_behavior: "end_trial" },
        { trial_end: START + 30 * 24 * HOUR },
      );
      await control(local, "POST", "/declines", { customer: on.customer.id });
      const page = await submit(url, { price: pro.month, quantity: "2" });
      const after = await state();
      expect([page.status, after.status, firstItem(after).price.id]).toEqual(
        outcome === "undo" ? [402, "trialing", starter.month] : [303, "past_due", pro.month],
      );
    }
  });
});

describe("a change that waits for the period's end", () => {
  const later = { schedule_at_period_end: { conditions: [{ type: "decreasing_item_amount" as const }] } };
  const home = (url: string) => url.split("/subscriptions")[0] ?? "";

  it("stands on the homepage, happens on its day, and is dropped by another change", async () => {
    const { on, url, state, subscription } = await portal(pro.month, {
      ...later,
      proration_behavior: "always_invoice",
    });
    const done = await submit(url, { price: starter.month, quantity: "2" });
    expect((await open(new URL(done.location ?? "", url).href)).text).toContain(
      "Your plan changes at the end of the period.",
    );
    expect((await open(home(url))).text).toContain("Changes to Starter × 2, $20.00 per month, on May 1, 2027.");
    const page = words(await open(`${url}?price=${pro.year}&quantity=2`));
    expect(page).toContain("The change that was planned for May 1, 2027 is dropped.");
    await on.to(at("2027-05-01T02:00:00Z"));
    const after = await state();
    expect(after).toMatchObject({ schedule: null, latest_invoice: { amount_paid: 2000 } });
    expect(firstItem(after)).toMatchObject({ id: firstItem(subscription).id, price: { id: starter.month } });
    expect((await open(home(url))).text).not.toContain("Changes to");
  });

  it("is made at once between products, where the setting says so", async () => {
    await control(local, "PUT", "/billing", { portal_schedules_other_products: false });
    const { url, state } = await portal(pro.month, { ...later, proration_behavior: "none" });
    expect(words(await open(`${url}?price=${starter.month}&quantity=2`))).toContain(
      "From your next invoice, on May 1, 2027",
    );
    await submit(url, { price: starter.month, quantity: "2" });
    const after = await state();
    expect([after.schedule, firstItem(after).price.id]).toEqual([null, starter.month]);
    // Fewer of one product still wait
    await submit(url, { price: starter.month, quantity: "1" });
    expect((await state()).schedule).toMatchObject({ status: "active" });
  });
});

describe("a configuration", () => {
  const withProducts = (products: Update["products"], more: Partial<Update> = {}) =>
    stripe.billingPortal.configurations.create({
      features: { subscription_update: { enabled: true, default_allowed_updates: ["price"], products, ...more } },
      expand: ["features.subscription_update.products"],
    });

  it("takes one price of each product and interval, in any currency", async () => {
    const price = (params: Partial<Stripe.PriceCreateParams>) =>
      stripe.prices.create({
        product: pro.product,
        currency: "usd",
        unit_amount: 100,
        recurring: { interval: "month" },
        ...params,
      });
    const [second, euros, quarter] = [
      await price({}),
      await price({ currency: "eur" }),
      await price({ recurring: { interval: "month", interval_count: 3 } }),
    ];
    for (const other of [second, euros]) {
      const error = await refused(withProducts([{ product: pro.product, prices: [pro.month, other.id] }]));
      expect(error).toMatchObject({
        statusCode: 400,
        rawType: "invalid_request_error",
        message: "For each product, its price must have unique billing intervals.",
      });
    }
    const made = await withProducts([{ product: pro.product, prices: [pro.month, pro.year, quarter.id] }]);
    const features = { subscription_update: { products: [{ product: pro.product, prices: [pro.month, second.id] }] } };
    expect((await refused(stripe.billingPortal.configurations.update(made.id, { features }))).message).toContain(
      "unique billing intervals",
    );
  });

  it("takes no unknown product or price, no price of another product, and nothing that is paid once", async () => {
    const once = await stripe.prices.create({ product: pro.product, currency: "usd", unit_amount: 1 });
    const at = "features[subscription_update][products][0]";
    expect(await refused(withProducts([{ product: "prod_none", prices: [pro.month] }]))).toMatchObject({
      code: "resource_missing",
      param: `${at}[product]`,
    });
    for (const id of ["price_none", starter.month, once.id])
      expect((await refused(withProducts([{ product: pro.product, prices: [id] }]))).param).toBe(`${at}[prices][0]`);
    const many = Array.from({ length: 11 }, () => ({ product: pro.product, prices: [pro.month] }));
    expect((await refused(withProducts(many))).statusCode).toBe(400);
  });

  it("has Stripe's defaults", async () => {
    const { features } = await withProducts([{ product: pro.product, prices: [pro.month] }]);
    expect(features.subscription_update).toMatchObject({
      billing_cycle_anchor: null,
      proration_behavior: "none",
      schedule_at_period_end: { conditions: [] },
      trial_update_behavior: "end_trial",
      products: [{ adjustable_quantity: { enabled: false } }],
    });
  });
});

describe("a cancellation at once in the portal", () => {
  const configuration = (subscription_cancel: object) =>
    stripe.billingPortal.configurations.create({
      features: { subscription_cancel: { enabled: true, ...subscription_cancel } },
    });
  const cancel = { mode: "immediately", proration_behavior: "create_prorations" };

  /** What waits for the customer after an end, without ids. */
  async function ended(price: string, end: (on: Clocked, id: string) => Promise<unknown>, more: object = {}) {
    const on = await clocked(stripe, "2027-04-01T00:00:00Z");
    const { id } = await subscribe(stripe, on, { items: [{ price, quantity: 2 }], ...more });
    await stripe.invoiceItems.create({ customer: on.customer.id, subscription: id, amount: 777, currency: "usd" });
    await on.to(HALFWAY);
    await end(on, id);
    const after = await stripe.subscriptions.retrieve(id);
    expect(after).toMatchObject({ status: "canceled", ended_at: HALFWAY });
    const { data } = await stripe.invoiceItems.list({ customer: on.customer.id });
    return data.map(({ amount, description, period, proration }) => ({ amount, description, period, proration }));
  }
  const inPortal = (features: object) => async (on: Clocked, id: string) => {
    const { url } = await stripe.billingPortal.sessions.create({
      customer: on.customer.id,
      configuration: (await configuration(features)).id,
      return_url: "http://localhost:3000/",
    });
    expect((await submit(`${url}/subscriptions/${id}/cancel`)).status).toBe(303);
  };

  it.each<[string, object, boolean, number[], object?]>([
    ["credits unused time", cancel, true, [-1000, 777]],
    ["credits nothing of a trial", cancel, true, [777], { trial_period_days: 30 }],
    ["drops what waits without it", { mode: "immediately", proration_behavior: "none" }, false, []],
    ["drops what waits by default", { mode: "immediately" }, false, []],
  ])("%s, as the API does", async (_what, features, prorate, amounts, more) => {
    const there = await ended(starter.month, inPortal(features), more);
    expect(there.map(({ amount }) => amount)).toEqual(amounts);
    expect(await ended(starter.month, (_on, id) => stripe.subscriptions.cancel(id, { prorate }), more)).toEqual(there);
  });

  const param = "features[subscription_cancel][proration_behavior]";
  it.each<[object]>([
    [{ mode: "immediately", proration_behavior: "always_invoice" }],
    [{ mode: "at_period_end", proration_behavior: "always_invoice" }],
    [{ mode: "at_period_end", proration_behavior: "create_prorations" }],
    [{ proration_behavior: "create_prorations" }],
  ])("is refused as %j", async (change) => {
    expect(await refused(configuration(change))).toMatchObject({ param });
    const { id } = await configuration({});
    const features = { subscription_cancel: change } as Stripe.BillingPortal.ConfigurationUpdateParams.Features;
    expect(await refused(stripe.billingPortal.configurations.update(id, { features }))).toMatchObject({ param });
  });

  it("keeps its mode while it credits", async () => {
    const { id } = await configuration(cancel);
    const to = (subscription_cancel: Stripe.BillingPortal.ConfigurationUpdateParams.Features.SubscriptionCancel) =>
      stripe.billingPortal.configurations.update(id, { features: { subscription_cancel } });
    expect(await refused(to({ mode: "at_period_end" }))).toMatchObject({ param });
    expect(await to({ mode: "at_period_end", proration_behavior: "none" })).toMatchObject({
      features: { subscription_cancel: { mode: "at_period_end", proration_behavior: "none" } },
    });
  });
});
