import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type Stripe from "stripe";
import { applyPromotionCode, removePromotionCode } from "../src/billing/checkout/checkout-amounts.ts";
import { at, clocked, firstItem, lastEvent, subscribe, emitted } from "./clocks.ts";
import { checkout, confirm, monthly, refused, startLocal, type Local } from "./support.ts";

let local: Local;
beforeAll(async () => void (local = await startLocal()));
afterAll(() => local.stop());

const latest = (subscription: Stripe.Subscription) => subscription.latest_invoice as Stripe.Invoice;
const expand = ["latest_invoice", "discounts"];

describe("coupons", () => {
  it("are created, updated and deleted, and emit events", async () => {
    const { stripe } = local;
    const coupon = await stripe.coupons.create({
      percent_off: 12.5,
      duration: "repeating",
      duration_in_months: 3,
      name: "Spring",
      max_redemptions: 5,
      metadata: { a: "b" },
    });
    expect(coupon).toMatchObject({
      object: "coupon",
      percent_off: 12.5,
      amount_off: null,
      currency: null,
      duration_in_months: 3,
      times_redeemed: 0,
      valid: true,
    });
    expect(await stripe.coupons.update(coupon.id, { name: "Summer" })).toMatchObject({
      name: "Summer",
      metadata: { a: "b" },
    });
    expect((await stripe.coupons.list()).data[0]?.id).toBe(coupon.id);
    expect(await stripe.coupons.del(coupon.id)).toEqual(expect.objectContaining({ id: coupon.id, deleted: true }));
    expect((await refused(stripe.coupons.retrieve(coupon.id))).statusCode).toBe(404);
    expect(await emitted(stripe, coupon.id)).toEqual(["coupon.created", "coupon.updated", "coupon.deleted"]);
  });

  it.each([
    [{}, "percent_off", /exactly one/],
    [{ percent_off: 10, amount_off: 100, currency: "usd" }, "percent_off", /^Received both percent_off and amount_off/],
    [
      { percent_off: 0 },
      "percent_off",
      /^This value must be greater than or equal to 0\.01 \(it currently is '0\.0'\)\.$/,
    ],
    [{ percent_off: 101 }, "percent_off", /less than or equal to 100/],
    [{ amount_off: 100 }, "currency", /^You must pass currency when passing amount_off$/],
    [{ percent_off: 10, duration: "repeating" }, "duration_in_months", /repeating/],
    [{ percent_off: 10, duration: "once", duration_in_months: 3 }, "duration_in_months", /repeating/],
    [{ percent_off: 10, redeem_by: 1 }, "redeem_by", /timestamp/],
  ] as const)("%o is refused", async (params, param, message) => {
    const error = await refused(local.stripe.coupons.create(params as Stripe.CouponCreateParams));
    expect(error).toMatchObject({ statusCode: 400, param });
    expect(error.message).toMatch(message);
  });

  it("promotion codes are one of a kind in any case, and end with their coupon", async () => {
    const { stripe } = local;
    const coupon = await stripe.coupons.create({ percent_off: 50, max_redemptions: 1 });
    const promotion = { type: "coupon", coupon: coupon.id } as const;
    const code = await stripe.promotionCodes.create({ promotion, code: "Half" });
    expect(code).toMatchObject({
      object: "promotion_code",
      active: true,
      code: "Half",
      promotion,
      restrictions: { first_time_transaction: false, minimum_amount: null },
    });
    expect((await refused(stripe.promotionCodes.create({ promotion, code: "HALF" }))).param).toBe("code");
    expect((await stripe.promotionCodes.list({ code: "half" })).data).toHaveLength(1);
    expect(await stripe.promotionCodes.update(code.id, { active: false })).toMatchObject({ active: false });
    expect(await stripe.promotionCodes.retrieve(code.id, { expand: ["promotion.coupon"] })).toMatchObject({
      promotion: { coupon: { id: coupon.id } },
    });
    expect(await emitted(stripe, code.id)).toEqual(["promotion_code.created", "promotion_code.updated"]);
    await stripe.promotionCodes.update(code.id, { active: true });
    const on = await clocked(stripe, "2027-01-01T00:00:00Z");
    await subscribe(stripe, on, { discounts: [{ promotion_code: code.id }] });
    expect(await stripe.coupons.retrieve(coupon.id)).toMatchObject({ times_redeemed: 1, valid: false });
    const again = await refused(subscribe(stripe, on, { discounts: [{ promotion_code: code.id }] }));
    expect(again).toMatchObject({
      statusCode: 400,
      param: "discounts[0][promotion_code]",
      message: `Coupon expired: ${coupon.id}`,
    });
  });

  it("a code for a first purchase, for one customer, or for a minimum is refused to others", async () => {
    const { stripe } = local;
    const coupon = await stripe.coupons.create({ percent_off: 50 });
    const [old, young] = [await clocked(stripe, "2027-01-01T00:00:00Z"), await clocked(stripe, "2027-01-01T00:00:00Z")];
    await subscribe(stripe, old);
    const make = (more: Partial<Stripe.PromotionCodeCreateParams>) =>
      stripe.promotionCodes.create({ promotion: { type: "coupon", coupon: coupon.id }, ...more });
    const first = await make({ restrictions: { first_time_transaction: true } });
    expect((await refused(subscribe(stripe, old, { discounts: [{ promotion_code: first.id }] }))).code).toBe(
      "promotion_code_first_time",
    );
    expect(await subscribe(stripe, young, { discounts: [{ promotion_code: first.id }] })).toMatchObject({
      status: "active",
    });
    const own = await make({ customer: young.customer.id });
    expect((await refused(subscribe(stripe, old, { discounts: [{ promotion_code: own.id }] }))).message).toMatch(
      "restricted",
    );
    const large = await make({ restrictions: { minimum_amount: 5000, minimum_amount_currency: "usd" } });
    expect((await refused(subscribe(stripe, young, { discounts: [{ promotion_code: large.id }] }))).message).toMatch(
      "$50.00",
    );
  });
});

