import Stripe from "stripe";

/** Stripe answered that there is no such object (404 for one named in the path, 400 for one named in the body). */
export const isMissing = (error: unknown, parameter?: string): boolean =>
  error instanceof Stripe.errors.StripeInvalidRequestError &&
  error.code === "resource_missing" &&
  (parameter === undefined || error.param === parameter);

/** Stripe refused the parameters, so nothing was made. */
export const isRefused = (error: unknown): error is Stripe.errors.StripeInvalidRequestError =>
  error instanceof Stripe.errors.StripeInvalidRequestError;

/** A refund that Stripe can't make, so retrying is useless. */
export class NotAtStripe extends Error {}

/** Trying again would fail again, so a person has to act. */
export const isFinal = (error: unknown): boolean => isRefused(error) || error instanceof NotAtStripe;

/**
 * Stripe answered, and with a failure that it will repeat for ever under the same idempotency key: a 5xx is stored with
 * the key, and a key can't be used with other parameters (https://docs.stripe.com/api/idempotent_requests).
 */
export const isStoredFailure = (error: unknown): boolean =>
  error instanceof Stripe.errors.StripeIdempotencyError ||
  (error instanceof Stripe.errors.StripeAPIError && (error.statusCode ?? 0) >= 500);
