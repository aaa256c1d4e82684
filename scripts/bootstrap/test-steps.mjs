import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { ensureBrowser } from "./browser.mjs";
import { installMissing } from "./install.mjs";

/**
 * @typedef {{ passed: number, failed: number, note?: string }} Result
 * @typedef {{ name: string, always?: boolean, needs?: string[], run: () => Promise<Result> }} Step
 */
// `always`: also when only some steps are asked for. `needs`: steps without which it is not tried.

/** In this order: what is quick to fail comes first. @type {Step[]} */
export const steps = [
  { name: "install", always: true, run: install },
  { name: "lint", needs: ["install"], run: () => single("npm", ["run", "--silent", "lint"]) },
  { name: "types", needs: ["install"], run: () => single("npm", ["run", "--silent", "types"]) },
  { name: "unit", needs: ["install"], run: () => vitest("unit") },
  { name: "local-stripe", needs: ["install"], run: () => vitest("local-stripe") },
  { name: "build", needs: ["install"], run: () => single("npm", ["run", "--silent", "build"]) },
  { name: "integration", needs: ["install", "build"], run: () => vitest("integration") },
  { name: "browser", needs: ["install", "build"], run: playwright },
];

/** Counts only when it fails: it is no check of the app. */
async function install() {
  installMissing();
  return { passed: 0, failed: 0 };
}

/** A step that counts as one. */
async function single(command, args) {
  const code = await stream(command, args);
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1, note: `exit code ${code}` };
}

async function vitest(project) {
  await generateClient();
  const report = `test-results/${project}.json`;
  const args = ["vitest", "run", "--project", project, "--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const code = await stream("npx", ["--no-install", ...args]);
  const { numPassedTests, numFailedTests, testResults } = read(report);
  // A file that could not even be loaded has no test in it that failed.
  const broken = testResults.filter((file) => file.status === "failed" && !file.assertionResults.some((it) => it.status === "failed"));
  return settle(code, numPassedTests, numFailedTests + broken.length);
}

async function playwright() {
  const path = await ensureBrowser();
  const report = "test-results/browser.json";
  const env = { ...process.env, CHROMIUM_PATH: path, PLAYWRIGHT_JSON_OUTPUT_NAME: report };
  const code = await stream("npx", ["--no-install", "playwright", "test"], env);
  const { stats, errors } = read(report);
  // One that passes only when repeated is not a passed one.
  return settle(code, stats.expected, stats.unexpected + stats.flaky + errors.length);
}

/** Whatever the counts say, a step that ended badly, or that ran nothing, has failed. */
function settle(code, passed, failed) {
  if (code === 0 && passed > 0) return { passed, failed };
  const note = passed + failed === 0 ? "no test ran" : `exit code ${code}`;
  return { passed, failed: Math.max(failed, 1), note };
}

function read(report) {
  try {
    return JSON.parse(readFileSync(report, "utf8"));
  } catch {
    throw new Error(`it ended without its report ${report}`);
  }
}

let generated;

/** Tests may run before, or without, the steps that write the Prisma client. */
function generateClient() {
  generated ??= stream("npm", ["run", "--silent", "db:generate"]);
  return generated;
}

/** Runs a command with its output on ours and nothing to read; answers its exit code. */
function stream(command, args, env = process.env) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["ignore", "inherit", "inherit"], env });
    child.once("error", (error) => reject(new Error(`${command} could not be started: ${error.message}`)));
    child.once("close", (code) => resolve(code ?? 1));
  });
}
