import Stripe from "stripe";
import { afterAll, beforeAll, expect, test } from "vitest";
import { handleDelivery } from "@/lib/billing/mirror/deliveries";
import { rowOf } from "../../support/billing";
import { startMirror } from "../../support/mirror";
import { eventOf } from "../../support/webhook";

// What a price costs in other currencies and by tiers comes on demand only. It comes once, and stays.

let mirror: Awaited<ReturnType<typeof startMirror>>;
beforeAll(async () => {
  mirror = await startMirror();
});
afterAll(() => mirror?.stop());

let told = 0;
async function tell(type: string, object: object): Promise<void> {
  const payload = JSON.stringify(eventOf(type, object, { created: Math.floor(Date.now() / 1000) + ++told }));
  const secret = mirror.settings.STRIPE_WEBHOOK_SECRET ?? "";
  const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret });
  expect(await handleDelivery(payload, signature)).toBe("processed");
}

const asked = async () =>
  (await mirror.localStripe.requests()).map(({ method, path }) => `${method} ${path.split("?")[0]}`);

const tier = (up_to: number | "inf", unit_amount: number) => ({ up_to, unit_amount });
const kept = (up_to: number | null, unit: string) => ({ up_to, unit_amount_decimal: unit, flat_amount_decimal: null });

/** By tiers, in dollars and euros. */
const tieredPrice = () =>
  mirror.stripe.prices.create({
    product: String(mirror.price.product),
    recurring: { interval: "month" },
    currency: "usd",
    billing_scheme: "tiered",
    tiers_mode: "graduated",
    tiers: [tier(5, 900), tier("inf", 800)],
    currency_options: { eur: { tiers: [tier(5, 850), tier("inf", 750)] } },
  });
const none = { unit_amount_minor: null, unit_amount_decimal: null };
const OPTIONS = {
  usd: { ...none, tiers: [kept(5, "900"), kept(null, "800")] },
  eur: { ...none, tiers: [kept(5, "850"), kept(null, "750")] },
};

test("of a price that a subscription's payload names first all is brought, and no payload takes it away again", async () => {
  const ada = await mirror.customer();
  const { id: price } = await tieredPrice();
  const subscription = await mirror.subscription(ada, { items: [{ price, quantity: 7 }], currency: "eur" });
  await tell("product.created", await mirror.stripe.products.retrieve(String(mirror.price.product)));
  await tell("customer.updated", await mirror.stripe.customers.retrieve(ada.customerId));
  await tell("customer.subscription.created", subscription);
  expect(await rowOf(mirror, "price", price)).toMatchObject({ currency_options: OPTIONS, tiers_mode: "graduated" });

  await mirror.localStripe.clearRequests();
  await tell("customer.subscription.updated", subscription);
  const [invoice] = (await mirror.stripe.invoices.list({ subscription: subscription.id })).data;
  await tell("invoice.paid", invoice ?? {});
  expect(await asked()).toEqual(["GET /v1/invoices"]);
  expect(await rowOf(mirror, "price", price)).toMatchObject({ currency_options: OPTIONS });
});

test("a price's own event, which carries less, leads to one look at Stripe", async () => {
  const price = await tieredPrice();
  await mirror.localStripe.clearRequests();
  await tell("price.created", price);
  expect(new Set((await asked()).filter((one) => one.includes("/prices/")))).toEqual(
    new Set([`GET /v1/prices/${price.id}`]),
  );
  await tell("price.updated", price);
  expect(await rowOf(mirror, "price", price.id)).toMatchObject({ currency_options: OPTIONS });
});

test("what was mirrored before is brought by stripe:sync, which says so first", async () => {
  const { id } = await tieredPrice();
  await mirror.sync();
  const fields = "currency_options = NULL, tiers_mode = NULL";
  await mirror.database.pool.query(`UPDATE price SET ${fields}, as_of = as_of - interval '1 minute' WHERE id = $1`, [
    id,
  ]);
  const { drift } = await mirror.sync({ dryRun: true });
  expect(drift.map(({ field }) => field).toSorted()).toEqual(["currency_options", "tiers_mode"]);
  await mirror.sync();
  expect(await rowOf(mirror, "price", id)).toMatchObject({ currency_options: OPTIONS, tiers_mode: "graduated" });
  expect((await mirror.sync({ dryRun: true })).driftCount).toBe(0);
});
