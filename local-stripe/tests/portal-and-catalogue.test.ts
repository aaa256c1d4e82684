import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type Stripe from "stripe";
import { portalSessionBySecret } from "../src/resources/portal/portal-sessions.ts";
import { checkout, confirm, monthly, refused, startLocal, type Local } from "./support.ts";

let local: Local;
beforeAll(async () => void (local = await startLocal()));
afterAll(() => local.stop());

describe("the portal", () => {
  it("needs a configuration, and offers flows for live subscriptions of its customer", async () => {
    const { stripe } = local;
    const done = await confirm(stripe, await checkout(stripe));
    const customer = String(done.customer);
    expect((await refused(stripe.billingPortal.sessions.create({ customer }))).message).toMatch(
      /^No configuration provided and your test mode default configuration has not been created\./,
    );

    const price = await monthly(stripe, 9000);
    const configuration = await stripe.billingPortal.configurations.create({
      default_return_url: "http://localhost:3000/dashboard/",
      features: {
        invoice_history: { enabled: true },
        payment_method_update: { enabled: true },
        subscription_cancel: { enabled: true, mode: "at_period_end" },
        subscription_update: {
          enabled: true,
          default_allowed_updates: ["price"],
          products: [{ product: String(price.product), prices: [price.id] }],
        },
      },
      expand: ["features.subscription_update.products"],
    });
    expect(configuration).toMatchObject({
      is_default: true,
      active: true,
      features: { customer_update: { enabled: false }, subscription_update: { products: [{ prices: [price.id] }] } },
    });
    expect((await stripe.billingPortal.configurations.list({ is_default: true, active: true })).data).toHaveLength(1);
    expect(
      await stripe.billingPortal.configurations.update(configuration.id, { metadata: { made_by: "setup" } }),
    ).toMatchObject({ metadata: { made_by: "setup" }, features: { invoice_history: { enabled: true } } });

    const home = await stripe.billingPortal.sessions.create({ customer });
    expect(home).toMatchObject({
      configuration: configuration.id,
      flow: null,
      return_url: "http://localhost:3000/dashboard/",
    });
    const secret = home.url.split("/").at(-1) ?? "";
    expect(local.server.app.act(local.server.url, (ctx) => portalSessionBySecret(ctx, secret))?.id).toBe(home.id);

    const subscription = await stripe.subscriptions.retrieve(String(done.subscription));
    const item = subscription.items.data[0]?.id ?? "";
    const flow = (flow_data: Stripe.BillingPortal.SessionCreateParams.FlowData) =>
      stripe.billingPortal.sessions.create({ customer, flow_data, return_url: "http://localhost:3000/", locale: "de" });
    expect((await flow({ type: "payment_method_update" })).flow).toMatchObject({
      type: "payment_method_update",
      after_completion: { type: "portal_homepage" },
    });
    expect(
      (await flow({ type: "subscription_cancel", subscription_cancel: { subscription: subscription.id } })).flow
        ?.subscription_cancel,
    ).toEqual({ retention: null, subscription: subscription.id });
    expect(
      (await flow({ type: "subscription_update", subscription_update: { subscription: subscription.id } })).flow
        ?.subscription_update,
    ).toEqual({ subscription: subscription.id });
    const to = (id: string) =>
      flow({
        type: "subscription_update_confirm",
        subscription_update_confirm: { subscription: subscription.id, items: [{ id: item, price: id, quantity: 1 }] },
      });
    expect((await to(price.id)).flow?.subscription_update_confirm?.items).toEqual([
      { id: item, price: price.id, quantity: 1 },
    ]);
    expect((await refused(to((await monthly(stripe)).id))).param).toBe(
      "flow_data[subscription_update_confirm][items][0][price]",
    );
    await stripe.subscriptions.cancel(subscription.id);
    expect(
      (await refused(flow({ type: "subscription_cancel", subscription_cancel: { subscription: subscription.id } })))
        .statusCode,
    ).toBe(400);
    const stranger = await stripe.customers.create({});
    expect(
      await refused(
        stripe.billingPortal.sessions.create({
          customer: stranger.id,
          flow_data: { type: "subscription_update", subscription_update: { subscription: subscription.id } },
        }),
      ),
    ).toMatchObject({ code: "resource_missing" });
  });
});

