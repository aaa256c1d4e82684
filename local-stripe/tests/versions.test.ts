// Answers and events in 2025-03-31.basil to 2025-08-27.basil, beside the version of the library.
import type Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { control, eventually, monthly, receiver, refused, sdk, startLocal, type Hook, type Local } from "./support.ts";

type Json = Record<string, unknown>;
type Known = NonNullable<ConstructorParameters<typeof Stripe>[1]>["apiVersion"];

const BASIL = ["2025-03-31.basil", "2025-05-28.basil", "2025-08-27.basil"];
const CURRENT = "2026-10-28.endive";

let local: Local;
let hook: Hook;
let coupon: Stripe.Coupon;
let code: Json;
let subscription: string;

const inVersion = (version: string) => sdk(local.server.url, { apiVersion: version as Known });
/** As the answer has it, which the current library's types don't. */
const plain = (answer: unknown) => JSON.parse(JSON.stringify(answer)) as Json & { id: string };

beforeAll(async () => {
  local = await startLocal();
  hook = await receiver();
  const { stripe } = local;
  for (const api_version of ["2025-08-27.basil", CURRENT])
    await stripe.webhookEndpoints.create({
      url: `${hook.url}?${api_version}`,
      enabled_events: ["customer.discount.created", "promotion_code.created", "customer.subscription.updated"],
      api_version: api_version as "2026-10-28.endive",
    });
  coupon = await stripe.coupons.create({ percent_off: 20, duration: "forever", name: "Spring" });
  code = plain(
    await inVersion("2025-08-27.basil").promotionCodes.create({
      coupon: coupon.id,
      code: "SPRING",
    } as unknown as Stripe.PromotionCodeCreateParams),
  );
  const price = await monthly(stripe, 5000);
  const customer = await stripe.customers.create({
    payment_method: "pm_card_visa",
    invoice_settings: { default_payment_method: "pm_card_visa" },
  });
  const made = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
    discounts: [{ promotion_code: String(code.id) }],
  });
  subscription = made.id;
});
afterAll(async () => {
  await hook.stop();
  await local.stop();
});

describe.each(BASIL)("in %s", (version) => {
  it("a discount has its coupon whole", async () => {
    const stripe = inVersion(version);
    const answer = plain(await stripe.subscriptions.retrieve(subscription, { expand: ["discounts"] }));
    const [discount] = answer.discounts as Json[];
    expect(discount).toMatchObject({ object: "discount", promotion_code: code.id, subscription });
    expect(discount?.coupon).toMatchObject({ id: coupon.id, object: "coupon", percent_off: 20, name: "Spring" });
    expect(discount).not.toHaveProperty("source");
  });

  it("a promotion code, too, alone, in a list and in what is expanded", async () => {
    const stripe = inVersion(version);
    const whole = { id: coupon.id, object: "coupon" };
    for (const one of [
      plain(await stripe.promotionCodes.retrieve(String(code.id))),
      plain((await stripe.promotionCodes.list({ code: "SPRING" })).data[0]),
      plain(
        (
          (await stripe.subscriptions.retrieve(subscription, { expand: ["discounts.promotion_code"] }))
            .discounts[0] as Stripe.Discount
        ).promotion_code,
      ),
    ]) {
      expect(one).toMatchObject({ object: "promotion_code", code: "SPRING", coupon: whole });
      expect(one).not.toHaveProperty("promotion");
    }
  });

  it("expand goes through the coupon", async () => {
    const stripe = inVersion(version);
    const paths = ["latest_invoice.discounts.coupon.currency_options", "discounts.coupon.applies_to"];
    const answer = plain(await stripe.subscriptions.retrieve(subscription, { expand: paths }));
    const [discount] = (answer.latest_invoice as Json).discounts as Json[];
    expect(discount?.coupon).toMatchObject({ id: coupon.id });
    expect(
      (await refused(stripe.subscriptions.retrieve(subscription, { expand: ["discounts.source.coupon"] }))).message,
    ).toBe("This property cannot be expanded (discounts.source).");
  });

  it("periods are on the items, and an invoice names its subscription in its parent", async () => {
    const stripe = inVersion(version);
    const answer = plain(await stripe.subscriptions.retrieve(subscription, { expand: ["latest_invoice"] }));
    expect((answer.items as { data: Json[] }).data[0]).toMatchObject({ current_period_end: expect.any(Number) });
    expect(answer).not.toHaveProperty("current_period_end");
    expect(answer).not.toHaveProperty("discount");
    expect(answer.latest_invoice).toMatchObject({ parent: { subscription_details: { subscription } } });
    expect(answer.latest_invoice).not.toHaveProperty("subscription");
  });

  it("the answer says so, refusals and lists of events included", async () => {
    const get = (path: string) =>
      fetch(`${local.server.url}${path}`, {
        headers: { authorization: "Bearer sk_test_x", "stripe-version": version },
      });
    expect((await get("/v1/customers")).headers.get("stripe-version")).toBe(version);
    expect((await get("/v1/customers/cus_none")).headers.get("stripe-version")).toBe(version);
    const events = (await (await get("/v1/events?type=customer.discount.created")).json()) as { data: Stripe.Event[] };
    // An event stays in the version that it was made in
    expect(events.data[0]).toMatchObject({ api_version: CURRENT, data: { object: { source: { coupon: coupon.id } } } });
  });
});

