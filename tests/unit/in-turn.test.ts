import { expect, test } from "vitest";
import { inTurn } from "@/lib/in-turn";

test("what has one key runs one after the other, in the order of asking; another key does not wait", async () => {
  const order: string[] = [];
  let release!: () => void;
  const held = new Promise<void>((resolve) => (release = resolve));
  const first = inTurn("a", async () => {
    await held;
    order.push("first");
  });
  const failing = inTurn("a", async () => {
    order.push("failing");
    throw new Error("refused");
  });
  const last = inTurn("a", async () => order.push("last"));
  await inTurn("b", async () => order.push("other"));
  expect(order).toEqual(["other"]);
  release();
  await expect(failing).rejects.toThrow("refused");
  await Promise.all([first, last]);
  expect(order).toEqual(["other", "first", "failing", "last"]);
});
