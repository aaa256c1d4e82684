// Older releases of Stripe's package for Node, each with the API version that it names.
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startLocal, type Local } from "../tests/support.ts";

const run = promisify(execFile);
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const { dependencies } = JSON.parse(readFileSync(here("older/package.json"), "utf8")) as { dependencies: object };

let local: Local;
beforeAll(async () => void (local = await startLocal()));
afterAll(() => local?.stop());

it.each(Object.keys(dependencies))("%s", async (name) => {
  const { stdout } = await run(process.execPath, [here("older/conversation.mjs"), name, local.server.url]);
  const lines = stdout.trim().split("\n");
  expect(lines.filter((line) => line.startsWith("failed"))).toEqual([]);
  expect(lines).toContain("ok refusals are the package's errors");
});
