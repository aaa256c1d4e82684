import Stripe from "stripe";
import { expect, test } from "vitest";
import { attemptEach } from "@/lib/attempts";

const refusedForGood = new Stripe.errors.StripeInvalidRequestError({
  type: "invalid_request_error",
  message: "No such item",
});
const away = new Stripe.errors.StripeConnectionError({ type: "api_error", message: "No answer" });

test("each is tried whatever became of those before, in their order", async () => {
  const tried: number[] = [];
  const work = async (one: number) => {
    tried.push(one);
    if (one < 3) throw away;
  };
  await expect(attemptEach([1, 2, 3], work)).rejects.toBe(away);
  expect(tried).toEqual([1, 2, 3]);
  await expect(attemptEach([3, 4], work)).resolves.toBeUndefined();
});

test.each([[[refusedForGood, away]], [[away, refusedForGood]]])(
  "what may pass counts more than what is refused for good",
  async (failures) => {
    await expect(attemptEach(failures, (failure) => Promise.reject(failure))).rejects.toBe(away);
  },
);
