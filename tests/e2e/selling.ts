import type Stripe from "stripe";
import type { TestApp } from "@/tests/support/app";
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

async function shown(app: TestApp, prices: Stripe.Price[]): Promise<number> {
  const page = await (await fetch(`${app.url}/pricing`)).text();
  return prices.filter(({ id }) => page.includes(id)).length;
}
