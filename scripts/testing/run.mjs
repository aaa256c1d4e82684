import { MOST_UNSTEADY, runAgain } from "./again.mjs";
import { profileOf } from "./profile.mjs";
import { stages } from "./steps.mjs";

/**
 * @typedef {import("./steps.mjs").Step} Step
 * @typedef {import("./steps.mjs").Result} Result
 */

/**
 * Runs the steps named, or all, then the failed tests once more, and says what came of it.
 * @param {string[]} wanted
 * @param {{ profile?: boolean, strict?: boolean }} [options]
 * @returns {Promise<{ passed: number, failed: number, unsteady: string[] }>} `unsteady`: tests that failed among others
 *   and passed alone, as `FILE: TEST`
 */
export async function runSteps(wanted, { profile = false, strict = false } = {}) {
  const ended = [];
  for (const lanes of stages) {
    const busy = lanes.map((lane) => lane.filter(isWanted)).filter((lane) => lane.length > 0);
    await Promise.all(
      busy.map(async (lane) => {
        for (const step of lane) ended.push(await check(step, busy.length > 1, ended));
      }),
    );
  }

  const unsteady = [];
  for (const { step, result } of ended.filter(({ result }) => result.failures.length > 0)) {
    console.log(`\n── ${step.name}, what failed, once more and alone ${"─".repeat(30)}`);
    const again = await runAgain(step, result.failures).catch((error) => {
      console.error(`They could not run again: ${error.message}`);
      return { unsteady: [], failed: result.failures, cpuSeconds: 0 };
    });
    unsteady.push(...again.unsteady.map(({ file, test }) => `${file}: ${test}`));
    Object.assign(result, {
      passed: result.passed + again.unsteady.length,
      failures: again.failed,
      cpuSeconds: result.cpuSeconds + again.cpuSeconds,
    });
  }

  if (profile)
    console.log(
      `\n${profileOf(ended.map(({ step, result, wallSeconds }) => ({ name: step.name, wallSeconds, ...result })))}`,
    );
  return sum(ended, unsteady, strict);

  function isWanted({ name, always }) {
    return wanted.length === 0 || wanted.includes(name) || always;
  }
}

/** @param apart keeps what the step prints until it has ended, so that it does not mix with that of others */
async function check(step, apart, before) {
  const title = `\n── ${step.name} ${"─".repeat(70 - step.name.length)}`;
  const kept = [];
  if (!apart) console.log(title);
  const missing = (step.needs ?? []).find((name) => before.some((one) => one.step.name === name && isRed(one)));
  const started = performance.now();
  const result = missing
    ? nothing(`not run, because ${missing} failed`)
    : await step.run(apart ? (chunk) => kept.push(chunk) : undefined).catch((error) => nothing(error.message));
  const wallSeconds = (performance.now() - started) / 1000;
  if (apart) console.log(`${title}\n${Buffer.concat(kept)}`);
  console.log(
    `${step.name}: ${result.passed} passed, ${countFailed(result)} failed ` +
      `(${wallSeconds.toFixed(1)} s, CPU ${result.cpuSeconds.toFixed(1)} s)${result.broken.map((line) => `\n  ${line}`).join("")}`,
  );
  return { step, result, wallSeconds };
}

/** @returns {Result} */
const nothing = (reason) => ({ passed: 0, failures: [], broken: [reason], cpuSeconds: 0 });

const countFailed = ({ failures, broken }) => failures.length + broken.length;

const isRed = ({ result }) => countFailed(result) > 0;

function sum(ended, unsteady, strict) {
  const cpuSeconds = ended.reduce((all, { result }) => all + result.cpuSeconds, 0);
  console.log(`\nCPU: ${cpuSeconds.toFixed(0)} s (PostgreSQL's not counted)`);
  const red = ended.filter(isRed);
  for (const { step, result } of red) {
    console.log(`failed: ${step.name}`);
    for (const { file, test } of result.failures) console.log(`  ${file}: ${test}`);
  }
  for (const name of unsteady) console.log(`unsteady: ${name}`);
  const tooMany = unsteady.length > (strict ? 0 : MOST_UNSTEADY);
  if (tooMany)
    console.log(
      strict ? "--strict allows no unsteady test." : `More than ${MOST_UNSTEADY} unsteady tests are a failure.`,
    );
  return {
    passed: ended.reduce((all, { result }) => all + result.passed, 0) - (tooMany ? unsteady.length : 0),
    failed: red.reduce((all, { result }) => all + countFailed(result), 0) + (tooMany ? unsteady.length : 0),
    unsteady,
  };
}
