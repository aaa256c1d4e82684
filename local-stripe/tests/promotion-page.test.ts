import { afterAll, beforeAll, expect, it } from "vitest";
import { CARD, open, submit } from "./pages.ts";
import { checkout, startLocal, type Local } from "./support.ts";

let local: Local;
beforeAll(async () => {
  local = await startLocal();
  const { stripe } = local;
  const coupon = await stripe.coupons.create({ percent_off: 25, duration: "repeating", duration_in_months: 3 });
  await stripe.promotionCodes.create({ promotion: { type: "coupon", coupon: coupon.id }, code: "SPRING25" });
});
afterAll(() => local.stop());

it("is offered only where the session takes codes", async () => {
  expect((await open((await checkout(local.stripe)).url ?? "")).text).not.toContain("Promotion code");
  expect((await open((await checkout(local.stripe, { allow_promotion_codes: true })).url ?? "")).text).toContain(
    '<label for="promotion">Promotion code</label>',
  );
});

it("is applied and removed without losing what was typed, and counts", async () => {
  const { stripe } = local;
  const session = await checkout(stripe, { allow_promotion_codes: true });
  const url = session.url ?? "";
  const wrong = await submit(url, { ...CARD, promotion: "WINTER", do: "apply-code" });
  expect(wrong.status).toBe(422);
  expect(wrong.text).toContain("This code is invalid.");
  for (const value of [CARD.email, CARD.number, CARD.expiry, CARD.cvc, CARD.name, "WINTER"])
    expect(wrong.text).toContain(`value="${value}"`);
  expect((await submit(url, { do: "apply-code" })).text).toContain("Enter a promotion code.");

  const applied = await submit(url, { ...CARD, promotion: "spring25", do: "apply-code" });
  expect(applied.status).toBe(200);
  expect(applied.text).toContain("25% off for 3 months");
  expect(applied.text).toContain("$7.50");
  expect(applied.text).toContain(`value="${CARD.number}"`);
  expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({
    amount_total: 750,
    total_details: { amount_discount: 250 },
  });

  const removed = await submit(url, { ...CARD, do: "remove-code" });
  expect(removed.text).toContain("Promotion code");
  expect((await stripe.checkout.sessions.retrieve(session.id)).amount_total).toBe(1000);

  await submit(url, { ...CARD, promotion: "SPRING25", do: "apply-code" });
  expect((await submit(url, CARD)).status).toBe(303);
  const done = await stripe.checkout.sessions.retrieve(session.id, { expand: ["subscription", "invoice"] });
  expect(done).toMatchObject({
    status: "complete",
    payment_status: "paid",
    amount_total: 750,
    invoice: { total: 750, amount_paid: 750 },
  });
});

it("is refused where it would leave too little to charge, and may leave nothing", async () => {
  const { stripe } = local;
  const most = await stripe.coupons.create({ percent_off: 96, duration: "once" });
  const all = await stripe.coupons.create({ percent_off: 100, duration: "once" });
  await stripe.promotionCodes.create({ promotion: { type: "coupon", coupon: most.id }, code: "MOST" });
  await stripe.promotionCodes.create({ promotion: { type: "coupon", coupon: all.id }, code: "ALL" });
  const session = await checkout(stripe, { allow_promotion_codes: true });
  const url = session.url ?? "";
  const refused = await submit(url, { ...CARD, promotion: "MOST", do: "apply-code" });
  expect(refused.status).toBe(422);
  expect(refused.text).toContain("Your total would be below $0.50, the smallest amount we can charge.");
  expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({ amount_total: 1000, discounts: [] });
  expect((await submit(url, { ...CARD, promotion: "ALL", do: "apply-code" })).status).toBe(200);
  expect((await submit(url, CARD)).status).toBe(303);
  expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({ amount_total: 0, status: "complete" });
});
