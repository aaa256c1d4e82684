import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type Stripe from "stripe";
import { monthly, refused, startLocal, type Local } from "./support.ts";

let local: Local;
beforeAll(async () => void (local = await startLocal()));
afterAll(() => local.stop());

const feature = (lookup_key: string) =>
  local.stripe.entitlements.features.create({ name: `Feature ${lookup_key}`, lookup_key });
const keysOf = async (customer: string) =>
  (await local.stripe.entitlements.activeEntitlements.list({ customer })).data.map((one) => one.lookup_key).sort();
const summaries = async () =>
  (await local.stripe.events.list({ type: "entitlements.active_entitlement_summary.updated" })).data.map(
    ({ data }) =>
      data as {
        object: Stripe.Entitlements.ActiveEntitlementSummary;
        previous_attributes: { entitlements: { data: Stripe.Entitlements.ActiveEntitlement[] } };
      },
  );

describe("features", () => {
  it("are made, changed, listed and found by their key", async () => {
    const { features } = local.stripe.entitlements;
    const one = await features.create({ name: "One", lookup_key: "one", metadata: { a: "b" } });
    expect(one).toMatchObject({
      object: "entitlements.feature",
      active: true,
      lookup_key: "one",
      metadata: { a: "b" },
    });
    expect((await features.list({ lookup_key: "one" })).data).toHaveLength(1);
    expect((await features.update(one.id, { name: "First", active: false })).name).toBe("First");
    expect((await features.list({ lookup_key: "one" })).data).toEqual([]);
    expect((await features.list({ archived: true })).data.map(({ id }) => id)).toEqual([one.id]);
    expect((await refused(features.create({ name: "Other", lookup_key: "one" }))).param).toBe("lookup_key");
    expect((await refused(features.create({ name: "Long", lookup_key: "x".repeat(81) }))).param).toBe("lookup_key");
    expect(
      (
        await refused(
          local.stripe.products.createFeature((await local.stripe.products.create({ name: "P" })).id, {
            entitlement_feature: one.id,
          }),
        )
      ).param,
    ).toBe("entitlement_feature");
  });

  it("are attached to products and taken away", async () => {
    const { products } = local.stripe;
    const [product, { id }] = [await products.create({ name: "P" }), await feature("attached")];
    const attached = await products.createFeature(product.id, { entitlement_feature: id });
    expect(attached).toMatchObject({ object: "product_feature", entitlement_feature: { id, lookup_key: "attached" } });
    expect((await products.listFeatures(product.id)).data.map((one) => one.id)).toEqual([attached.id]);
    expect(await products.retrieveFeature(product.id, attached.id)).toMatchObject({ id: attached.id });
    expect((await refused(products.createFeature(product.id, { entitlement_feature: id }))).statusCode).toBe(400);
    expect(await products.deleteFeature(product.id, attached.id)).toEqual(
      expect.objectContaining({ id: attached.id, deleted: true }),
    );
    expect((await refused(products.retrieveFeature(product.id, attached.id))).statusCode).toBe(404);
  });
});

it("are what running subscriptions grant, with an event whenever that changes", async () => {
  const { stripe } = local;
  const price = await monthly(stripe);
  const product = String(price.product);
  const [reports, exports] = [await feature("reports"), await feature("exports")];
  await stripe.products.createFeature(product, { entitlement_feature: reports.id });
  const customer = await stripe.customers.create({
    payment_method: "pm_card_visa",
    invoice_settings: { default_payment_method: "pm_card_visa" },
  });
  expect(await keysOf(customer.id)).toEqual([]);
  const subscription = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
  expect(await keysOf(customer.id)).toEqual(["reports"]);
  const [granted] = await summaries();
  expect(granted).toMatchObject({
    object: {
      customer: customer.id,
      entitlements: { url: `/v1/customer/${customer.id}/entitlements`, data: [{ lookup_key: "reports" }] },
    },
    previous_attributes: { entitlements: { data: [] } },
  });
  expect(granted?.object).not.toHaveProperty("id");

  const {
    data: [before],
  } = await stripe.entitlements.activeEntitlements.list({ customer: customer.id, expand: ["data.feature"] });
  expect(before?.feature).toMatchObject({ name: "Feature reports" });
  expect(await stripe.entitlements.activeEntitlements.retrieve(before?.id ?? "")).toMatchObject({
    feature: reports.id,
  });
  await stripe.products.createFeature(product, { entitlement_feature: exports.id });
  expect(await keysOf(customer.id)).toEqual(["exports", "reports"]);
  expect((await stripe.entitlements.activeEntitlements.retrieve(before?.id ?? "")).id).toBe(before?.id);

  await stripe.subscriptions.update(subscription.id, { metadata: { nothing: "changes" } });
  expect(await summaries()).toHaveLength(2);
  await stripe.subscriptions.cancel(subscription.id);
  expect(await keysOf(customer.id)).toEqual([]);
  expect((await summaries())[0]?.previous_attributes.entitlements.data).toHaveLength(2);
  expect((await refused(stripe.entitlements.activeEntitlements.retrieve(before?.id ?? ""))).statusCode).toBe(404);
});
