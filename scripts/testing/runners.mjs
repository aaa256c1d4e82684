import { readFileSync } from "node:fs";
import { ensureBrowser } from "../bootstrap/browser.mjs";
import { runTimed } from "./command.mjs";
import { readPlaywrightReport, readVitestReport } from "./reports.mjs";

/**
 * @typedef {import("./command.mjs").Print} Print
 * @typedef {import("./reports.mjs").Report} Report
 * @typedef {Report & { code: number, cpuSeconds: number, wallSeconds: number, leftOut?: string[] }} Ran
 * @typedef {(only?: string[], options?: { print?: Print, name?: string, seconds?: number }) => Promise<Ran>} Runner runs
 *   all of its tests, or, alone, those of the files named; Vitest's ends after `seconds`, and `leftOut` are the files
 *   whose tests had not all run by then
 */

const TESTS = "test-results";

/**
 * @param {string} name of the report
 * @param {string[]} projects
 * @param {string[]} [command] Vitest's own
 * @returns {Runner}
 */
export function vitest(name, projects, command = ["run"]) {
  return async (only = [], { print, name: as = name, seconds } = {}) => {
    const report = `${TESTS}/${as}.json`;
    const args = [...command, ...only, ...projects.map((project) => `--project=${project}`)];
    const unhandled = `${TESTS}/${as}.unhandled.json`;
    const unfinished = `${TESTS}/${as}.left-out.json`;
    const own = ["unhandled-errors", ...(seconds ? ["time-limit"] : [])];
    const reporters = [
      ...["default", "json", ...own.map((file) => `./tests/support/${file}.ts`)].map((it) => `--reporter=${it}`),
      `--outputFile.json=${report}`,
    ];
    const env = {
      ...process.env,
      UNHANDLED_ERRORS: unhandled,
      ...(only.length > 0 && command[0] === "run" && { TESTS_ALONE: "1" }),
      ...(seconds && { TIME_LIMIT: String(seconds), LEFT_OUT: unfinished }),
    };
    const ended = await runTimed(["npx", "--no-install", "vitest", ...args, ...reporters], { env, print });
    const read = readVitestReport(report);
    const leftOut = seconds ? JSON.parse(readFileSync(unfinished, "utf8")) : [];
    // The report calls a file that never began a failed one.
    const broken = read.broken.filter((line) => !leftOut.some((file) => line.startsWith(`${file}: `)));
    return { ...ended, ...read, broken: [...broken, ...JSON.parse(readFileSync(unhandled, "utf8"))], leftOut };
  };
}

/** @returns {Runner} */
export function playwright() {
  return async (only = [], { print, name = "browser" } = {}) => {
    const report = `${TESTS}/${name}.json`;
    const env = { ...process.env, CHROMIUM_PATH: await ensureBrowser(), PLAYWRIGHT_JSON_OUTPUT_NAME: report };
    const alone = only.length > 0 ? ["--workers=1"] : [];
    const args = ["test", ...only, ...alone, `--output=${TESTS}/${name}`];
    const ended = await runTimed(["npx", "--no-install", "playwright", ...args], { env, print });
    return { ...ended, ...readPlaywrightReport(report) };
  };
}
