/**
 * `npm test`: installs what is missing, then runs every check, heavy ones last. The last line is always the sum,
 * `N passed, N failed`. `npm test -- unit lint` runs only the steps named. The integration and browser tests need a build:
 * `npm test -- build browser`. `npm test -- --help` tells the rest.
 */
import { mkdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { answerHelp, readArguments } from "./bootstrap/usage.mjs";
import { testArguments, USAGE } from "./testing/arguments.mjs";
import { runChanged } from "./testing/changed.mjs";
import { runSteps } from "./testing/run.mjs";
import { stages } from "./testing/steps.mjs";

answerHelp(USAGE);
process.chdir(fileURLToPath(new URL("..", import.meta.url)));

const known = stages.flat(2).map(({ name }) => name);
const { steps, profile, strict, changed, app, since } = given();
rmSync("test-results", { recursive: true, force: true });
mkdirSync("test-results", { recursive: true });
const { passed, failed } = await (changed ? runChanged({ since, app }) : runSteps(steps, { profile, strict }));
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && (passed > 0 || changed) ? 0 : 1;

function given() {
  try {
    return readArguments(() => testArguments(process.argv.slice(2), known), USAGE);
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
