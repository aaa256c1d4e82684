import { execFileSync } from "node:child_process";
import { globSync } from "node:fs";
import { runTimed } from "./command.mjs";
import { playwright, vitest } from "./runners.mjs";
import { topicsOf } from "./topics.mjs";
import { checkTypes } from "./types.mjs";

const CODE = /\.(ts|tsx|mjs)$/;
/** What types depend on beside code. */
const TYPES = /^(prisma\/schema\.prisma|package(-lock)?\.json|(local-stripe\/)?tsconfig.*\.json)$/;
/** How long the tests of a change may run, so that the command is a loop of seconds. `--app` takes its time. */
const SECONDS = 8;

/**
 * Runs what changes can have broken: their format and lint, the types of the packages they are in, and the tests that
 * import what changed and don't start the app, the nearest first, for some seconds. With `app` all of those, a build, and
 * the tests of the app whose paths share a name with a changed file or folder.
 * @param {{ since: string, app: boolean }} options
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runChanged({ since, app }) {
  const { files, deleted } = changedFiles(since);
  if (files.length + deleted.length === 0) {
    console.log(`Nothing has changed since ${since}.`);
    return { passed: 0, failed: 0 };
  }
  const gone = deleted.map((file) => `${file} (deleted)`);
  console.log(`Changed since ${since}:\n${[...files, ...gone].map((file) => `  ${file}`).join("\n")}`);
  const code = files.filter((file) => CODE.test(file));
  const typed = [...files, ...deleted].filter((file) => CODE.test(file) || TYPES.test(file));
  const of = testsOf([...files, ...deleted]);
  const none = { passed: 0, failed: 0 };
  const related = vitest("changed", ["unit", "in-process", "local-stripe"], ["related", "--run", "--passWithNoTests"]);
  let leftOut = [];
  const generated = await npm(["run", "--silent", "db:generate"], 0);
  // Beside the tests, which leave a core idle while they begin.
  const printed = [];
  const typing = typed.length > 0 ? types(typed, (chunk) => printed.push(chunk)) : none;
  const counts = [
    generated,
    files.length > 0 ? await command(["biome", "format", "--no-errors-on-unmatched", ...files]) : none,
    code.length > 0 ? await command(["eslint", "--max-warnings=0", "--no-warn-ignored", ...code]) : none,
    code.length > 0 ? await relatedTests() : none,
    await typing,
    ...(app ? await appTests(of) : []),
  ];
  process.stdout.write(Buffer.concat(printed));
  sayWhatDidNotRun(app, of, [...files.filter((file) => !CODE.test(file)), ...gone], leftOut);
  return {
    passed: counts.reduce((sum, { passed }) => sum + passed, 0),
    failed: counts.reduce((sum, { failed }) => sum + failed, 0),
  };

  async function relatedTests() {
    const ran = await related(code, app ? {} : { seconds: SECONDS });
    leftOut = ran.leftOut;
    return count(ran);
  }
}

/** Those that differ from the commit, those that git does not know yet, and those that are gone. */
function changedFiles(since) {
  const git = (...args) => execFileSync("git", args, { encoding: "utf8" }).split("\0").filter(Boolean);
  return {
    files: [
      ...new Set([
        ...git("diff", "--name-only", "-z", "--diff-filter=d", since),
        ...git("ls-files", "--others", "--exclude-standard", "-z"),
      ]),
    ].toSorted(),
    deleted: git("diff", "--name-only", "-z", "--diff-filter=D", since),
  };
}

/** The tests of the app and of the browser that are about the same thing, by the names in their paths. */
function testsOf(files) {
  const topics = new Set(files.flatMap(topicsOf));
  const about = (test) => files.includes(test) || topicsOf(test).some((topic) => topics.has(topic));
  return {
    app: globSync("tests/integration/**/*.test.ts").filter(about),
    browser: globSync("tests/e2e/**/*.spec.ts").filter(about),
  };
}

async function types(code, print) {
  const isTheirs = (file) => file.startsWith("local-stripe/");
  const checks = [
    ...(code.every(isTheirs) ? [] : [checkTypes("product", print)]),
    ...(code.some(isTheirs) ? [checkTypes("local-stripe", print)] : []),
  ];
  const codes = await Promise.all(checks);
  return { passed: codes.filter((code) => code === 0).length, failed: codes.filter((code) => code !== 0).length };
}

async function appTests({ app, browser }) {
  const built = await npm(["run", "--silent", "build"]);
  if (built.failed > 0) return [built];
  const counts = [built];
  if (app.length > 0) counts.push(await tests(vitest("changed-app", ["integration", "in-process"]), app));
  if (browser.length > 0) counts.push(await tests(playwright(), browser));
  return counts;
}

const tests = async (runner, only) => count(await runner(only));

function count({ code, passed, failures, broken, leftOut = [] }) {
  const failed = failures.length + broken.length;
  // A run that was cut off ends badly, too.
  return { passed, failed: failed === 0 && code !== 0 && leftOut.length === 0 ? 1 : failed };
}

const command = (args) => one(["npx", "--no-install", ...args]);
const npm = (args, counts = 1) => one(["npm", ...args], counts);

async function one(args, counts = 1) {
  const { code } = await runTimed(args);
  return { passed: code === 0 ? counts : 0, failed: code === 0 ? 0 : 1 };
}

function sayWhatDidNotRun(app, of, notImported, leftOut) {
  if (leftOut.length > 0) {
    console.log(`\nNot run, or not to the end, within ${SECONDS} s (--app takes the time):`);
    for (const file of leftOut) console.log(`  ${file}`);
  }
  if (notImported.length > 0) console.log(`\nNot run: tests of what no test imports: ${notImported.join(", ")}.`);
  console.log("\nNot run: tests that read files instead of importing them, such as those of README and lint.");
  const rest = (ran, all) => globSync(all).length - ran.length;
  if (app) {
    console.log(
      `Not run: ${rest(of.app, "tests/integration/**/*.test.ts")} files of tests/integration, ${rest(of.browser, "tests/e2e/**/*.spec.ts")} of tests/e2e, which are about other folders.`,
    );
    return;
  }
  const named = [...of.app, ...of.browser];
  console.log("Not run: the build, tests of the app and browser tests (--app runs those of the changed folders).");
  for (const file of named) console.log(`  ${file}`);
}
