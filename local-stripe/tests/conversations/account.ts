// What the accounts that the conversations were recorded with held: the names that stand for ids in their calls.
import type Stripe from "stripe";

export async function accountOf(stripe: Stripe): Promise<Map<string, string>> {
  const product = await stripe.products.create({ name: "Test Subscription", unit_label: "user" });
  const shirt = await stripe.products.create({ name: "T-Shirt" });
  const price = (unit_amount: number, interval?: "month" | "year") =>
    stripe.prices.create({
      currency: "usd",
      unit_amount,
      product: interval ? product.id : shirt.id,
      ...(interval && { recurring: { interval } }),
    });
  const ids = {
    "small-monthly": price(2500, "month"),
    "small-annual": price(25_000, "year"),
    "default-plan": price(1000, "month"),
    "other-price": price(1500, "month"),
    shirt: price(1500),
  };
  const account = new Map<string, string>();
  for (const [name, created] of Object.entries(ids)) account.set(name, (await created).id);
  const coupon = await stripe.coupons.create({ id: "10OFF", percent_off: 10, name: "10% Off", duration: "forever" });
  account.set("10OFF", coupon.id);
  const half = await stripe.coupons.create({ percent_off: 50, name: "Half Off", duration: "forever" });
  account.set("half-off", half.id);
  await stripe.billingPortal.configurations.create({ features: { invoice_history: { enabled: true } } });
  return account;
}