describe("the catalogue", () => {
  it("keeps products and prices by Stripe’s rules", async () => {
    const { stripe } = local;
    const product = await stripe.products.create({
      name: "Pro",
      metadata: { features: "chat rag" },
      default_price_data: { currency: "usd", unit_amount: 2900, recurring: { interval: "month" } },
      expand: ["default_price"],
    });
    const price = product.default_price as Stripe.Price;
    expect(price).toMatchObject({ unit_amount: 2900, type: "recurring" });
    expect((await refused(stripe.products.del(product.id))).message).toBe(
      "This product cannot be deleted because it has one or more user-created prices.",
    );
    expect((await refused(stripe.prices.update(price.id, { active: false }))).message).toMatch("default price");
    const empty = await stripe.products.create({ name: "Empty" });
    expect(await stripe.products.del(empty.id)).toMatchObject({ deleted: true });
    expect((await refused(stripe.products.retrieve(empty.id))).statusCode).toBe(404);
    expect((await stripe.products.list({ active: true, ids: [product.id] })).data).toHaveLength(1);
  });

  it("writes amounts as Stripe does", async () => {
    const { stripe } = local;
    const make = (params: Partial<Stripe.PriceCreateParams>) =>
      stripe.prices.create({ currency: "usd", product_data: { name: "A" }, ...params });
    const wire = async (id: string) =>
      (
        (await (
          await fetch(`${local.server.url}/v1/prices/${id}`, { headers: { authorization: "Bearer sk_test_x" } })
        ).json()) as { unit_amount_decimal: string }
      ).unit_amount_decimal;
    const half = await stripe.rawRequest("POST", "/v1/prices", {
      currency: "usd",
      unit_amount_decimal: "0.5",
      product_data: { name: "Half" },
    });
    const { id, unit_amount } = half as unknown as Stripe.Price;
    expect([unit_amount, await wire(id)]).toEqual([null, "0.5"]);
    expect(await make({ currency: "JPY", unit_amount: 500 })).toMatchObject({
      currency: "jpy",
      unit_amount: 500,
      type: "one_time",
      recurring: null,
    });
    expect((await refused(make({ currency: "zzz", unit_amount: 1 }))).message).toBe("Invalid currency: zzz.");
    expect((await refused(make({}))).code).toBe("parameter_missing");
    expect(
      (await refused(make({ unit_amount: 0, recurring: { interval: "month", usage_type: "metered" } }))).param,
    ).toBe("recurring[meter]");
  });

  it("gives a lookup key to one price, and moves it when asked", async () => {
    const { stripe } = local;
    const product = (await stripe.products.create({ name: "Keys" })).id;
    const first = await stripe.prices.create({ currency: "usd", unit_amount: 1, product, lookup_key: "pro" });
    expect(
      (await refused(stripe.prices.create({ currency: "usd", unit_amount: 2, product, lookup_key: "pro" }))).param,
    ).toBe("lookup_key");
    const second = await stripe.prices.create({
      currency: "usd",
      unit_amount: 2,
      product,
      lookup_key: "pro",
      transfer_lookup_key: true,
    });
    expect((await stripe.prices.list({ lookup_keys: ["pro"] })).data.map(({ id }) => id)).toEqual([second.id]);
    expect((await stripe.prices.retrieve(first.id)).lookup_key).toBeNull();
    expect((await stripe.prices.list({ product, active: true, type: "one_time", currency: "usd" })).data).toHaveLength(
      2,
    );
  });
});
