// Answers of 429, as recorded at Stripe: a limit was reached, or another request holds the object.
import type { Answer } from "../conventions/idempotency.ts";
import type { Reason } from "../faults/limits.ts";

/** Without `Stripe-Should-Retry` and without `Retry-After`: Stripe's library for Node does not repeat such a call. */
export function limited(reason: Reason): Answer {
  return {
    status: 429,
    body: errorBody(
      "rate_limit",
      "Testmode request rate limit exceeded, the rate limits in testmode are lower than livemode. You can learn more about rate limits here https://stripe.com/docs/rate-limits.",
    ),
    headers: { "Stripe-Rate-Limited-Reason": reason },
  };
}

/** Stripe's libraries do repeat this one: it says so. */
export function locked(): Answer {
  return {
    status: 429,
    body: errorBody(
      "lock_timeout",
      "This object cannot be accessed right now because another API request or Stripe process is currently accessing it. If you see this error intermittently, retry the request. If you see this error frequently and are making multiple concurrent requests to a single object, make your requests serially or at a lower rate. For more details, see https://stripe.com/docs/rate-limits#object-lock-timeouts.",
    ),
    headers: { "Stripe-Should-Retry": "true" },
  };
}

function errorBody(code: string, message: string): string {
  const doc_url = `https://stripe.com/docs/error-codes/${code.replaceAll("_", "-")}`;
  return JSON.stringify({ error: { code, doc_url, message, type: "invalid_request_error" } }, null, 2);
}
