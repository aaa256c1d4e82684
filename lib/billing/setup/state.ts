import type Stripe from "stripe";
import { stripeEnv } from "@/lib/env";
import { stripe } from "@/lib/stripe/client";
import { METADATA } from "@/lib/stripe/metadata";
import { PORTAL_PRODUCTS } from "../mirror/fetch";
import { PRICE_DETAILS, tiersToAskFor } from "../mirror/price-details";

/** All that a setup compares the file with. */
export type StripeState = {
  meters: Stripe.Billing.Meter[];
  products: Stripe.Product[];
  /** Of all products, since a lookup key of the file may be at another one; with tiers and currencies. */
  prices: Stripe.Price[];
  configuration: Stripe.BillingPortal.Configuration | undefined;
  /** Empty where no endpoint is wanted. */
  endpoints: Stripe.WebhookEndpoint[];
};

/** Lists, page by page: as many calls as there are hundreds of objects. */
export async function fetchState(wanted: { meters: boolean; endpoints: boolean }): Promise<StripeState> {
  const [meters, products, prices, configuration, endpoints] = await Promise.all([
    wanted.meters ? everyOne(stripe().billing.meters.list({ limit: 100 })) : [],
    everyOne(stripe().products.list({ limit: 100 })),
    fetchPrices(),
    findConfiguration(),
    wanted.endpoints ? everyOne(stripe().webhookEndpoints.list({ limit: 100 })) : [],
  ]);
  return { meters, products, prices, configuration, endpoints };
}

/** Active and archived ones are listed apart: without `active`, Stripe's docs promise the active ones only. */
async function fetchPrices(): Promise<Stripe.Price[]> {
  const expand = PRICE_DETAILS.map((field) => `data.${field}`);
  const lists = [true, false].map((active) => everyOne(stripe().prices.list({ active, limit: 100, expand })));
  const prices = (await Promise.all(lists)).flat();
  for (const [index, price] of prices.entries()) {
    const more = tiersToAskFor(price);
    if (more.length > 0)
      prices[index] = await stripe().prices.retrieve(price.id, { expand: [...PRICE_DETAILS, ...more] });
  }
  return prices;
}

/**
 * The one in force, as the app finds it (portal/configuration.ts): the one that STRIPE_PORTAL_CONFIGURATION names, else
 * the account's default (the Dashboard's); where there is neither, the one that this setup made.
 */
async function findConfiguration(): Promise<Stripe.BillingPortal.Configuration | undefined> {
  const named = stripeEnv().STRIPE_PORTAL_CONFIGURATION;
  if (named) return stripe().billingPortal.configurations.retrieve(named, { expand: [PORTAL_PRODUCTS] });
  const configurations = await everyOne(
    stripe().billingPortal.configurations.list({ active: true, limit: 100, expand: [`data.${PORTAL_PRODUCTS}`] }),
  );
  return (
    configurations.find((configuration) => configuration.is_default) ??
    configurations.find((configuration) => configuration.metadata?.[METADATA.catalogKey] === "portal")
  );
}

async function everyOne<T>(list: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of list) all.push(one);
  return all;
}
