import type Stripe from "stripe";
import { startLocalStripe } from "../support/local-stripe";

/** A paid subscription from local Stripe. All subscriptions of the bench are copies of it. */
export async function templateSubscription(): Promise<Stripe.Subscription> {
  const { stripe, stop } = await startLocalStripe();
  try {
    const customer = await stripe.customers.create({ email: "bench@example.com" });
    await stripe.paymentMethods.attach("pm_card_visa", { customer: customer.id });
    const [method] = (await stripe.customers.listPaymentMethods(customer.id)).data;
    const product = await stripe.products.create({ name: "Bench" });
    const price = await stripe.prices.create({
      product: product.id,
      currency: "usd",
      unit_amount: 1900,
      recurring: { interval: "month" },
    });
    const made = await stripe.subscriptions.create({
      customer: customer.id,
      default_payment_method: method?.id,
      items: [{ price: price.id }],
    });
    // Plain JSON, as in an event.
    return JSON.parse(JSON.stringify(made)) as Stripe.Subscription;
  } finally {
    await stop();
  }
}
