import { parseArgs } from "node:util";

export const USAGE = `Usage: npm test -- [STEP …] [--profile] [--strict]
       npm test -- --changed [--since COMMIT] [--app]
  STEP       lint, types, unit, local-stripe, build, integration, browser; without one, all of them
  --profile  shows where the time went: by step and by file, computing or waiting
  --strict   fails on tests that fail and then pass when they run alone
  --changed  runs in seconds what your changes can have broken; --since compares with a commit (default: the last one)
  --app      with --changed: takes the time for all of it, builds, and runs the app and browser tests of the changed folders`;

/**
 * @typedef {{ steps: string[], profile: boolean, strict: boolean, changed: boolean, app: boolean, since: string }} TestArguments
 */

/**
 * @param {string[]} given
 * @param {string[]} known names of steps
 * @returns {TestArguments}
 * @throws Error with a sentence that names what is wrong
 */
export function testArguments(given, known) {
  const { values, positionals } = parseArgs({
    args: given.filter((argument) => argument !== "--"),
    allowPositionals: true,
    options: {
      profile: { type: "boolean", default: false },
      strict: { type: "boolean", default: false },
      changed: { type: "boolean", default: false },
      app: { type: "boolean", default: false },
      since: { type: "string" },
    },
  });
  const { profile, strict, changed, app, since } = values;
  const unknown = positionals.find((name) => !known.includes(name));
  if (unknown) throw new Error(`There is no step "${unknown}". The steps are: ${known.join(", ")}.`);
  if (changed && (positionals.length > 0 || profile || strict)) throw new Error("--changed chooses the steps itself.");
  if (!changed && (app || since !== undefined)) throw new Error(`${app ? "--app" : "--since"} goes with --changed.`);
  return { steps: positionals, profile, strict, changed, app, since: since ?? "HEAD" };
}

export const STEADY_USAGE = `Usage: npm run test:steady -- [--times N] [--resume]
  --times   how often the integration and browser tests run (default: 5)
  --resume  continues the last run, which was cut off`;

/**
 * @param {string[]} given
 * @returns {{ times: number, resume: boolean }}
 * @throws Error with a sentence that names what is wrong
 */
export function steadyArguments(given) {
  const { values } = parseArgs({
    args: given.filter((argument) => argument !== "--"),
    options: { times: { type: "string", default: "5" }, resume: { type: "boolean", default: false } },
  });
  const times = Number(values.times);
  if (!Number.isInteger(times) || times < 1)
    throw new Error(`--times takes a whole number from 1, and was given "${values.times}".`);
  return { times, resume: values.resume };
}
