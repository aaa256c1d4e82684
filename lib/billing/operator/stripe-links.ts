import { env } from "@/lib/env";

/**
 * Where an operator sees an object at Stripe: its Dashboard in the key's mode, or the pages of the server that speaks
 * Stripe's API in its place (local Stripe has the same paths).
 */
export function stripeHref(kind: "customers" | "subscriptions", id: string): string {
  const { STRIPE_API_BASE, live } = env();
  const home = STRIPE_API_BASE || `https://dashboard.stripe.com${live ? "" : "/test"}`;
  return `${home}/${kind}/${encodeURIComponent(id)}`;
}
