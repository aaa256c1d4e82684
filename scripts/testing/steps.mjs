import { INSTALL, INSTALL_FAILED, isInstalled } from "../bootstrap/install.mjs";
import { runTimed } from "./command.mjs";
import { playwright, vitest } from "./runners.mjs";

/**
 * @typedef {import("./command.mjs").Print} Print
 * @typedef {import("./reports.mjs").Failure} Failure
 * @typedef {{ passed: number, failures: Failure[], broken: string[], cpuSeconds: number,
 *   files?: { file: string, seconds: number }[] }} Result
 * @typedef {{ name: string, always?: boolean, needs?: string[], run: (print?: Print) => Promise<Result>,
 *   again?: import("./runners.mjs").Runner }} Step
 */
// `always`: also when only some steps are asked for. `needs`: steps without which it is not tried. `run` gives its output
// to `print`, or without it straight to ours. `again` runs the tests named once more, alone.

/** @type {Record<string, Step>} */
export const step = {
  install: { name: "install", always: true, run: install },
  lint: single("lint"),
  types: single("types"),
  unit: tests("unit", ["install"], vitest("unit", ["unit"])),
  "local-stripe": tests("local-stripe", ["install"], vitest("local-stripe", ["local-stripe"])),
  // The step `types` checks what a build would, and more.
  build: single("build", { TYPES_ARE_CHECKED: "1" }),
  integration: tests("integration", ["install", "build"], vitest("integration", ["integration", "in-process"])),
  browser: tests("browser", ["install", "build"], playwright()),
};

/**
 * Stages come one after another. A stage's lanes run at the same time, each step by step: most of the second stage's work
 * on one core, and a test of the third waits for servers half of its time.
 * @type {Step[][][]}
 */
export const stages = [
  [[step.install]],
  [
    [step.types, step.build],
    [step.lint, step.unit, step["local-stripe"]],
  ],
  [[step.integration], [step.browser]],
];

/** Counts only when it fails: it is no check of the app. The Prisma client is part of what every step needs. */
async function install(print) {
  let cpuSeconds = 0;
  if (!isInstalled()) {
    console.log("Installing what package-lock.json lists …");
    const ended = await runTimed(INSTALL, { print });
    if (ended.code !== 0) throw new Error(`\`npm ci\` failed. ${INSTALL_FAILED}`);
    cpuSeconds = ended.cpuSeconds;
  }
  const generated = await npm("db:generate", print);
  return { ...generated, passed: 0, cpuSeconds: cpuSeconds + generated.cpuSeconds };
}

/** An npm script that counts as one check. */
function single(name, settings = {}) {
  return { name, needs: ["install"], run: (print) => npm(name, print, settings) };
}

async function npm(script, print, settings = {}) {
  const env = { ...process.env, ...settings };
  const { code, cpuSeconds } = await runTimed(["npm", "run", "--silent", script], { env, print });
  return { passed: code === 0 ? 1 : 0, failures: [], broken: code === 0 ? [] : [`exit code ${code}`], cpuSeconds };
}

/** @returns {Step} */
function tests(name, needs, runner) {
  return { name, needs, run: async (print) => settle(await runner([], { print })), again: runner };
}

/** Whatever the counts say, a step that ended badly, or that ran nothing, has failed. */
function settle({ code, ...report }) {
  const ran = report.passed + report.failures.length > 0;
  const unexplained = code !== 0 && report.failures.length + report.broken.length === 0;
  const broken = [...report.broken, ...(ran ? [] : ["no test ran"]), ...(unexplained ? [`exit code ${code}`] : [])];
  return { ...report, broken };
}
