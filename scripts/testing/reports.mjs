import { readFileSync } from "node:fs";
import { relative } from "node:path";

/**
 * @typedef {{ file: string, test: string, where: string, output: string }} Failure `where` is what the runner needs to
 *   find the test again: its file, or its file and line
 * @typedef {{ passed: number, passedTests: { file: string, test: string }[], failures: Failure[], broken: string[], files: { file: string, seconds: number }[] }} Report
 *   `broken`: what failed and is no test, such as a file that could not be loaded
 */

/**
 * What Vitest's JSON reporter wrote.
 * @param {string} path
 * @returns {Report}
 */
export function readVitestReport(path) {
  const { numPassedTests, testResults } = read(path);
  const failures = testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === "failed")
      .map(({ fullName, failureMessages }) => ({
        file: fromHere(name),
        test: fullName,
        where: fromHere(name),
        output: failureMessages.join("\n"),
      })),
  );
  const passedTests = testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === "passed")
      .map(({ fullName }) => ({ file: fromHere(name), test: fullName })),
  );
  const broken = testResults
    .filter(
      ({ status, assertionResults }) => status === "failed" && !assertionResults.some((it) => it.status === "failed"),
    )
    .map(({ name, message }) => `${fromHere(name)}: ${message}`);
  const files = testResults.map(({ name, startTime, endTime }) => ({
    file: fromHere(name),
    seconds: (endTime - startTime) / 1000,
  }));
  return { passed: numPassedTests, passedTests, failures, broken, files };
}

/**
 * What Playwright's JSON reporter wrote.
 * @param {string} path
 * @returns {Report}
 */
export function readPlaywrightReport(path) {
  const { stats, suites, errors, config } = read(path);
  const specs = suites.flatMap(specsOf);
  const failures = specs
    .filter((spec) => !spec.ok || didNotRun(spec))
    .map(({ file, line, title, tests }) => ({
      file: fromHere(`${config.rootDir}/${file}`),
      test: title,
      where: `${fromHere(`${config.rootDir}/${file}`)}:${line}`,
      output: tests
        .flatMap(({ results }) => results.flatMap(({ errors }) => errors.map(({ message }) => message)))
        .join("\n"),
    }));
  const passedTests = specs
    .filter((spec) => spec.ok && !didNotRun(spec))
    .map(({ file, title }) => ({ file: fromHere(`${config.rootDir}/${file}`), test: title }));
  const seconds = new Map();
  for (const { file, tests } of specs) {
    const spent = tests.flatMap(({ results }) => results).reduce((sum, { duration }) => sum + duration / 1000, 0);
    seconds.set(file, (seconds.get(file) ?? 0) + spent);
  }
  const files = [...seconds].map(([file, spent]) => ({ file: fromHere(`${config.rootDir}/${file}`), seconds: spent }));
  return { passed: stats.expected, passedTests, failures, broken: errors.map(({ message }) => message), files };
}

/** After a hook or the worker failed, Playwright calls the tests that are left skipped, and them "ok". */
const didNotRun = ({ tests }) =>
  tests.some(({ status, expectedStatus }) => status === "skipped" && expectedStatus === "passed");

const specsOf = (suite) => [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specsOf)];

const fromHere = (path) => relative(process.cwd(), path);

function read(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    throw new Error(`it ended without its report ${path}`);
  }
}
