/** Puts the README's gate into a copy of the app, as an adopter would (tests/support/build.ts). */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { blockFor } from "./snippets";

const FEATURES = "billing/features.ts";
const CATALOG = "billing/catalog.ts";
const ROUTE = "app/api/reports/route.ts";
const PAGE = "app/(pages)/reports/page.tsx";

/** The features that the README gives to a plan, as the product's metadata holds them. */
export const planFeatures = (): string =>
  [...(/\[(.*)\]/.exec(lineFor(CATALOG))?.[1] ?? "").matchAll(/"([^"]+)"/g)].map(([, feature]) => feature).join(" ");

/** Follows the README, also in a copy where that was done before. @returns the paths of the files that it made or changed */
export function followReadme(dir: string): string[] {
  const features = readFileSync(join(dir, FEATURES), "utf8").replace(/^ *reports: .*\n/m, "");
  write(dir, FEATURES, replace(features, /^(export const features = \{\n)/m, `$1${lineFor(FEATURES)}\n`));
  const catalog = readFileSync(join(dir, CATALOG), "utf8");
  write(dir, CATALOG, replace(catalog, /^( *pro: \{\n(?:.*\n){1,8}?) *features: .*$/m, `$1${lineFor(CATALOG)}`));
  write(dir, ROUTE, blockFor("README.md", ROUTE));
  write(dir, PAGE, blockFor("README.md", PAGE));
  return [FEATURES, CATALOG, ROUTE, PAGE];
}

function lineFor(path: string): string {
  const [line, ...more] = blockFor("README.md", path).trimEnd().split("\n");
  if (!line || more.length > 0) throw new Error(`The README's block for ${path} has ${more.length + 1} lines.`);
  return line;
}

function replace(catalog: string, what: RegExp, by: string): string {
  if (!what.test(catalog)) throw new Error(`The catalog does not have ${what}.`);
  return catalog.replace(what, by);
}

function write(dir: string, path: string, text: string): void {
  mkdirSync(dirname(join(dir, path)), { recursive: true });
  writeFileSync(join(dir, path), text);
}
