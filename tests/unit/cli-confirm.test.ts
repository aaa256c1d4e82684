import { afterEach, expect, test } from "vitest";
import { confirm } from "@/scripts/cli/confirm";

const { isTTY } = process.stdin;
afterEach(() => {
  process.stdin.isTTY = isTTY;
});

test("where there is nobody to ask, nothing is changed", async () => {
  process.stdin.isTTY = false;
  await expect(confirm("Make these changes?")).rejects.toThrow("there is no terminal to ask in. Add --yes");
});
