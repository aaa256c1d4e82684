import { expect, it } from "vitest";
import { interleave } from "@/tests/bench/interleave";

it("measures all contenders in every round, in reversed order every other round, and drops the first round", async () => {
  const calls: string[] = [];
  const results = await interleave(
    ["a", "b"],
    async (contender) => {
      calls.push(contender);
      return `${contender}${calls.length}`;
    },
    3,
  );
  expect(calls.join("")).toBe("abbaabba");
  expect(results).toEqual([
    ["a4", "a5", "a8"],
    ["b3", "b6", "b7"],
  ]);
});
