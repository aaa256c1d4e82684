import Stripe from "stripe";
import { describe, expect, test, vi } from "vitest";
import { asProductError, type Call, reachingStripe, decideOn } from "@/lib/billing/stripe-call";
import { notFound, ProductError } from "@/lib/errors";
import { priceNotAvailable } from "@/lib/billing/errors";
import { DeadlineExceeded } from "@/lib/stripe/deadline";

type Answer = { status?: number; type?: string; code?: string; param?: string; message?: string; retryAfter?: string };

/** The error that the SDK throws for an answer. */
const answered = ({ type = "invalid_request_error", code, param, message = "No", retryAfter, ...answer }: Answer) =>
  Stripe.errors.StripeError.generate({
    statusCode: "status" in answer ? answer.status : 400,
    type: type as Stripe.RawErrorType,
    message,
    ...(code && { code }),
    ...(param && { param }),
    headers: retryAfter ? { "retry-after": retryAfter } : {},
  });

const noAnswer = new Stripe.errors.StripeConnectionError({ type: "api_error", message: "An error occurred" });
const CURRENCIES =
  "You cannot combine currencies on a single customer. This customer has an active subscription, subscription schedule, discount, quote, or invoice item with currency eur";
const CALLS = ["checkout", "portal", "portalPlanChange", "preview", "sync", undefined] as const;

/** Whose it is, and what the visitor is told: the same for each call, or what differs by the call. */
const on = (code: string, whose: string) => ({ code, whose });
const OUTAGE = on("stripe_unavailable", "outage");
const OPERATOR = on("stripe_refused", "operator");
type Told = ReturnType<typeof on>;
type Row = [string, unknown, Told, Partial<Record<Call, Told>>?];

const UPDATE = "flow_data[subscription_update_confirm]";
const ROWS: Row[] = [
  ["no answer", noAnswer, OUTAGE],
  ["no time left", new DeadlineExceeded(), OUTAGE],
  ["an answer that is no JSON", answered({ status: undefined, type: "api_error" }), OUTAGE],
  ["429", answered({ status: 429, code: "rate_limit" }), OUTAGE],
  ["429 for a lock", answered({ status: 429, code: "lock_timeout" }), OUTAGE],
  ["409 for a lock", answered({ status: 409, code: "lock_timeout" }), OUTAGE],
  ["409 for a key in use", answered({ status: 409, type: "idempotency_error" }), OUTAGE],
  ["500", answered({ status: 500, type: "api_error" }), OUTAGE],
  ["503", answered({ status: 503, type: "api_error" }), OUTAGE],
  ["a used key", answered({ type: "idempotency_error" }), on("stripe_unavailable", "ours")],
  ["401", answered({ status: 401 }), OPERATOR],
  ["403", answered({ status: 403 }), OPERATOR],
  ["402", answered({ status: 402, type: "card_error", code: "card_declined" }), on("payment_declined", "customer")],
  ["424", answered({ status: 424, type: "api_error" }), OPERATOR],
  ["an unknown address", answered({ status: 404, message: "Unrecognized request URL" }), OPERATOR],
  ["an unknown parameter", answered({ code: "parameter_unknown", param: "managed_payments" }), OPERATOR],
  ["an unknown payment method", answered({ param: "allowed_payment_method_types[0]" }), OPERATOR],
  ["a bad address of ours", answered({ param: "success_url", code: "url_invalid" }), OPERATOR],
  ["a refusal that names nothing", answered({}), OPERATOR],
  ["a second currency", answered({ message: CURRENCIES }), OPERATOR, { checkout: on("other_currency", "customer") }],
  [
    "a deleted customer",
    answered({ code: "resource_missing", param: "customer" }),
    OPERATOR,
    {
      checkout: on("stripe_unavailable", "ours"),
      portal: on("no_billing_account", "customer"),
      portalPlanChange: on("no_billing_account", "customer"),
      preview: on("no_billing_account", "customer"),
    },
  ],
  [
    "an archived price",
    answered({ param: "line_items[0][price]" }),
    OPERATOR,
    {
      checkout: on("price_not_available", "ours"),
      portalPlanChange: on("price_not_available", "ours"),
      preview: on("price_not_available", "ours"),
    },
  ],
  ["a missing quantity", answered({ param: "line_items[0][quantity]" }), OPERATOR],
  ["no portal configuration", answered({ message: "No configuration provided" }), OPERATOR],
  ["an unknown portal configuration", answered({ code: "resource_missing", param: "configuration" }), OPERATOR],
  ["a flow that is switched off", answered({ param: "flow_data[type]" }), OPERATOR],
  [
    "a cancellation of what is being canceled",
    answered({ param: "flow_data[subscription_cancel][subscription]" }),
    OPERATOR,
    { portal: on("stripe_refused", "ours") },
  ],
  [
    "an update of what has ended",
    answered({ param: "flow_data[subscription_update][subscription]" }),
    OPERATOR,
    { portal: on("stripe_refused", "ours") },
  ],
  [
    "a change of what has ended",
    answered({ param: `${UPDATE}[subscription]` }),
    OPERATOR,
    { portal: on("stripe_refused", "ours"), portalPlanChange: on("change_not_possible", "ours") },
  ],
  [
    "a change of an item that is gone",
    answered({ code: "resource_missing", param: `${UPDATE}[items][0][id]` }),
    OPERATOR,
    { portalPlanChange: on("change_not_possible", "ours") },
  ],
  [
    "a preview of an item that is gone",
    answered({ code: "resource_missing", param: "subscription_details[items][0][id]" }),
    OPERATOR,
    { preview: on("change_not_possible", "ours") },
  ],
  [
    "a change to a price that the portal does not offer",
    answered({ param: `${UPDATE}[items][0][price]` }),
    OPERATOR,
    {
      checkout: on("price_not_available", "ours"),
      portalPlanChange: on("price_not_available", "ours"),
      preview: on("price_not_available", "ours"),
    },
  ],
  [
    "a preview of what has ended",
    answered({ code: "invoice_upcoming_none" }),
    OPERATOR,
    { preview: on("change_not_possible", "ours") },
  ],
];

