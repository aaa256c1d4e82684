import {
  changeNotPossible,
  noBillingAccount,
  priceNotAvailable,
  type ProductError,
  stripeUnavailable,
  syncCutOff,
} from "@/lib/errors";
import { type Failure, readFailure } from "@/lib/stripe/failures";

type Meaning = (failure: Failure, error: unknown) => ProductError | undefined;

const wasRefused = ({ kind }: Failure): boolean => kind === "refused" || kind === "missing";

// The customer was deleted at Stripe, and the event has not reached us yet.
const deletedCustomer: Meaning = ({ kind, parameter }) =>
  kind === "missing" && parameter === "customer" ? noBillingAccount() : undefined;

/** What a failure means to the visitor, by the call. Where a call names nothing, Stripe is unavailable. */
const MEANINGS = {
  checkout: (failure) =>
    wasRefused(failure) && failure.parameter?.startsWith("line_items") ? priceNotAvailable() : undefined,
  portal: deletedCustomer,
  portalPlanChange: (failure, error) => {
    if (!wasRefused(failure)) return undefined;
    // Archived at Stripe a moment ago, or not among those that the portal's configuration offers.
    if (failure.parameter?.endsWith("[price]")) return priceNotAvailable(error);
    return deletedCustomer(failure, error) ?? changeNotPossible(error);
  },
  preview: (failure, error) => (wasRefused(failure) ? changeNotPossible(error) : undefined),
  sync: (_, error) => syncCutOff(error),
} satisfies Record<string, Meaning>;

type Call = keyof typeof MEANINGS;

/** The product's error for a failure of Stripe; any other error is returned as it is. */
export function asProductError(error: unknown, call?: Call): unknown {
  const failure = readFailure(error);
  if (!failure) return error;
  const meaning: Meaning | undefined = call && MEANINGS[call];
  return meaning?.(failure, error) ?? stripeUnavailable(error);
}

/**
 * Runs work that calls Stripe. A failure of Stripe that the work does not handle becomes the product's error.
 * @throws ProductError
 */
export async function reachingStripe<T>(work: () => Promise<T>, call?: Call): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asProductError(error, call);
  }
}
