import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "@/scripts/local/paths";

/** The rows of its tables: what is promised, and the tests that show it. */
const rowsIn = (document: string): { claim: string; tests: string[] }[] =>
  [...readFileSync(join(root, document), "utf8").matchAll(/^\| (.+) \| (.+) \|$/gm)]
    .filter(([, claim = ""]) => claim !== "promise" && !claim.startsWith("---"))
    .map(([, claim = "", tests = ""]) => ({
      claim,
      tests: [...tests.matchAll(/`([^`]+)`/g)].map(([, file = ""]) => file),
    }));

test.each(["docs/security.md", "SECURITY.md"])(
  "each promise in %s names its tests, and there are such tests",
  (name) => {
    const rows = rowsIn(name);
    expect(rows.length).toBeGreaterThan(10);
    for (const { claim, tests } of rows) {
      expect(tests.length, claim).toBeGreaterThan(0);
      for (const file of tests) expect([claim, existsSync(join(root, file))]).toEqual([claim, true]);
    }
  },
);

test("each test of the security suite shows a promise", () => {
  const named = new Set(rowsIn("docs/security.md").flatMap(({ tests }) => tests));
  expect(globSync("tests/integration/security/*.test.ts", { cwd: root }).filter((file) => !named.has(file))).toEqual(
    [],
  );
});