it("other versions are answered in the current one", async () => {
  for (const version of [
    "2024-06-20",
    "2025-02-24.acacia",
    "2025-09-30.clover",
    "2026-03-25.dahlia",
    "2025-08-27.preview",
    CURRENT,
  ]) {
    const stripe = inVersion(version);
    const answer = await stripe.subscriptions.retrieve(subscription, { expand: ["discounts.source.coupon"] });
    expect(answer.lastResponse.headers["stripe-version"]).toBe(CURRENT);
    expect(answer.discounts[0]).toMatchObject({ source: { coupon: { id: coupon.id } } });
    expect(answer.discounts[0]).not.toHaveProperty("coupon");
    expect((await refused(stripe.subscriptions.retrieve(subscription, { expand: ["discounts.coupon"] }))).message).toBe(
      "This property cannot be expanded (discounts.coupon).",
    );
  }
  const old = { coupon: coupon.id } as unknown as Stripe.PromotionCodeCreateParams;
  expect((await refused(local.stripe.promotionCodes.create(old))).code).toBe("parameter_unknown");
});

it("an endpoint's events are in its version, and the same when they are sent again", async () => {
  const { stripe } = local;
  const [event] = (await stripe.events.list({ type: "customer.discount.created" })).data;
  const sent = (version: string, type: string) =>
    hook.received
      .map(({ body }) => JSON.parse(body) as Json & { type: string; data: { object: Json } })
      .filter((one) => one.type === type && one.api_version === version);
  await eventually(() => expect(hook.received.length).toBeGreaterThanOrEqual(4));
  const [basil] = sent("2025-08-27.basil", "customer.discount.created");
  expect(basil?.data.object).toMatchObject({ object: "discount", coupon: { id: coupon.id, object: "coupon" } });
  expect(basil?.data.object).not.toHaveProperty("source");
  const [current] = sent(CURRENT, "customer.discount.created");
  expect(current?.data.object).toMatchObject({ source: { coupon: coupon.id } });
  const [made] = sent("2025-08-27.basil", "promotion_code.created");
  expect(made?.data.object).toMatchObject({ coupon: { id: coupon.id } });
  await stripe.coupons.update(coupon.id, { name: "Summer" });
  await control(local, "POST", "/deliveries/resend", { event: event?.id });
  await eventually(() => expect(sent("2025-08-27.basil", "customer.discount.created")).toHaveLength(2));
  expect(sent("2025-08-27.basil", "customer.discount.created")[1]).toEqual(basil);
});

it("basil's default of classic billing is not served: a subscription that it makes has flexible billing", async () => {
  const price = await monthly(local.stripe, 900);
  const customer = await local.stripe.customers.create({ payment_method: "pm_card_visa" });
  const made = await inVersion("2025-08-27.basil").subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
    default_payment_method: "pm_card_visa",
  });
  expect(made.billing_mode.type).toBe("flexible");
});
