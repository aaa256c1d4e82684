// Debian's python3-stripe: the conversation is in Python, and says what became of each step.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startLocal, type Local } from "../tests/support.ts";

const run = promisify(execFile);
/** Debian's own, which finds Debian's packages, whatever other Python there is. */
const PYTHON = process.env.PYTHON_WITH_STRIPE ?? "/usr/bin/python3";

let local: Local;
beforeAll(async () => void (local = await startLocal()));
afterAll(() => local?.stop());

it("says every step as Stripe would hear it", async () => {
  const script = fileURLToPath(new URL("python/conversation.py", import.meta.url));
  const { stdout } = await run(PYTHON, [script, local.server.url]);
  const lines = stdout.trim().split("\n");
  expect(lines.filter((line) => line.startsWith("failed"))).toEqual([]);
  expect(lines.filter((line) => line.startsWith("ok")).length).toBeGreaterThan(10);
});
