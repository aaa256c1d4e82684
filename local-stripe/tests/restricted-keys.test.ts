// Restricted keys may do what they are given, and are told what they lack as Stripe tells it.
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import Stripe from "stripe";
import { control, monthly, refused, startLocal, type Local } from "./support.ts";

let local: Local;
beforeAll(async () => void (local = await startLocal()));
afterEach(() => control(local, "DELETE", "/keys"));
afterAll(() => local.stop());

const KEY = "rk_test_0123456789abcdef";
const restricted = (key = KEY) =>
  new Stripe(key, {
    host: "127.0.0.1",
    port: Number(new URL(local.server.url).port),
    protocol: "http",
    maxNetworkRetries: 0,
  });

it("is answered 403 with the permission that is missing, and nothing happens", async () => {
  const stripe = restricted();
  await control(local, "PUT", "/keys", { [KEY]: { permissions: ["plan_read", "product_write"] } });
  expect(await control(local, "GET", "/keys")).toEqual({ [KEY]: { permissions: ["plan_read", "product_write"] } });
  const price = await monthly(local.stripe);
  await stripe.prices.retrieve(price.id);
  await stripe.products.retrieve(String(price.product));
  const { id: account } = await local.stripe.accounts.retrieveCurrent();
  const before = (await local.stripe.prices.list({ limit: 100 })).data.length;
  const error = await refused(stripe.prices.update(price.id, { nickname: "Other" }));
  expect(error).toBeInstanceOf(Stripe.errors.StripePermissionError);
  expect(error).toMatchObject({ statusCode: 403, rawType: "invalid_request_error", code: "more_permissions_required" });
  expect(error.message).toBe(
    `Permission denied. The provided key 'rk_test_************cdef' does not have the required permissions for this endpoint on account '${account}'. Enabling Prices Write ('plan_write') permissions on this key would allow this request to continue. You can edit permissions at https://dashboard.stripe.com/test/apikeys`,
  );
  expect((await local.stripe.prices.retrieve(price.id)).nickname).toBeNull();
  expect((await refused(monthly(stripe))).message).toContain("('plan_write')");
  expect((await local.stripe.prices.list({ limit: 100 })).data).toHaveLength(before);
});

it("may do all but what is taken away; who may not read may not write", async () => {
  const stripe = restricted();
  await control(local, "PUT", "/keys", { [KEY]: { without: ["customer_portal_read"] } });
  await stripe.customers.create({ email: "ada@example.com" });
  for (const call of [
    stripe.billingPortal.configurations.list(),
    stripe.billingPortal.configurations.create({ features: { invoice_history: { enabled: true } } }),
  ])
    expect((await refused(call)).message).toMatch(/\('customer_portal_(read|write)'\)/);
  await control(local, "PUT", "/keys", { [KEY]: { without: ["customer_write"] } });
  await stripe.customers.list();
  expect((await refused(stripe.customers.create({}))).statusCode).toBe(403);
  // Others are not restricted
  await restricted("rk_test_other").customers.create({ email: "bob@example.com" });
});

it.each([
  [{ sk_test_x: { permissions: [] } }, "sk_test_x is no restricted key"],
  [{ [KEY]: { permissions: ["price_write"] } }, "There is no permission price_write."],
  [{ [KEY]: {} }, "either permissions or without"],
  [{ [KEY]: { permissions: [], without: [] } }, "either permissions or without"],
])("%o is refused", async (wanted, sentence) => {
  await expect(control(local, "PUT", "/keys", wanted)).rejects.toThrow(sentence);
});
