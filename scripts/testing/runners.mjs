import { readFileSync } from "node:fs";
import { ensureBrowser } from "../bootstrap/browser.mjs";
import { runTimed } from "./command.mjs";
import { readPlaywrightReport, readVitestReport } from "./reports.mjs";

/**
 * @typedef {import("./command.mjs").Print} Print
 * @typedef {import("./reports.mjs").Report} Report
 * @typedef {Report & { code: number, cpuSeconds: number, wallSeconds: number }} Ran
 * @typedef {(only?: string[], options?: { print?: Print, name?: string }) => Promise<Ran>} Runner runs all of its tests,
 *   or, alone, those of the files named
 */

const TESTS = "test-results";

/**
 * @param {string} name of the report
 * @param {string[]} projects
 * @param {string[]} [command] Vitest's own
 * @returns {Runner}
 */
export function vitest(name, projects, command = ["run"]) {
  return async (only = [], { print, name: as = name } = {}) => {
    const report = `${TESTS}/${as}.json`;
    const args = [...command, ...only, ...projects.map((project) => `--project=${project}`)];
    const unhandled = `${TESTS}/${as}.unhandled.json`;
    const own = "--reporter=./tests/support/unhandled-errors.ts";
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`, own];
    const env = {
      ...process.env,
      UNHANDLED_ERRORS: unhandled,
      ...(only.length > 0 && command[0] === "run" && { TESTS_ALONE: "1" }),
    };
    const ended = await runTimed(["npx", "--no-install", "vitest", ...args, ...reporters], { env, print });
    const read = readVitestReport(report);
    return { ...ended, ...read, broken: [...read.broken, ...JSON.parse(readFileSync(unhandled, "utf8"))] };
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
