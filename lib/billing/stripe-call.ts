import { type ProductError } from "@/lib/errors";
import {
  changeNotPossible,
  noBillingAccount,
  otherCurrency,
  paymentDeclined,
  priceNotAvailable,
  seatsNotChangeable,
  stripeRefused,
  stripeUnavailable,
} from "./errors";
import { type Failure, isForbidden, otherCurrencyIn, readFailure, readRefusal } from "@/lib/stripe/failures";
import { recordRefusal } from "./operator/refusals";
import { syncCutOff, syncRefused } from "./reconcile/errors";

/** Whose a failure of Stripe is, and so what is done about it and what the visitor is told. */
export type Decision =
  /** Our copy is behind, or a key is used up: repaired, then tried once more. `error`: where that changes nothing. */
  | { whose: "ours"; error: ProductError | null }
  /** Nothing is wrong but what was asked for, or how it was to be paid. */
  | { whose: "customer"; error: ProductError }
  /** A key, a setting or a call that Stripe does not take. It lasts until one of us acts, so it is recorded. */
  | { whose: "operator" }
  /** It passes, so the visitor is asked to try again. */
  | { whose: "outage" };

const ours = (error: ProductError | null): Decision => ({ whose: "ours", error });
const customers = (error: ProductError): Decision => ({ whose: "customer", error });
const OPERATORS: Decision = { whose: "operator" };
const OUTAGE: Decision = { whose: "outage" };

/** What a refusal of the parameters means, where the call knows it; anything else is the operator's. */
type Rule = (refusal: {
  parameter: string;
  code: string | null;
  missing: boolean;
  error: unknown;
}) => Decision | undefined;

// The customer was deleted at Stripe, and the event has not reached us yet.
const deletedCustomer: Rule = ({ parameter, missing, error }) =>
  missing && parameter === "customer" ? customers(noBillingAccount(error)) : undefined;

// It is archived, and the event has not reached us yet, or the portal does not offer it.
const refusedPrice: Rule = ({ parameter, error }) =>
  parameter.endsWith("[price]") ? ours(priceNotAvailable(error)) : undefined;

/** The first rule that knows it. */
const either =
  (...rules: Rule[]): Rule =>
  (refusal) =>
    rules.reduce<Decision | undefined>((decision, rule) => decision ?? rule(refusal), undefined);

const RULES = {
  checkout: either(
    ({ error }) => {
      const currency = otherCurrencyIn(error);
      return currency === null ? undefined : customers(otherCurrency(currency, [], error));
    },
    refusedPrice,
    // It was released, so the next try makes another one.
    ({ parameter, missing, error }) =>
      missing && parameter === "customer" ? ours(stripeUnavailable(error)) : undefined,
  ),
  // Changed or ended at Stripe, as it is to be canceled or changed.
  portal: either(deletedCustomer, ({ parameter }) =>
    /^flow_data\[\w+\]\[subscription\]/.test(parameter) ? ours(null) : undefined,
  ),
  portalPlanChange: either(deletedCustomer, refusedPrice, ({ parameter, error }) =>
    parameter.startsWith("flow_data[subscription_update_confirm]") ? ours(changeNotPossible(error)) : undefined,
  ),
  // A subscription that has ended is refused without naming a parameter (code invoice_upcoming_none).
  preview: either(deletedCustomer, refusedPrice, ({ parameter, code, error }) =>
    code === "invoice_upcoming_none" || /^(subscription|items)/.test(parameter)
      ? ours(changeNotPossible(error))
      : undefined,
  ),
  // A change of plan that our own page makes: the subscription, its items or its schedule are not as we know them.
  planChange: either(deletedCustomer, refusedPrice, ({ parameter, code, error }) =>
    code === "resource_missing" || /^(from_subscription|items|phases|subscription)/.test(parameter)
      ? ours(changeNotPossible(error))
      : undefined,
  ),
  // The same for a number of seats.
  seats: either(deletedCustomer, ({ parameter, code, error }) =>
    code === "resource_missing" || code === "invoice_upcoming_none" || /^(items|phases|subscription)/.test(parameter)
      ? ours(seatsNotChangeable(error))
      : undefined,
  ),
  sync: () => undefined,
} satisfies Record<string, Rule>;

/** The calls whose refusals mean something of their own. */
export type Call = keyof typeof RULES;

/**
 * The one decision about a failure of Stripe.
 * @returns null for an error that did not come from a call to Stripe
 */
export function decideOn(error: unknown, call?: Call): Decision | null {
  const failure = readFailure(error);
  if (!failure) return null;
  switch (failure.kind) {
    case "no_answer":
    case "stored_failure":
    case "rate_limit":
    case "conflict":
      return OUTAGE;
    case "key_reused":
      return ours(stripeUnavailable(error));
    case "declined":
      return customers(paymentDeclined(error));
    case "missing":
    case "refused": {
      const { parameter = "", kind } = failure;
      const code = readRefusal(error)?.code ?? null;
      return (call && RULES[call]({ parameter, code, missing: kind === "missing", error })) ?? OPERATORS;
    }
    case "forbidden":
    case "unknown":
      return OPERATORS;
  }
}

/** The product's error for a failure of Stripe; any other error is returned as it is. */
export function asProductError(error: unknown, call?: Call): unknown {
  const decision = decideOn(error, call);
  if (!decision) return error;
  if ("error" in decision && decision.error) return decision.error;
  if (decision.whose !== "outage")
    return call === "sync" ? syncRefused(error, readRefusal(error)?.message ?? "") : stripeRefused(error);
  const wait = readFailure(error)?.retryAfterSeconds;
  return call === "sync" ? syncCutOff(error, wait) : stripeUnavailable(error, wait);
}

/** Brings our copy in line with Stripe, where a refusal shows that it is behind. */
export type Repair = (failure: Failure) => Promise<unknown>;

/**
 * Runs work that calls Stripe. A failure of Stripe that the work does not handle becomes the product's error. One that is
 * ours is repaired, and the work runs once more. So it must begin by looking at what our copy says.
 * @throws ProductError
 */
export async function reachingStripe<T>(work: () => Promise<T>, call?: Call, repair?: Repair): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const failure = readFailure(error);
    if (!failure || decideOn(error, call)?.whose !== "ours") throw await told(error, call);
    try {
      await repair?.(failure);
      return await work();
    } catch (again) {
      throw await told(again, call);
    }
  }
}

/** The product's error, as `asProductError`; what is the operator's is recorded. */
export async function told(error: unknown, call?: Call): Promise<unknown> {
  const decision = decideOn(error, call);
  const isOperators = decision?.whose === "operator" || (decision?.whose === "ours" && decision.error === null);
  if (isOperators) await recordRefusal(call ?? "other", error);
  return asProductError(error, call);
}

/** For a caller that continues without Stripe's answer. A key that may not ask is still told to the operator. */
export async function tellIfForbidden(error: unknown): Promise<void> {
  if (isForbidden(error)) await recordRefusal("other", error);
}
