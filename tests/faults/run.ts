/** Runs test files in the copy with a fault switched on, or with none. */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { copyDir } from "./plant";

const vitest = join(dirname(createRequire(import.meta.url).resolve("vitest/package.json")), "vitest.mjs");
const results = join(copyDir, ".data", "results");

/** Longer than any of the test files takes on a busy machine. */
const LONGEST_MS = 15 * 60_000;

type Assertion = { status: string; fullName: string; failureMessages: string[] };
type Report = { testResults: { name: string; message: string; assertionResults: Assertion[] }[] };

export type Outcome = {
  /** The tests that failed, with what they failed with. */
  failed: { test: string; message: string }[];
  passed: number;
  /** The file in which all that was printed can be read. */
  log: string;
};

/**
 * @param name of the fault, or of the run without one
 * @param isFault the run ends with the first test that fails
 */
export async function runTests(name: string, files: string[], isFault: boolean): Promise<Outcome> {
  mkdirSync(results, { recursive: true });
  const report = join(results, `${name}.json`);
  const log = join(results, `${name}.log`);
  rmSync(report, { force: true });
  const args = ["run", "--reporter=json", `--outputFile=${report}`, ...(isFault ? ["--bail=1"] : [])];
  const printed = await run([vitest, ...args, ...files.map((file) => join(copyDir, file))], isFault ? name : "");
  writeFileSync(log, printed);
  const { testResults } = existsSync(report)
    ? (JSON.parse(readFileSync(report, "utf8")) as Report)
    : { testResults: [] };
  const all = testResults.flatMap(({ assertionResults }) => assertionResults);
  return {
    failed: all
      .filter(({ status }) => status === "failed")
      .map(({ fullName, failureMessages }) => ({ test: fullName, message: failureMessages[0]?.split("\n")[0] ?? "" })),
    passed: all.filter(({ status }) => status === "passed").length,
    log,
  };
}

function run(args: string[], fault: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: copyDir,
      env: { ...process.env, PLANTED_FAULT: fault },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const timer = setTimeout(() => child.kill(), LONGEST_MS);
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => (output += text));
    child.once("error", reject);
    child.once("close", () => {
      clearTimeout(timer);
      resolve(output);
    });
  });
}
