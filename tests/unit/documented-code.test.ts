import { beforeAll, expect, test } from "vitest";
import { copyApp } from "../support/build";
import { complaintsOf } from "../support/complaints";
import { followReadme } from "../support/readme";
import { followSignInDoc } from "../support/sign-in-doc";

let dir: string;
let readme: string[];
let signIn: string[];
beforeAll(() => {
  dir = copyApp("documented");
  readme = followReadme(dir);
  signIn = followSignInDoc(dir);
});

test("the README's example and docs/sign-in.md compile as printed", { timeout: 120_000 }, () => {
  expect(complaintsOf(dir, [...readme, ...signIn])).toEqual([]);
});

test("a misspelled feature doesn't compile: in the plan, in the endpoint and on the page", {
  timeout: 120_000,
}, () => {
  const misspelled = expect.stringMatching(/"reprots"' is not assignable to/) as string;
  expect(complaintsOf(dir, readme, (code) => code.replaceAll('"reports"', '"reprots"'))).toEqual([
    misspelled,
    misspelled,
    misspelled,
  ]);
});

test("a provider that needs a setting that it doesn't have doesn't compile", { timeout: 120_000 }, () => {
  const acme = signIn.filter((path) => path.endsWith("acme.ts"));
  expect(
    complaintsOf(dir, acme, (code) => code.replace('needs: ["ACME_CLIENT_ID"', 'needs: ["ACME_CLEINT_ID"')),
  ).toEqual([expect.stringMatching(/"ACME_CLEINT_ID"' is not assignable to/) as string]);
});
