import { ProductError, RETRY_AFTER_SECONDS } from "@/lib/errors";

// What a sync says that can't be run to its end.

export const syncInProgress = (retryAfterSeconds: number) =>
  new ProductError("sync_in_progress", "Another run of the same kind is under way.", { retryAfterSeconds });

export const syncIncomplete = (failed: number) =>
  new ProductError(
    "sync_incomplete",
    `Done, except for ${failed} objects that failed; npm run stripe:sync names them.`,
  );

/** @param why Stripe's own words, for the operator */
export const syncRefused = (cause: unknown, why: string) =>
  new ProductError(
    "stripe_refused",
    `Stripe refused to be read: ${why} Check STRIPE_API_SECRET and what it may do, then run this again.`,
    {},
    { cause },
  );

export const syncCutOff = (cause: unknown, retryAfterSeconds = RETRY_AFTER_SECONDS) =>
  new ProductError(
    "stripe_unavailable",
    "We couldn't fetch everything from Stripe. What was fetched is saved, and the next run continues.",
    { retryAfterSeconds },
    { cause },
  );