describe("whose a failure is, and what the visitor is told", () => {
  test.each(ROWS)("%s", (_, error, everywhere, byCall = {}) => {
    for (const call of CALLS) {
      const { code } = asProductError(error, call) as ProductError;
      const expected = (call && byCall[call]) ?? everywhere;
      expect([call, { code, whose: decideOn(error, call)?.whose }]).toEqual([call, expected]);
    }
  });

  test.each(ROWS)("%s: trying again is said only where it helps, and then when", (_, error, ...rest) => {
    for (const call of CALLS) {
      const { code, message, extras } = asProductError(error, call) as ProductError;
      expect(rest.length).toBeGreaterThan(0);
      expect(/try again shortly|next run/.test(message)).toBe(code === "stripe_unavailable");
      expect(extras.retryAfterSeconds !== undefined).toBe(code === "stripe_unavailable");
    }
  });
});

test("Stripe's own Retry-After is passed on, if it is a reasonable one", () => {
  const wait = (retryAfter: string) =>
    (asProductError(answered({ status: 429, retryAfter })) as ProductError).extras.retryAfterSeconds;
  expect([wait("17"), wait("0"), wait("-3"), wait("soon"), wait("999999")]).toEqual([17, 5, 5, 5, 5]);
});

test("a cut off sync says so in its own sentence, and a refused one says why, without the key", () => {
  const cutOff = asProductError(noAnswer, "sync") as ProductError;
  expect([cutOff.message, cutOff.cause]).toEqual([
    "We couldn't fetch everything from Stripe. What was fetched is saved, and the next run continues.",
    noAnswer,
  ]);
  const refused = answered({ status: 401, message: "Invalid API Key provided: sk_live_abc123." });
  expect((asProductError(refused, "sync") as ProductError).message).toBe(
    "Stripe refused to be read: Invalid API Key provided: sk_live_…. Check STRIPE_API_SECRET and what it may do, then run this again.",
  );
});

test("what did not come from Stripe stays what it is", async () => {
  const bug = new TypeError("undefined is not a function");
  for (const error of [bug, notFound()])
    await expect(reachingStripe(() => Promise.reject(error), "checkout")).rejects.toBe(error);
  await expect(reachingStripe(() => Promise.reject(noAnswer))).rejects.toBeInstanceOf(ProductError);
});

describe("what is ours", () => {
  const behind = answered({ param: "line_items[0][price]" });

  test("is repaired, and the work runs once more", async () => {
    const work = vi.fn().mockRejectedValueOnce(behind).mockResolvedValue("done");
    const repair = vi.fn().mockResolvedValue(undefined);
    expect(await reachingStripe(work, "checkout", repair)).toBe("done");
    expect(repair).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ parameter: "line_items[0][price]" }));
    expect(work).toHaveBeenCalledTimes(2);
  });

  test("is told if the same comes again, or if the repair shows why", async () => {
    const work = vi.fn().mockRejectedValue(behind);
    await expect(reachingStripe(work, "checkout", async () => undefined)).rejects.toMatchObject({
      code: "price_not_available",
    });
    expect(work).toHaveBeenCalledTimes(2);
    const gone = priceNotAvailable();
    await expect(reachingStripe(work, "checkout", () => Promise.reject(gone))).rejects.toBe(gone);
  });

  test("ends as an outage if Stripe can't be asked", async () => {
    const work = vi.fn().mockRejectedValue(behind);
    await expect(reachingStripe(work, "checkout", () => Promise.reject(noAnswer))).rejects.toMatchObject({
      code: "stripe_unavailable",
    });
  });

  test("a used key is not told where the next one works", async () => {
    const used = answered({ type: "idempotency_error" });
    const work = vi.fn().mockRejectedValueOnce(used).mockResolvedValue("done");
    expect(await reachingStripe(work)).toBe("done");
  });
});
