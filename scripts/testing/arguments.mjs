import { parseArgs } from "node:util";

export const USAGE = `Usage: npm test -- [STEP …] [--profile] [--strict]
       npm test -- --changed [--since COMMIT] [--app]
  STEP       lint, types, unit, local-stripe, build, integration, browser; without one, all of them
  --profile  shows where the time went: by step and by file, computing or waiting
  --strict   fails on tests that fail and then pass when they run alone
  --changed  runs what your changes can have broken, in seconds; --since compares with a commit (default: the last one)
  --app      with --changed: also builds, and runs the app and browser tests of the changed folders`;

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
