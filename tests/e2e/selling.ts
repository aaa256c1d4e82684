import type Stripe from "stripe";
import type { TestApp } from "@/tests/support/app";
import { settled } from "@/tests/support/billing";
import { expect } from "@/tests/support/browser";

/** Sells things for the length of a test: other tests see the plans as they were. */
export async function selling(
  app: TestApp,
  sold: () => Promise<Stripe.Price[]>,
  work: (prices: Stripe.Price[]) => Promise<void>,
): Promise<void> {
  const prices = await sold();
  try {
    await expect.poll(() => shown(app, prices)).toBe(prices.length);
    await work(prices);
  } finally {
    for (const { id } of prices) await app.stripe.prices.update(id, { active: false });
    await expect.poll(() => shown(app, prices)).toBe(0);
  }
}

/** For as long as the work takes, customers may change to these as well: the portal's configuration lists them. */
export async function changeableTo(app: TestApp, prices: Stripe.Price[], work: () => Promise<void>): Promise<void> {
  const { configurations } = app.stripe.billingPortal;
  const { data } = await configurations.list({
    is_default: true,
    expand: ["data.features.subscription_update.products"],
  });
  const listed =
    data[0]?.features.subscription_update.products?.map(({ product, prices }) => ({ product, prices })) ?? [];
  const list = async (products: typeof listed) => {
    const subscription_update = { enabled: true, products };
    await configurations.update(data[0]?.id ?? "", { features: { subscription_update } });
    await settled(app);
  };
  const more = new Map(prices.map(({ product }) => [String(product), prices.filter((one) => one.product === product)]));
  await list([...listed, ...[...more].map(([product, of]) => ({ product, prices: of.map(({ id }) => id) }))]);
  try {
    await work();
  } finally {
    await list(listed);
  }
}

async function shown(app: TestApp, prices: Stripe.Price[]): Promise<number> {
  const page = await (await fetch(`${app.url}/pricing`)).text();
  return prices.filter(({ id }) => page.includes(id)).length;
}
