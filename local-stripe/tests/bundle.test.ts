// The program starts from one file, put together once for each state of its sources. Tried on a copy of the package.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
let copy: string;

beforeEach(() => {
  // Within the package, so that the copy finds the installed packages
  mkdirSync(here("../node_modules"), { recursive: true });
  copy = mkdtempSync(here("../node_modules/copy-"));
  for (const part of ["bin", "src", "package.json", "tsconfig.json"])
    cpSync(here(`../${part}`), join(copy, part), { recursive: true });
});
afterEach(() => rmSync(copy, { recursive: true, force: true }));

const cache = () => join(copy, "node_modules/.cache/local-stripe");
const bundles = () =>
  readdirSync(cache()).map((name) => `${name} of ${statSync(join(cache(), name), { bigint: true }).mtimeNs}`);
const help = () => execFileSync(process.execPath, [join(copy, "bin/local-stripe.mjs"), "--help"], { encoding: "utf8" });

function changeSource(): void {
  const source = join(copy, "src/cli.ts");
  writeFileSync(source, readFileSync(source, "utf8").replace("a stateful server", "a changed server"));
}

it("uses its bundle again until a source changes", () => {
  expect(help()).toContain("a stateful server");
  const made = bundles();
  expect(made).toEqual([expect.stringMatching(/^[0-9a-f]{16}\.mjs of/)]);
  help();
  expect(bundles()).toEqual(made);
  changeSource();
  expect(help()).toContain("a changed server");
  expect(bundles()).toHaveLength(2);
});

it("starts from its sources where the bundle can't be written", () => {
  mkdirSync(join(copy, "node_modules"));
  writeFileSync(join(copy, "node_modules/.cache"), "in the way");
  expect(help()).toContain("a stateful server");
  changeSource();
  expect(help()).toContain("a changed server");
});
