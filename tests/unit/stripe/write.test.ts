import { expect, test } from "vitest";
import { Deadline, DeadlineExceeded } from "@/lib/stripe/deadline";
import { setsValue, writeOnce } from "@/lib/stripe/write";

test("what must happen once is sent with its key, and what sets a value with none of ours", async () => {
  const deadline = new Deadline(22_000);
  const bounds = { timeout: expect.any(Number) as number, maxNetworkRetries: 1 };
  expect(await writeOnce("key-1", deadline, async (options) => options)).toEqual({
    ...bounds,
    idempotencyKey: "key-1",
  });
  expect(await setsValue(deadline, async (options) => options)).toEqual(bounds);
});

test("without a deadline the client's own times apply", async () => {
  expect(await writeOnce("key-1", null, async (options) => options)).toEqual({ idempotencyKey: "key-1" });
  expect(await setsValue(null, async (options) => options)).toEqual({});
});

test("when no time is left, nothing is sent", async () => {
  const late = new Deadline(0);
  const sent = () => Promise.reject(new Error("It was sent."));
  await expect(writeOnce("key-1", late, sent)).rejects.toBeInstanceOf(DeadlineExceeded);
  await expect(setsValue(late, sent)).rejects.toBeInstanceOf(DeadlineExceeded);
});

test("a key that is too long for Stripe is cut, and stays a key of its own", async () => {
  const long = `change-sub_1-${"x".repeat(400)}`;
  const sent = await Promise.all(
    ["a", "a", "b"].map((end) => writeOnce(`${long}${end}`, null, async ({ idempotencyKey }) => idempotencyKey ?? "")),
  );
  expect(sent.map(({ length }) => length)).toEqual([255, 255, 255]);
  expect(sent[0]).toMatch(/^change-sub_1-x+-[0-9a-f]{64}$/);
  expect(new Set(sent).size).toBe(2);
  expect(sent[1]).toBe(sent[0]);
});
