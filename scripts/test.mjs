/**
 * `npm test`: installs what is missing, then runs every check, heavy ones last. The last line is always the sum,
 * `N passed, N failed`. `npm test -- unit browser` runs only the steps named.
 */
import { mkdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { requireNode } from "./bootstrap/node-version.mjs";
import { stages } from "./bootstrap/test-steps.mjs";

requireNode();
process.chdir(fileURLToPath(new URL("..", import.meta.url)));

const steps = stages.flat(2);
const wanted = process.argv.slice(2).filter((argument) => argument !== "--");
const unknown = wanted.filter((name) => !steps.some((step) => step.name === name));
if (unknown.length > 0) {
  console.error(`There is no step "${unknown[0]}". The steps are: ${steps.map((step) => step.name).join(", ")}.`);
  process.exit(1);
}

rmSync("test-results", { recursive: true, force: true });
mkdirSync("test-results", { recursive: true });

const failedSteps = [];
let passed = 0;
let failed = 0;

for (const lanes of stages) {
  const busy = lanes.map((lane) => lane.filter(isWanted)).filter((lane) => lane.length > 0);
  await Promise.all(
    busy.map(async (lane) => {
      for (const step of lane) await check(step, busy.length > 1);
    }),
  );
}

function isWanted({ name, always }) {
  return wanted.length === 0 || wanted.includes(name) || always;
}

/** @param apart keeps what it prints until it has ended, so that it does not mix with that of others */
async function check(step, apart) {
  const title = `\n── ${step.name} ${"─".repeat(70 - step.name.length)}`;
  const kept = [];
  if (!apart) console.log(title);
  const missing = (step.needs ?? []).find((name) => failedSteps.includes(name));
  const started = Date.now();
  const result = missing
    ? { passed: 0, failed: 1, note: `not run, because ${missing} failed` }
    : await step
        .run(apart ? (chunk) => kept.push(chunk) : undefined)
        .catch((error) => ({ passed: 0, failed: 1, note: error.message }));
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  if (apart) console.log(`${title}\n${Buffer.concat(kept)}`);
  console.log(
    `${step.name}: ${result.passed} passed, ${result.failed} failed (${seconds} s)${result.note ? `: ${result.note}` : ""}`,
  );
  passed += result.passed;
  failed += result.failed;
  if (result.failed > 0) failedSteps.push(step.name);
}

if (failedSteps.length > 0) console.log(`\nFailed: ${failedSteps.join(", ")}`);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
