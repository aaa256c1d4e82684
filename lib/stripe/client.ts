import Stripe from "stripe";
import { stripeEnv } from "@/lib/env";
import { timedHttpClient } from "./http-client";

/** The one API version this product speaks: what the installed package's types describe. */
export const STRIPE_API_VERSION: typeof Stripe.API_VERSION = "2026-10-28.endive";

let client: Stripe | undefined;

/** The one client. Its base URL is Stripe's own unless STRIPE_API_BASE names another server. */
export function stripe(): Stripe {
  const { STRIPE_API_SECRET, STRIPE_API_BASE } = stripeEnv();
  const base = STRIPE_API_BASE ? new URL(STRIPE_API_BASE) : undefined;
  return (client ??= new Stripe(STRIPE_API_SECRET, {
    apiVersion: STRIPE_API_VERSION,
    timeout: 10_000,
    maxNetworkRetries: 1,
    telemetry: false,
    httpClient: timedHttpClient(),
    ...(base && {
      host: base.hostname,
      port: base.port || (base.protocol === "https:" ? 443 : 80),
      protocol: base.protocol === "https:" ? "https" : "http",
    }),
  }));
}
