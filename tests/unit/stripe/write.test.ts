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
