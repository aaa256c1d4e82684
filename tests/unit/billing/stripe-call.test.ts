import Stripe from "stripe";
import { expect, test } from "vitest";
import { asProductError, reachingStripe } from "@/lib/billing/stripe-call";
import { notFound, ProductError } from "@/lib/errors";

const refusal = (param: string, code?: string) =>
  new Stripe.errors.StripeInvalidRequestError({
    type: "invalid_request_error",
    message: "No",
    param,
    ...(code && { code }),
  });
const missing = (param: string) => refusal(param, "resource_missing");
const away = new Stripe.errors.StripeConnectionError({ type: "api_error", message: "No answer" });
const forbidden = new Stripe.errors.StripePermissionError({ type: "invalid_request_error", message: "No" });
const PRICE = "flow_data[subscription_update_confirm][items][0][price]";

const CALLS = ["checkout", "portal", "portalPlanChange", "preview", "sync", undefined] as const;

// What each call tells the visitor, in the order of CALLS.
test.each([
  ["no answer", away, Array(6).fill("stripe_unavailable")],
  ["a key that may not", forbidden, Array(6).fill("stripe_unavailable")],
  [
    "a price that is gone from a session",
    missing("line_items[0][price]"),
    [
      "price_not_available",
      "stripe_unavailable",
      "price_not_available",
      "change_not_possible",
      "stripe_unavailable",
      "stripe_unavailable",
    ],
  ],
  [
    "a price that the portal does not offer",
    refusal(PRICE),
    [
      "stripe_unavailable",
      "stripe_unavailable",
      "price_not_available",
      "change_not_possible",
      "stripe_unavailable",
      "stripe_unavailable",
    ],
  ],
  [
    "a customer who was deleted",
    missing("customer"),
    [
      "stripe_unavailable",
      "no_billing_account",
      "no_billing_account",
      "change_not_possible",
      "stripe_unavailable",
      "stripe_unavailable",
    ],
  ],
  [
    "anything else that is refused",
    refusal("subscription"),
    [
      "stripe_unavailable",
      "stripe_unavailable",
      "change_not_possible",
      "change_not_possible",
      "stripe_unavailable",
      "stripe_unavailable",
    ],
  ],
])("%s", (_, error, codes) => {
  expect(CALLS.map((call) => (asProductError(error, call) as ProductError).code)).toEqual(codes);
});

test("a cut off sync says so in its own sentence", () => {
  const { message, cause } = asProductError(away, "sync") as ProductError;
  expect([message, cause]).toEqual([
    "Stripe could not be read to the end. What was read is written; the next run goes on.",
    away,
  ]);
});

test("what did not come from Stripe stays what it is", async () => {
  const bug = new TypeError("undefined is not a function");
  for (const error of [bug, notFound()])
    await expect(reachingStripe(() => Promise.reject(error), "checkout")).rejects.toBe(error);
  await expect(reachingStripe(() => Promise.reject(away))).rejects.toBeInstanceOf(ProductError);
});
