/**
 * `npm run test:steady`: the integration and browser tests again and again, while a busy loop burns each core. A test that
 * fails among others and passes alone is named; one is enough to fail.
 */
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { answerHelp, readArguments } from "./bootstrap/usage.mjs";
import { STEADY_USAGE, steadyArguments } from "./testing/arguments.mjs";
import { runSteps } from "./testing/run.mjs";

answerHelp(STEADY_USAGE);
process.chdir(fileURLToPath(new URL("..", import.meta.url)));

/** One folder a round, with what its failures printed and showed. Each round empties `test-results`. */
const KEPT = ".data/steady";
const RESULTS = `${KEPT}/rounds.json`;
const { times, resume } = given();
const commit = execFileSync("git", ["rev-parse", "HEAD"], { encoding: "utf8" }).trim();
const rounds = resume ? earlierRounds() : [];
if (rounds.length === 0) rmSync(KEPT, { recursive: true, force: true });
mkdirSync(KEPT, { recursive: true });

const built = await runSteps(["build"]);
if (built.failed > 0) process.exit(1);
const burning = Array.from({ length: availableParallelism() }, () =>
  // Ends with this process, however that ends.
  spawn(process.execPath, ["-e", "const parent = process.ppid; while (process.ppid === parent);"], { stdio: "ignore" }),
);
process.on("exit", () => burning.forEach((loop) => loop.kill("SIGKILL")));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => process.exit(1));

while (rounds.length < times) {
  mkdirSync("test-results", { recursive: true });
  console.log(`\n══ round ${rounds.length + 1} of ${times}`);
  rounds.push(await runSteps(["integration", "browser"], { strict: true }));
  renameSync("test-results", `${KEPT}/round-${rounds.length}`);
  writeFileSync(RESULTS, JSON.stringify({ commit, rounds }, null, 2));
}

const unsteady = rounds.flatMap((round) => round.unsteady);
for (const [index, { passed, failed }] of rounds.entries())
  console.log(`round ${index + 1}: ${passed} passed, ${failed} failed`);
for (const name of new Set(unsteady))
  console.log(`unsteady in ${unsteady.filter((it) => it === name).length} of ${rounds.length}: ${name}`);
const sum = (of) => rounds.reduce((all, round) => all + of(round), 0);
console.log(`\n${sum(({ passed }) => passed)} passed, ${sum(({ failed }) => failed)} failed`);
process.exitCode = sum(({ failed }) => failed) === 0 ? 0 : 1;

function earlierRounds() {
  const before = existsSync(RESULTS) ? JSON.parse(readFileSync(RESULTS, "utf8")) : { rounds: [] };
  if (before.commit === commit && before.rounds.length < times) return before.rounds;
  console.log("There is no run of this commit to resume; starting with the first round.");
  return [];
}

function given() {
  try {
    return readArguments(() => steadyArguments(process.argv.slice(2)), STEADY_USAGE);
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
