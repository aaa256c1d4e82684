import { beforeAll, expect, test } from "vitest";
import { copyApp } from "../../support/build";
import { complaintsOf, followReadme } from "../../support/readme";

let dir: string;
beforeAll(() => {
  dir = copyApp("readme");
  followReadme(dir);
});

test("the README's example compiles as printed", { timeout: 120_000 }, () => {
  expect(complaintsOf(dir)).toEqual([]);
});

test("a misspelled feature doesn't compile: in the plan, in the endpoint and on the page", {
  timeout: 120_000,
}, () => {
  const misspelled = expect.stringMatching(/"reprots"' is not assignable to/) as string;
  expect(complaintsOf(dir, (code) => code.replaceAll('"reports"', '"reprots"'))).toEqual([
    misspelled,
    misspelled,
    misspelled,
  ]);
});