describe("discounts on a subscription", () => {
  it("once: on the first invoice only, and gone from the subscription when it is finalized", async () => {
    const { stripe } = local;
    const on = await clocked(stripe, "2027-01-01T00:00:00Z");
    const coupon = await stripe.coupons.create({ percent_off: 25, duration: "once" });
    const subscription = await subscribe(stripe, on, { discounts: [{ coupon: coupon.id }], expand });
    const invoice = latest(subscription);
    expect(subscription.discounts).toEqual([]);
    expect(invoice).toMatchObject({
      subtotal: 1000,
      total: 750,
      amount_paid: 750,
      total_discount_amounts: [{ amount: 250 }],
    });
    expect(invoice.lines.data[0]).toMatchObject({
      amount: 1000,
      discount_amounts: [{ amount: 250, discount: invoice.discounts[0] }],
    });
    expect((await emitted(stripe, subscription.id)).filter((type) => type.startsWith("customer.discount"))).toEqual([
      "customer.discount.created",
      "customer.discount.deleted",
    ]);
    await on.to(at("2027-02-01T01:00:00Z"));
    expect(latest(await stripe.subscriptions.retrieve(subscription.id, { expand }))).toMatchObject({
      total: 1000,
      status: "paid",
    });
  });

  it("repeating: for its months; forever: always; amounts are shared so that they add up", async () => {
    const { stripe } = local;
    const on = await clocked(stripe, "2027-01-31T00:00:00Z");
    const coupon = await stripe.coupons.create({
      amount_off: 100,
      currency: "usd",
      duration: "repeating",
      duration_in_months: 2,
    });
    const prices = [await monthly(stripe, 333), await monthly(stripe, 334), await monthly(stripe, 1)];
    const subscription = await subscribe(stripe, on, {
      items: prices.map(({ id }) => ({ price: id })),
      discounts: [{ coupon: coupon.id }],
      expand,
    });
    expect(subscription.discounts[0]).toMatchObject({
      object: "discount",
      source: { coupon: coupon.id, type: "coupon" },
      subscription: subscription.id,
      end: at("2027-03-31T00:00:00Z"),
    });
    expect(latest(subscription).total).toBe(568);
    expect(latest(subscription).lines.data.map((line) => line.discount_amounts?.[0]?.amount)).toEqual([50, 50, 0]);
    await on.to(at("2027-02-28T02:00:00Z"));
    expect(latest(await stripe.subscriptions.retrieve(subscription.id, { expand })).total).toBe(568);
    await on.to(at("2027-03-31T02:00:00Z"));
    const after = await stripe.subscriptions.retrieve(subscription.id, { expand });
    expect([latest(after).total, after.discounts]).toEqual([668, []]);
    const forever = await stripe.coupons.create({ percent_off: 10, duration: "forever" });
    await stripe.subscriptions.update(subscription.id, { discounts: [{ coupon: forever.id }] });
    await stripe.coupons.del(forever.id);
    await on.to(at("2027-04-30T02:00:00Z"));
    expect(latest(await stripe.subscriptions.retrieve(subscription.id, { expand })).total).toBe(601);
    const began = await lastEvent(stripe);
    expect((await stripe.subscriptions.update(subscription.id, { discounts: "" })).discounts).toEqual([]);
    expect(await emitted(stripe, subscription.id, began)).toEqual([
      "customer.subscription.updated",
      "customer.discount.deleted",
    ]);
  });

  it("a trial does not use up a coupon for one invoice", async () => {
    const { stripe } = local;
    const on = await clocked(stripe, "2027-01-01T00:00:00Z");
    const coupon = await stripe.coupons.create({ percent_off: 50 });
    const trial = await subscribe(stripe, on, { trial_period_days: 7, discounts: [{ coupon: coupon.id }] });
    expect(trial.discounts).toHaveLength(1);
    await on.to(at("2027-01-08T01:00:00Z"));
    expect(await stripe.subscriptions.retrieve(trial.id, { expand })).toMatchObject({
      discounts: [],
      latest_invoice: { total: 500, status: "paid" },
    });
  });

  it("a credit gives back what was paid, not what was listed", async () => {
    const { stripe } = local;
    const on = await clocked(stripe, "2027-01-01T00:00:00Z");
    const coupon = await stripe.coupons.create({ percent_off: 100 });
    const free = await subscribe(stripe, on, { discounts: [{ coupon: coupon.id }], expand });
    expect(latest(free)).toMatchObject({ total: 0, amount_due: 0, status: "paid", attempted: true, attempt_count: 0 });
    await on.to(at("2027-01-16T12:00:00Z"));
    const dearer = await monthly(stripe, 3000);
    const changed = await stripe.subscriptions.update(free.id, {
      items: [{ id: firstItem(free).id, price: dearer.id }],
      proration_behavior: "always_invoice",
      expand,
    });
    expect(latest(changed).lines.data.map(({ amount }) => amount)).toEqual([1500]);
  });
});

