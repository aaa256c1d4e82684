/**
 * `npm run test:steady`: the integration and browser tests again and again, while a busy loop burns each core. A test that
 * fails among others and passes alone is named; one is enough to fail.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { answerHelp, readArguments } from "./bootstrap/usage.mjs";
import { STEADY_USAGE, steadyArguments } from "./testing/arguments.mjs";
import { runSteps } from "./testing/run.mjs";

answerHelp(STEADY_USAGE);
process.chdir(fileURLToPath(new URL("..", import.meta.url)));

/** Outlives `test-results`, which every run of the tests empties. */
const RESULTS = ".data/steady.json";
const { times, resume } = given();
const rounds = resume && existsSync(RESULTS) ? JSON.parse(readFileSync(RESULTS, "utf8")) : [];
mkdirSync(dirname(RESULTS), { recursive: true });

const built = await runSteps(["build"]);
if (built.failed > 0) process.exit(1);
const burning = Array.from({ length: availableParallelism() }, () =>
  spawn(process.execPath, ["-e", "for (;;);"], { stdio: "ignore" }),
);
process.on("exit", () => burning.forEach((loop) => loop.kill("SIGKILL")));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));

while (rounds.length < times) {
  console.log(`\n══ round ${rounds.length + 1} of ${times}`);
  rounds.push(await runSteps(["integration", "browser"], { strict: true }));
  writeFileSync(RESULTS, JSON.stringify(rounds, null, 2));
}

const unsteady = rounds.flatMap((round) => round.unsteady);
for (const [index, { passed, failed }] of rounds.entries())
  console.log(`round ${index + 1}: ${passed} passed, ${failed} failed`);
for (const name of new Set(unsteady))
  console.log(`unsteady in ${unsteady.filter((it) => it === name).length} of ${rounds.length}: ${name}`);
const sum = (of) => rounds.reduce((all, round) => all + of(round), 0);
console.log(`\n${sum(({ passed }) => passed)} passed, ${sum(({ failed }) => failed)} failed`);
process.exitCode = sum(({ failed }) => failed) === 0 ? 0 : 1;

function given() {
  try {
    return readArguments(() => steadyArguments(process.argv.slice(2)), STEADY_USAGE);
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
