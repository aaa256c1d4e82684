import Stripe from "stripe";
import { describe, expect, test } from "vitest";
import { DeadlineExceeded } from "@/lib/stripe/deadline";
import {
  type FailureKind,
  isFinal,
  isMissing,
  isRefused,
  isStoredFailure,
  NotAtStripe,
  readFailure,
  usesUpKey,
} from "@/lib/stripe/failures";

type Answer = { status?: number; type?: string; code?: string; param?: string };

/** The error that the SDK throws for an answer. */
const answered = ({ status, type = "invalid_request_error", code, param }: Answer) =>
  Stripe.errors.StripeError.generate({
    statusCode: status,
    type: type as Stripe.RawErrorType,
    message: "No",
    ...(code && { code }),
    ...(param && { param }),
  });

const unreachable = new Stripe.errors.StripeConnectionError({ type: "api_error", message: "An error occurred" });

/** Status, type and code of Stripe's answer, and what it is to us. */
const ANSWERS: [Answer, FailureKind][] = [
  [{ status: 400 }, "refused"],
  [{ status: 400, code: "parameter_invalid_integer" }, "refused"],
  [{ status: 404, code: "resource_missing", param: "id" }, "missing"],
  [{ status: 400, code: "resource_missing", param: "customer" }, "missing"],
  [{ status: 404 }, "refused"], // an unknown URL
  [{ status: 400, type: "idempotency_error" }, "key_reused"],
  [{ status: 400, code: "rate_limit" }, "rate_limit"],
  [{ status: 401 }, "forbidden"],
  [{ status: 402, type: "card_error", code: "card_declined" }, "declined"],
  [{ status: 403 }, "forbidden"],
  [{ status: 409, type: "idempotency_error", code: "idempotency_key_in_use" }, "conflict"],
  [{ status: 409, code: "lock_timeout" }, "conflict"],
  [{ status: 424, type: "api_error" }, "unknown"],
  [{ status: 429, code: "lock_timeout" }, "rate_limit"],
  [{ status: 429, type: "api_error" }, "rate_limit"],
  [{ status: 500, type: "api_error" }, "stored_failure"],
  [{ status: 503, type: "api_error" }, "stored_failure"],
  [{ type: "api_error" }, "no_answer"], // not JSON
];

describe("what came of a call", () => {
  test.each(ANSWERS)("%o is %s", (answer, kind) => {
    expect(readFailure(answered(answer))).toMatchObject({ kind, parameter: answer.param });
  });

  test.each([
    [unreachable, "no_answer"],
    [new DeadlineExceeded(), "no_answer"],
    [new Stripe.errors.StripeError({ type: "api_error", message: "New in a later SDK" }), "unknown"],
  ])("%s is %s", (error, kind) => {
    expect(readFailure(error)?.kind).toBe(kind);
  });

  test.each([new Error("No such workspace"), new NotAtStripe("Paid by cash"), "text", null, undefined])(
    "%s did not come from Stripe",
    (error) => {
      expect(readFailure(error)).toBeNull();
    },
  );
});

const kindsWhere = (asked: (error: unknown) => boolean): FailureKind[] => [
  ...new Set(ANSWERS.flatMap(([answer, kind]) => (asked(answered(answer)) ? [kind] : []))),
];

test("each question is about some of them", () => {
  expect(kindsWhere(isMissing)).toEqual(["missing"]);
  expect(kindsWhere(isRefused)).toEqual(["refused", "missing"]);
  expect(kindsWhere(isFinal)).toEqual(["refused", "missing"]);
  expect(kindsWhere(isStoredFailure)).toEqual(["key_reused", "stored_failure"]);
  expect(kindsWhere(usesUpKey)).toEqual(["refused", "missing", "key_reused", "declined", "stored_failure"]);
  for (const asked of [isMissing, isRefused, isFinal, isStoredFailure, usesUpKey])
    expect(asked(unreachable)).toBe(false);
});

test("what is missing is told by the parameter that names it", () => {
  const error = answered({ status: 400, code: "resource_missing", param: "customer" });
  expect(isMissing(error, "customer")).toBe(true);
  expect(isMissing(error, "line_items[0][price]")).toBe(false);
});

test("an error of ours uses up the key when a refusal caused it", () => {
  expect(usesUpKey(new Error("can't be voided", { cause: answered({ status: 400 }) }))).toBe(true);
  expect(usesUpKey(new Error("can't be voided", { cause: unreachable }))).toBe(false);
  expect(usesUpKey(new Error("another"))).toBe(false);
});