describe("discounts in a checkout", () => {
  const session = (id: string) =>
    local.server.app.act(local.server.url, (ctx) => ctx.store.get("checkout.session", id) ?? expect.fail());
  const enter = (id: string, code: string) =>
    local.server.app.act(local.server.url, (ctx) => applyPromotionCode(ctx, session(id), code));

  it("a coupon that the session came with", async () => {
    const { stripe } = local;
    const coupon = await stripe.coupons.create({ percent_off: 20, duration: "forever" });
    const open = await checkout(stripe, { discounts: [{ coupon: coupon.id }] });
    expect(open).toMatchObject({
      amount_subtotal: 1000,
      amount_total: 800,
      total_details: { amount_discount: 200 },
      discounts: [{ coupon: coupon.id, promotion_code: null }],
    });
    expect((await stripe.checkout.sessions.listLineItems(open.id)).data[0]).toMatchObject({
      amount_subtotal: 1000,
      amount_discount: 200,
      amount_total: 800,
    });
    const done = await confirm(stripe, open);
    expect(await stripe.subscriptions.retrieve(String(done.subscription), { expand })).toMatchObject({
      discounts: [{ checkout_session: open.id }],
      latest_invoice: { amount_paid: 800 },
    });
    const unknown = await refused(checkout(stripe, { discounts: [{ coupon: "none" }] }));
    expect(unknown).toMatchObject({
      statusCode: 400,
      code: "resource_missing",
      param: "discounts[0][coupon]",
      message: "No such coupon: 'none'",
    });
  });

  it("a code that the visitor enters, in any case, and removes", async () => {
    const { stripe } = local;
    const coupon = await stripe.coupons.create({ amount_off: 1000, currency: "usd" });
    await stripe.promotionCodes.create({ promotion: { type: "coupon", coupon: coupon.id }, code: "WELCOME" });
    const open = await checkout(stripe, { allow_promotion_codes: true, payment_method_collection: "if_required" });
    expect(() => enter(open.id, "nothing")).toThrow("This code is invalid.");
    expect(enter(open.id, " welcome ")).toMatchObject({ amount_total: 0, total_details: { amount_discount: 1000 } });
    local.server.app.act(local.server.url, (ctx) => removePromotionCode(ctx, session(open.id)));
    expect(await stripe.checkout.sessions.retrieve(open.id)).toMatchObject({ amount_total: 1000, discounts: [] });
    enter(open.id, "WELCOME");
    // Nothing is due, so no card is needed
    const done = (await stripe.rawRequest("POST", `/v1/payment_pages/${open.id}/confirm`, {
      expected_amount: 0,
    })) as unknown as Stripe.Checkout.Session;
    expect(done).toMatchObject({ status: "complete", payment_status: "no_payment_required", amount_total: 0 });
    expect(await stripe.subscriptions.retrieve(String(done.subscription), { expand })).toMatchObject({
      status: "active",
      default_payment_method: null,
      latest_invoice: { status: "paid", total: 0, subtotal: 1000 },
    });
    const closed = await checkout(stripe);
    expect(() => enter(closed.id, "WELCOME")).toThrow("does not take promotion codes");
  });
});
