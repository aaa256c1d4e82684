import { expect, test } from "vitest";
import { sharedAnswer } from "@/lib/server/shared-answer";

test("who asks while an answer is worked out gets that one; who asks afterwards a new one, also after a failure", async () => {
  const asked: ((answer: Promise<number>) => void)[] = [];
  const answer = sharedAnswer(() => new Promise<number>((resolve) => asked.push(resolve)));
  const all = [answer(), answer(), answer()];
  asked[0]?.(Promise.resolve(1));
  expect(await Promise.all(all)).toEqual([1, 1, 1]);
  const failing = [answer(), answer()];
  asked[1]?.(Promise.reject(new Error("away")));
  expect((await Promise.allSettled(failing)).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  const next = answer();
  asked[2]?.(Promise.resolve(3));
  expect([await next, asked.length]).toEqual([3, 3]);
});
