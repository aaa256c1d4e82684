import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { ensureBrowser } from "./browser.mjs";
import { installMissing } from "./install.mjs";

/**
 * @typedef {{ passed: number, failed: number, note?: string }} Result
 * @typedef {(chunk: Buffer) => void} Print
 * @typedef {{ name: string, always?: boolean, needs?: string[], run: (print?: Print) => Promise<Result> }} Step
 */
// `always`: also when only some steps are asked for. `needs`: steps without which it is not tried. `run` gives its output
// to `print`, or without it straight to ours.

/** @type {Record<string, Step>} */
const step = Object.fromEntries(
  [
    { name: "install", always: true, run: install },
    { name: "lint", needs: ["install"], run: (print) => single(["run", "--silent", "lint"], print) },
    { name: "types", needs: ["install"], run: (print) => single(["run", "--silent", "types"], print) },
    { name: "unit", needs: ["install"], run: (print) => vitest("unit", print) },
    { name: "local-stripe", needs: ["install"], run: (print) => vitest("local-stripe", print) },
    { name: "build", needs: ["install"], run: (print) => single(["run", "--silent", "build"], print) },
    { name: "integration", needs: ["install", "build"], run: (print) => vitest("integration", print) },
    { name: "browser", needs: ["install", "build"], run: playwright },
  ].map((one) => [one.name, one]),
);

/**
 * Stages come one after another. A stage's lanes run at the same time, each step by step: the checks of the second mostly
 * work on one core; those after it use all there are.
 * @type {Step[][][]}
 */
export const stages = [
  [[step.install]],
  [
    [step.types, step.build],
    [step.lint, step.unit, step["local-stripe"]],
  ],
  [[step.integration]],
  [[step.browser]],
];

/** Counts only when it fails: it is no check of the app. The Prisma client is part of what every step needs. */
async function install() {
  installMissing();
  return { ...(await single(["run", "--silent", "db:generate"])), passed: 0 };
}

/** A step that counts as one. */
async function single(args, print) {
  const code = await stream("npm", args, { print });
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1, note: `exit code ${code}` };
}

async function vitest(project, print) {
  const report = `test-results/${project}.json`;
  const args = [
    "vitest",
    "run",
    "--project",
    project,
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
  ];
  const code = await stream("npx", ["--no-install", ...args], { print });
  const { numPassedTests, numFailedTests, testResults } = read(report);
  // A file that could not even be loaded has no test in it that failed.
  const broken = testResults.filter(
    (file) => file.status === "failed" && !file.assertionResults.some((it) => it.status === "failed"),
  );
  return settle(code, numPassedTests, numFailedTests + broken.length);
}

async function playwright(print) {
  const path = await ensureBrowser();
  const report = "test-results/browser.json";
  const env = { ...process.env, CHROMIUM_PATH: path, PLAYWRIGHT_JSON_OUTPUT_NAME: report };
  const code = await stream("npx", ["--no-install", "playwright", "test"], { env, print });
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

/** Runs a command with nothing to read; answers its exit code. */
function stream(command, args, { env = process.env, print } = {}) {
  return new Promise((resolve, reject) => {
    const out = print ? "pipe" : "inherit";
    const child = spawn(command, args, { stdio: ["ignore", out, out], env });
    if (print) for (const output of [child.stdout, child.stderr]) output.on("data", print);
    child.once("error", (error) => reject(new Error(`${command} could not be started: ${error.message}`)));
    child.once("close", (code) => resolve(code ?? 1));
  });
}
