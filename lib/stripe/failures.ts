import Stripe from "stripe";
import { DeadlineExceeded } from "./deadline";

/** What came of a call that failed. Nothing else in lib looks into the SDK's errors. */
export type FailureKind =
  /** There is no such object: 404 for one named in the path, 400 for one named in the body. */
  | "missing"
  /** Stripe refused the parameters, or the state that the object is in. Nothing was made. */
  | "refused"
  /** The customer's bank refused the payment. */
  | "declined"
  /** The key is wrong or may not do this. */
  | "forbidden"
  /** The idempotency key was used with other parameters. */
  | "key_reused"
  /** Stripe failed and keeps that answer under the key (https://docs.stripe.com/api/idempotent_requests). */
  | "stored_failure"
  /** Too many requests. */
  | "rate_limit"
  /** Another request holds the object or the key. */
  | "conflict"
  /** No answer, none that could be read, or no time to ask. Stripe may have done it. */
  | "no_answer"
  /** An answer that this code does not know. */
  | "unknown";

export type Failure = {
  kind: FailureKind;
  /** The parameter that Stripe names. */
  parameter: string | undefined;
  /** When Stripe asks to be called again. */
  retryAfterSeconds: number | undefined;
};

const { errors } = Stripe;

/** @returns null for an error that did not come from a call to Stripe */
export function readFailure(error: unknown): Failure | null {
  if (error instanceof DeadlineExceeded)
    return { kind: "no_answer", parameter: undefined, retryAfterSeconds: undefined };
  if (!(error instanceof errors.StripeError)) return null;
  return { kind: kindOf(error), parameter: error.param, retryAfterSeconds: retryAfterOf(error) };
}

/** The header may also hold a date, which Stripe does not send. */
function retryAfterOf({ headers }: Stripe.errors.StripeError): number | undefined {
  const seconds = Number(headers?.["retry-after"]);
  return Number.isInteger(seconds) && seconds > 0 && seconds <= 3_600 ? seconds : undefined;
}

function kindOf(error: Stripe.errors.StripeError): FailureKind {
  if (error instanceof errors.StripeInvalidRequestError)
    return error.code === "resource_missing" ? "missing" : "refused";
  if (error instanceof errors.StripeIdempotencyError) return "key_reused";
  if (error instanceof errors.StripeRateLimitError) return "rate_limit";
  if (error instanceof errors.StripeCardError) return "declined";
  if (error instanceof errors.StripeAuthenticationError || error instanceof errors.StripePermissionError)
    return "forbidden";
  if (error instanceof errors.StripeConnectionError) return "no_answer";
  if (error instanceof errors.StripeAPIError) return kindOfStatus(error.statusCode);
  return "unknown";
}

function kindOfStatus(status: number | undefined): FailureKind {
  if (status === undefined) return "no_answer"; // an answer that is no JSON
  if (status >= 500) return "stored_failure";
  return status === 409 ? "conflict" : "unknown";
}

const isOneOf = (error: unknown, ...kinds: FailureKind[]): boolean => {
  const failure = readFailure(error);
  return failure !== null && kinds.includes(failure.kind);
};

/** Stripe answered that there is no such object. */
export const isMissing = (error: unknown, parameter?: string): boolean =>
  isOneOf(error, "missing") && (parameter === undefined || readFailure(error)?.parameter === parameter);

const AUTHENTICATION = [
  "authentication_required",
  "invoice_payment_intent_requires_action",
  "subscription_payment_intent_requires_action",
];

/** The bank wants the customer to confirm the payment themselves. */
export const needsAuthentication = (error: unknown): boolean =>
  error instanceof errors.StripeError &&
  [error.code, error.decline_code].some((code) => code !== undefined && AUTHENTICATION.includes(code));

/** Stripe refused the request, so nothing was made. */
export const isRefused = (error: unknown): error is Stripe.errors.StripeInvalidRequestError =>
  isOneOf(error, "missing", "refused");

/** Stripe answered, and made nothing: it refused the request, or the payment that it needs was declined. */
export const isNotMade = (error: unknown): boolean => isOneOf(error, "missing", "refused", "declined", "forbidden");

/** The key may not do this, or Stripe doesn't know it. Trying again won't help, and nothing was made. */
export const isForbidden = (error: unknown): boolean => isOneOf(error, "forbidden");

/** The idempotency key was used with other parameters, so another key is needed. */
export const isKeyReused = (error: unknown): boolean => isOneOf(error, "key_reused");

// Stripe sends neither a code nor a parameter with it.
const CURRENCY_CONFLICT = /combine currencies on a single customer/i;

/** @returns the currency that something at Stripe holds the customer to ("" if Stripe does not name it), or null */
export function otherCurrencyIn(error: unknown): string | null {
  if (!isRefused(error) || !CURRENCY_CONFLICT.test(error.message)) return null;
  return /\bcurrency ([a-z]{3})\b/i.exec(error.message)?.[1]?.toLowerCase() ?? "";
}

/** What an operator needs of an answer of Stripe's, to find its cause. */
export type Refusal = {
  status: number | null;
  code: string | null;
  parameter: string | null;
  message: string;
  requestId: string | null;
};

/** @returns null for an error that is no answer of Stripe's */
export function readRefusal(error: unknown): Refusal | null {
  if (!(error instanceof errors.StripeError)) return null;
  return {
    status: error.statusCode ?? null,
    code: error.code ?? null,
    parameter: error.param ?? null,
    message: error.message.replace(/\b((?:sk|rk|pk)_(?:test|live)_)\w+/g, "$1…").slice(0, 1_000),
    requestId: error.requestId ?? null,
  };
}

/** The customer's bank refused the payment. */
export const isDeclined = (error: unknown): boolean => isOneOf(error, "declined");

export const isRateLimited = (error: unknown): boolean => isOneOf(error, "rate_limit");

/** A refund that Stripe can't make, so retrying is useless. */
export class NotAtStripe extends Error {}

/** Trying again would fail again, so a person has to act. */
export const isFinal = (error: unknown): boolean => isRefused(error) || error instanceof NotAtStripe;

/** The outcome is unknown, and under the same idempotency key Stripe would give this answer forever. */
export const isStoredFailure = (error: unknown): boolean => isOneOf(error, "stored_failure", "key_reused");

/**
 * Stripe answered, and would give the same answer again under the same idempotency key, whatever has changed since. An
 * error of ours that a refusal caused counts as that refusal.
 */
export const usesUpKey = (error: unknown): boolean =>
  isStoredFailure(error) ||
  isOneOf(error, "missing", "refused", "declined") ||
  (error instanceof Error && error.cause !== undefined && usesUpKey(error.cause));
