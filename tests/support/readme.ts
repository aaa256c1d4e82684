/** Puts the README's gate into a copy of the app, as an adopter would (tests/support/build.ts). */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";
import { blockFor } from "./snippets";

const CATALOG = "prisma/catalog.ts";
const ROUTE = "app/api/reports/route.ts";
const PAGE = "app/(pages)/reports/page.tsx";

/** The features that the README gives to a plan, as the product's metadata holds them. */
export const planFeatures = (): string =>
  [...(/\[(.*)\]/.exec(catalogLines()[1])?.[1] ?? "").matchAll(/"([^"]+)"/g)].map(([, feature]) => feature).join(" ");

/** Follows the README, also in a copy where that was done before. */
export function followReadme(dir: string): void {
  const [feature, inPlan] = catalogLines();
  const before = readFileSync(join(dir, CATALOG), "utf8").replace(/^ *reports: .*\n/m, "");
  const named = replace(before, /^(export const features = \{\n)/m, `$1${feature}\n`);
  write(dir, CATALOG, replace(named, /^( *key: "pro",\n(?:.*\n){2}) *features: .*$/m, `$1${inPlan}`));
  write(dir, ROUTE, blockFor("README.md", ROUTE));
  write(dir, PAGE, blockFor("README.md", PAGE));
}

/** Files that no test changes are parsed once. */
const parsed = new Map<string, ts.SourceFile | undefined>();

/** TypeScript's complaints about the README's code, after a change to each of its files. */
export function complaintsOf(dir: string, change: (code: string) => string = (code) => code): string[] {
  const settings = join(dir, "tsconfig.json");
  const { config } = ts.readConfigFile(settings, ts.sys.readFile) as { config: object };
  const { options } = ts.parseJsonConfigFileContent(
    { ...config, include: [], files: [] },
    ts.sys,
    dir,
    { incremental: false },
    settings,
  );
  const files = [CATALOG, ROUTE, PAGE].map((file) => join(dir, file));
  const host = ts.createCompilerHost(options);
  const readFile = host.readFile.bind(host);
  host.readFile = (file) => (files.includes(file) ? change(readFile(file) ?? "") : readFile(file));
  const parse = host.getSourceFile.bind(host);
  host.getSourceFile = (file, ...how) => {
    if (files.includes(file)) return parse(file, ...how);
    if (!parsed.has(file)) parsed.set(file, parse(file, ...how));
    return parsed.get(file);
  };
  const program = ts.createProgram(files, options, host);
  return files.flatMap((file) =>
    program
      .getSemanticDiagnostics(program.getSourceFile(file))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n")),
  );
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
