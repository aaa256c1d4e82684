import { mkdirSync, writeFileSync } from "node:fs";

/**
 * @typedef {import("./reports.mjs").Failure} Failure
 * @typedef {import("./steps.mjs").Step} Step
 */

/** More of them than this, and it is not the machine that is unsteady. */
export const MOST_UNSTEADY = 2;

/**
 * Runs the failed tests of a step once more, alone, now that nothing else runs. What the first failure printed is kept in
 * `test-results/STEP.failures.txt`, its screenshots where the first run left them.
 * @param {Step} step
 * @param {Failure[]} failures
 * @returns {Promise<{ unsteady: Failure[], failed: Failure[], cpuSeconds: number }>} which of them passed now, and which
 *   failed again
 */
export async function runAgain(step, failures) {
  mkdirSync("test-results", { recursive: true });
  const kept = failures.map(({ file, test, output }) => `${file}: ${test}\n${output}\n`).join("\n");
  writeFileSync(`test-results/${step.name}.failures.txt`, kept);
  if (!step.again) return { unsteady: [], failed: failures, cpuSeconds: 0 };
  const places = [...new Set(failures.map(({ where }) => where))];
  const second = await step.again(places, { name: `${step.name}-again` });
  const same = (one) => (other) => one.file === other.file && one.test === other.test;
  // Green only if it was seen to pass: a run that could not begin has no failures either.
  const passed = (failure) => second.broken.length === 0 && second.passedTests.some(same(failure));
  const others = second.failures.filter((failure) => !failures.some(same(failure)));
  return {
    unsteady: failures.filter(passed),
    failed: [...failures.filter((failure) => !passed(failure)), ...others],
    cpuSeconds: second.cpuSeconds,
  };
}
