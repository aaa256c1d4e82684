import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import type { TestModule, Vitest } from "vitest/node";
import { root } from "@/scripts/local/paths";
import { runAgain } from "@/scripts/testing/again.mjs";
import { steadyArguments, testArguments } from "@/scripts/testing/arguments.mjs";
import { cpuSecondsOf, runTimed } from "@/scripts/testing/command.mjs";
import { profileOf } from "@/scripts/testing/profile.mjs";
import { readPlaywrightReport, readVitestReport } from "@/scripts/testing/reports.mjs";
import { topicsOf } from "@/scripts/testing/topics.mjs";
import TimeLimit from "@/tests/support/time-limit";

const STEPS = ["unit", "browser"];

describe("the arguments of npm test", () => {
  test("name steps, and what is to be said of them", () => {
    expect(testArguments(["--", "unit", "--profile"], STEPS)).toMatchObject({
      steps: ["unit"],
      profile: true,
      strict: false,
    });
    expect(testArguments(["--changed", "--app", "--since", "v0.1.0"], STEPS)).toMatchObject({
      changed: true,
      app: true,
      since: "v0.1.0",
    });
  });

  test.each([
    [["nonsense"], 'There is no step "nonsense". The steps are: unit, browser.'],
    [["--changed", "unit"], "--changed chooses the steps itself."],
    [["--changed", "--strict"], "--changed chooses the steps itself."],
    [["--app"], "--app goes with --changed."],
    [["--since", "HEAD"], "--since goes with --changed."],
    [["--fast"], "Unknown option '--fast'"],
  ])("%j are refused", (given, reason) => {
    expect(() => testArguments(given, STEPS)).toThrow(reason);
  });
});

test("the rounds of test:steady are counted", () => {
  expect(steadyArguments([])).toEqual({ times: 5, resume: false });
  expect(steadyArguments(["--", "--times", "2", "--resume"])).toEqual({ times: 2, resume: true });
  expect(() => steadyArguments(["--times", "none"])).toThrow(
    '--times takes a whole number from 1, and was given "none".',
  );
});

describe("a command", () => {
  test("tells its exit code and the CPU seconds of all it waited for", async () => {
    const busy =
      "const used = () => { const { user, system } = process.cpuUsage(); return user + system; }; while (used() < 5e5);";
    const inAnother = `require("node:child_process").spawnSync(process.execPath, ["-e", ${JSON.stringify(busy)}]); process.exit(3)`;
    const printed: Buffer[] = [];
    const ended = await runTimed([process.execPath, "-e", inAnother], {
      print: (chunk: Buffer) => printed.push(chunk),
    });
    expect(ended.code).toBe(3);
    expect(ended.cpuSeconds).toBeGreaterThan(0.4);
    expect(String(Buffer.concat(printed))).toBe("");
  });

  test("reads the times that shells print", () => {
    expect(cpuSecondsOf("0m0.01s 0m0.02s\n1m2.50s 0m3.25s\n")).toBeCloseTo(65.78);
    expect(cpuSecondsOf("0m0.010s\t0m0.020s\n12m0.000s\t0m0.000s\n")).toBeCloseTo(720.03);
  });
});

describe("a report", () => {
  const written = (report: unknown): string => {
    const path = join(mkdtempSync(join(tmpdir(), "report-")), "report.json");
    writeFileSync(path, JSON.stringify(report));
    return path;
  };

  test("of Vitest names the tests that failed, and the files that did not load", () => {
    const file = (name: string, more: object) => ({
      name: join(root, name),
      startTime: 1_000,
      endTime: 3_500,
      ...more,
    });
    const report = readVitestReport(
      written({
        numPassedTests: 7,
        testResults: [
          file("tests/a.test.ts", {
            status: "failed",
            assertionResults: [
              { status: "failed", fullName: "a thing works", failureMessages: ["expected 1"] },
              { status: "passed", fullName: "another" },
            ],
          }),
          file("tests/b.test.ts", { status: "failed", message: "no such module", assertionResults: [] }),
        ],
      }),
    );
    expect(report).toMatchObject({
      passed: 7,
      passedTests: [{ file: "tests/a.test.ts", test: "another" }],
      failures: [{ file: "tests/a.test.ts", test: "a thing works", where: "tests/a.test.ts", output: "expected 1" }],
      broken: ["tests/b.test.ts: no such module"],
    });
    expect(report.files).toContainEqual({ file: "tests/a.test.ts", seconds: 2.5 });
  });

  test("of Playwright names the tests that failed, wherever they are nested, with the line to find them at", () => {
    const spec = (title: string, ok: boolean, line: number, status = "expected") => ({
      file: "a.spec.ts",
      line,
      title,
      ok,
      tests: [
        {
          status,
          expectedStatus: "passed",
          results: [{ duration: 1_500, errors: ok ? [] : [{ message: "not visible" }] }],
        },
      ],
    });
    const report = readPlaywrightReport(
      written({
        stats: { expected: 1 },
        errors: [{ message: "the worker died" }],
        config: { rootDir: join(root, "tests/e2e") },
        suites: [
          {
            specs: [spec("one", true, 3)],
            suites: [{ specs: [spec("two", false, 9), spec("never begun", true, 12, "skipped")] }],
          },
        ],
      }),
    );
    expect(report).toEqual({
      passed: 1,
      passedTests: [{ file: "tests/e2e/a.spec.ts", test: "one" }],
      failures: [
        { file: "tests/e2e/a.spec.ts", test: "two", where: "tests/e2e/a.spec.ts:9", output: "not visible" },
        { file: "tests/e2e/a.spec.ts", test: "never begun", where: "tests/e2e/a.spec.ts:12", output: "" },
      ],
      broken: ["the worker died"],
      files: [{ file: "tests/e2e/a.spec.ts", seconds: 4.5 }],
    });
  });

  test("that was never written is an error", () => {
    expect(() => readVitestReport("/nowhere.json")).toThrow("it ended without its report /nowhere.json");
  });
});

