import { isDatabaseUnavailable } from "@/lib/database-failure";
import { type ErrorCode, internalError, ProductError, unavailable } from "@/lib/errors";
import { log } from "@/lib/observe/log";
import { logRefusal } from "@/lib/observe/refusals";

const STATUS: Record<ErrorCode, number> = {
  invalid_request: 400,
  invalid_signature: 400,
  password_refused: 400,
  price_not_available: 400,
  seats_out_of_range: 400,
  unauthenticated: 401,
  feature_not_included: 402,
  limit_reached: 402,
  payment_declined: 402,
  change_unpaid: 402,
  seats_unpaid: 402,
  cross_origin: 403,
  wrong_password: 403,
  address_not_confirmed: 403,
  sign_in_again: 403,
  billing_role_required: 403,
  manager_role_required: 403,
  owner_role_required: 403,
  invitation_for_another: 403,
  not_found: 404,
  workspace_not_found: 404,
  member_not_found: 404,
  invitation_not_found: 404,
  link_not_valid: 404,
  already_subscribed: 409,
  plan_change_required: 409,
  checkout_in_progress: 409,
  no_billing_account: 409,
  no_subscription: 409,
  other_currency: 409,
  change_not_possible: 409,
  change_in_other_currency: 409,
  change_looks_different: 409,
  not_the_payer: 409,
  card_question_over: 409,
  invoice_not_found: 404,
  nothing_to_pay: 409,
  no_payment_method: 409,
  payment_action_required: 402,
  payment_processing: 409,
  payment_unclear: 502,
  resume_not_possible: 409,
  amount_changed: 409,
  consent_required: 409,
  handed_over: 409,
  hand_over_waits: 409,
  plan_not_sold: 409,
  take_over_not_possible: 409,
  take_over_too_early: 409,
  event_not_replayable: 409,
  subscription_not_assignable: 409,
  last_owner: 409,
  address_contested: 409,
  account_linked_elsewhere: 409,
  last_way_in: 409,
  account_pays: 409,
  account_owns_workspace: 409,
  payer_leaves: 409,
  workspace_has_plan: 409,
  too_many_workspaces: 409,
  too_many_invitations: 409,
  seat_limit_reached: 409,
  seats_not_changeable: 409,
  too_many_members: 409,
  body_too_slow: 408,
  incomplete_body: 400,
  too_large: 413,
  rate_limited: 429,
  overloaded: 503,
  unavailable: 503,
  internal_error: 500,
  stripe_unavailable: 502,
  stripe_refused: 502,
  sync_in_progress: 409,
  sync_incomplete: 500,
};

/** A problem document (RFC 9457), ready to be sent. */
export type Problem = { status: number; headers: Record<string, string>; body: string };

/**
 * The answer to a thrown error. An unknown error is logged and answered as 500, or 503 where it may soon work.
 * @param where what was asked for: a method and a path, for the log
 */
export function problemOf(error: unknown, where: string): Problem {
  if (error instanceof ProductError) {
    logRefusal(error, where);
    return problem(error);
  }
  log.error(`${where} failed`, { error });
  return problem(isDatabaseUnavailable(error) ? unavailable() : internalError());
}

/** `type` is a name, not an address: there is nothing to look up behind it. */
function problem({ code, message: detail, extras }: ProductError): Problem {
  const status = STATUS[code];
  const { retryAfterSeconds, ...members } = extras;
  const title = code.charAt(0).toUpperCase() + code.slice(1).replaceAll("_", " ");
  const headers = { "content-type": "application/problem+json", "cache-control": "no-store" };
  return {
    status,
    headers: retryAfterSeconds ? { ...headers, "retry-after": String(retryAfterSeconds) } : headers,
    body: JSON.stringify({ type: `urn:hypersaas:problem:${code}`, title, status, detail, code, ...members }),
  };
}
