/** The README's gate, as an adopter puts it into a copy of the app (tests/support/build.ts). */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";
import { blockFor } from "./snippets";

const CATALOG = "prisma/catalog.ts";
const ROUTE = "app/api/reports/route.ts";
const PAGE = "app/(pages)/reports/page.tsx";

/** The words that the README gives to a plan. */
export const planTexts = (): string =>
  [...(/\[(.*)\]/.exec(catalogLines()[1])?.[1] ?? "").matchAll(/"([^"]+)"/g)].map(([, word]) => word).join(" ");

/** Does what the README says, also where somebody has done so before. */
export function followReadme(dir: string): void {
  const [feature, inPlan] = catalogLines();
  const before = readFileSync(join(dir, CATALOG), "utf8").replace(/^ *reports: .*\n/m, "");
  const named = replace(before, /^(export const features = \{\n)/m, `$1${feature}\n`);
  write(dir, CATALOG, replace(named, /^( *key: "pro",\n(?:.*\n){2}) *features: .*$/m, `$1${inPlan}`));
  write(dir, ROUTE, blockFor("README.md", ROUTE));
  write(dir, PAGE, pageWith(blockFor("README.md", PAGE)));
}

/** What TypeScript says of what the README puts in, after a change to each of its files. */
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

/** The README shows what a page needs for the gate; the page around it, which checks who asks, is the adopter's. */
function pageWith(block: string): string {
  const at = block.indexOf("<FeatureGate");
  return `import { requireUser } from "@/lib/auth";
import { requireMembership } from "@/lib/workspaces/members";
${block.slice(0, at)}
export default async function Page({ searchParams }: { searchParams: Promise<{ workspace: string }> }) {
  const { id } = await requireMembership((await requireUser()).id, (await searchParams).workspace);
  return (
    ${block.slice(at)}
  );
}
`;
}

function replace(catalog: string, what: RegExp, by: string): string {
  if (!what.test(catalog)) throw new Error(`The catalog does not have ${what}.`);
  return catalog.replace(what, by);
}

function write(dir: string, path: string, text: string): void {
  mkdirSync(dirname(join(dir, path)), { recursive: true });
  writeFileSync(join(dir, path), text);
}
