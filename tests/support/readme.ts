/** Puts the README's gate into a copy of the app, as an adopter would (tests/support/build.ts). */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { blockFor } from "./snippets";

const CATALOG = "prisma/catalog.ts";
const ROUTE = "app/api/reports/route.ts";
const PAGE = "app/(pages)/reports/page.tsx";

/** The features that the README gives to a plan, as the product's metadata holds them. */
export const planFeatures = (): string =>
  [...(/\[(.*)\]/.exec(catalogLines()[1])?.[1] ?? "").matchAll(/"([^"]+)"/g)].map(([, feature]) => feature).join(" ");

/** Follows the README, also in a copy where that was done before. @returns the paths of the files that it made or changed */
export function followReadme(dir: string): string[] {
  const [feature, inPlan] = catalogLines();
  const before = readFileSync(join(dir, CATALOG), "utf8").replace(/^ *reports: .*\n/m, "");
  const named = replace(before, /^(export const features = \{\n)/m, `$1${feature}\n`);
  write(dir, CATALOG, replace(named, /^( *key: "pro",\n(?:.*\n){2}) *features: .*$/m, `$1${inPlan}`));
  write(dir, ROUTE, blockFor("README.md", ROUTE));
  write(dir, PAGE, blockFor("README.md", PAGE));
  return [CATALOG, ROUTE, PAGE];
}

function catalogLines(): [string, string] {
  const [feature, inPlan] = blockFor("README.md", CATALOG).trimEnd().split("\n");
  if (!feature || !inPlan) throw new Error(`The README's block for ${CATALOG} has no two lines.`);
  return [feature, inPlan];
}

function replace(catalog: string, what: RegExp, by: string): string {
  if (!what.test(catalog)) throw new Error(`The catalog does not have ${what}.`);
  return catalog.replace(what, by);
}

function write(dir: string, path: string, text: string): void {
  mkdirSync(dirname(join(dir, path)), { recursive: true });
  writeFileSync(join(dir, path), text);
}
