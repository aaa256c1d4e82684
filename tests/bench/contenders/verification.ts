import Stripe from "stripe";
import type { Open } from "./contender";

/** Verifies the signature and writes nothing. */
export const open: Open = async ({ STRIPE_API_SECRET, STRIPE_WEBHOOK_SECRET }) => {
  const { webhooks } = new Stripe(STRIPE_API_SECRET);
  return { deliver: async (payload, signature) => webhooks.constructEvent(payload, signature, STRIPE_WEBHOOK_SECRET) };
};
