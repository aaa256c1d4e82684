import Stripe from "stripe";
import { stripeUnavailable } from "@/lib/errors";
import { DeadlineExceeded } from "@/lib/stripe/deadline";

/**
 * Runs work that calls Stripe; a failure of Stripe that the work does not handle becomes stripe_unavailable.
 * @throws ProductError
 */
export async function reachingStripe<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError || error instanceof DeadlineExceeded) throw stripeUnavailable(error);
    throw error;
  }
}

/**
 * Stripe may forget an idempotency key once it is a day old (https://docs.stripe.com/api/idempotent_requests); an hour
 * before that we stop relying on it.
 */
export const KEY_LIFE_SECONDS = 23 * 3600;