describe("what failed runs once more, alone", () => {
  const failure = (name: string) => ({ file: "tests/a.test.ts", test: name, where: "tests/a.test.ts", output: "red" });
  const passing = (name: string) => ({ file: "tests/a.test.ts", test: name });
  const nothing = {
    passed: 0,
    passedTests: [],
    failures: [],
    broken: [],
    files: [],
    code: 1,
    wallSeconds: 1,
    cpuSeconds: 2,
  };
  const asked: string[][] = [];
  const step = (second: object) => ({
    name: "unit-of-a-test",
    run: () => Promise.reject(new Error("not asked for")),
    again: (only: string[] = []) => {
      asked.push(only);
      return Promise.resolve({ ...nothing, ...second });
    },
  });

  test("and is unsteady if it passes then, failed if it does not", async () => {
    const second = { passed: 1, passedTests: [passing("by chance")], failures: [failure("really red")] };
    const { unsteady, failed, cpuSeconds } = await runAgain(step(second), [
      failure("by chance"),
      failure("really red"),
    ]);
    expect([unsteady, failed]).toEqual([[failure("by chance")], [failure("really red")]]);
    expect(cpuSeconds).toBe(2);
    expect(asked).toEqual([["tests/a.test.ts"]]);
  });

  test("and has failed if the second run did not come to it", async () => {
    for (const second of [{}, { passedTests: [passing("by chance")], broken: ["the database did not start"] }]) {
      expect(await runAgain(step(second), [failure("by chance")])).toMatchObject({
        unsteady: [],
        failed: [failure("by chance")],
      });
    }
  });

  test("and so has another test of its file that fails then", async () => {
    const second = { passedTests: [passing("by chance")], failures: [failure("another")] };
    expect(await runAgain(step(second), [failure("by chance")])).toMatchObject({
      unsteady: [failure("by chance")],
      failed: [failure("another")],
    });
  });
});

describe("the tests of a change", () => {
  test("are near by the names in their paths", () => {
    expect(topicsOf("lib/billing/entitlements/evaluate.ts")).toEqual(["entitlements", "evaluate"]);
    expect(topicsOf("tests/integration/entitlements/limits.test.ts")).toEqual(["entitlements", "limits"]);
    expect(topicsOf("app/api/subscriptions/checkout/route.ts")).toEqual(["checkout"]);
  });

  test("end when their time is over, and the files that had not ended are written down", () => {
    vi.useFakeTimers();
    const path = join(mkdtempSync(join(tmpdir(), "left-out-")), "files.json");
    vi.stubEnv("TIME_LIMIT", "8");
    vi.stubEnv("LEFT_OUT", path);
    const cancelCurrentRun = vi.fn();
    const file = (name: string) => ({ moduleId: join(root, name) }) as TestModule;
    const limit = new TimeLimit();
    limit.onInit({ cancelCurrentRun } as unknown as Vitest);
    limit.onTestRunStart([file("a.test.ts"), file("b.test.ts"), file("c.test.ts")]);
    vi.advanceTimersByTime(60_000);
    limit.onTestModuleStart();
    limit.onTestModuleEnd(file("a.test.ts"));
    limit.onTestModuleStart();
    vi.advanceTimersByTime(7_999);
    expect(cancelCurrentRun).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(cancelCurrentRun).toHaveBeenCalledOnce();
    limit.onTestModuleEnd(file("b.test.ts"));
    limit.onTestRunEnd();
    vi.useRealTimers();
    expect(JSON.parse(readFileSync(path, "utf8"))).toEqual(["b.test.ts", "c.test.ts"]);
  });
});

test("a profile tells computing from waiting", () => {
  const said = profileOf([
    { name: "unit", wallSeconds: 10, cpuSeconds: 5, files: [{ file: "a.test.ts", seconds: 3 }] },
  ]);
  expect(said).toMatch(/unit +10 s +5 s +\d+ %/);
  expect(said).toMatch(/3\.0 s +unit +a\.test\.ts/);
});
