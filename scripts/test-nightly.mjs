/**
 * `npm run test:nightly`: the property test of convergence with a thousand histories instead of a hundred, and new ones
 * each night. CONVERGENCE_RUNS sets another number.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { installMissing } from "./bootstrap/install.mjs";
import { takeNoArguments } from "./bootstrap/usage.mjs";

takeNoArguments("test:nightly", "a thousand random histories of subscriptions; CONVERGENCE_RUNS sets another number");
process.chdir(fileURLToPath(new URL("..", import.meta.url)));
installMissing();

const run = (command, args, more = {}) =>
  spawnSync(command, args, { stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, ...more } }).status ?? 1;

const vitest = ["--no-install", "vitest", "run", "--project", "integration", "tests/integration/convergence"];
process.exitCode =
  run("npm", ["run", "--silent", "db:generate"]) ||
  run("npx", vitest, { CONVERGENCE_RUNS: process.env.CONVERGENCE_RUNS ?? "1000" });
