/**
 * Puts all faults of the list into a copy of the checkout, each behind a switch: PLANTED_FAULT names the one that is on.
 * So one build serves all of them.
 */
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { transformSync } from "esbuild";
import { dataDir, root } from "@/scripts/local/paths";
import { buildCopy } from "../support/build";
import type { Fault } from "./fault";

export const copyDir = join(dataDir, "faults");

const SOURCES = ["lib", "app", "pages", "proxy.ts", "instrumentation.ts", "local-stripe/src", "scripts"];
const BUILT = [
  ...["app", "pages", "lib", "billing", "prisma", "public", "scripts/build.mjs", "scripts/standalone"],
  ...["proxy.ts", "instrumentation.ts", "package.json"],
];
const NOT_COPIED = new Set(["node_modules", ".git", ".next", ".data", "test-results", "playwright-report", "coverage"]);

/** A place in a file: the offset of the text that a fault replaces. */
type Place = { fault: Fault; file: string; at: number };

/** Where each fault belongs. @throws Error that names each fault whose text is not there exactly once, or whose tests are gone */
export function placesOf(faults: Fault[]): Place[] {
  const problems: string[] = [];
  const places = faults.flatMap((fault) => {
    for (const test of fault.tests)
      if (!existsSync(join(root, test))) problems.push(`${fault.id}: there is no ${test}.`);
    const found = find(fault);
    if (typeof found !== "string") return [found];
    problems.push(`${fault.id}: ${found}`);
    return [];
  });
  for (const [index, { id }] of faults.entries())
    if (faults.findIndex((other) => other.id === id) !== index) problems.push(`${id} is in the list twice.`);
  for (const one of places)
    for (const { fault, file, at } of places)
      if (one.file === file && one.at > at && one.at < at + fault.before.length)
        problems.push(`${one.fault.id} lies in the text of ${fault.id}.`);
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return places;
}

function find(fault: Fault): Place | string {
  const here = existsSync(join(root, fault.file)) ? [fault.file] : sourceFiles();
  const { before, within = before } = fault;
  const inside = within.indexOf(before);
  const places = here.flatMap((file) => offsets(read(file), within).map((at) => ({ fault, file, at: at + inside })));
  const [place] = places;
  if (offsets(within, before).length !== 1) return `its text is not once in ${within}`;
  if (place && places.length === 1)
    return losesObject(fault, place) ? `its text takes a method from its object: ${before}` : place;
  const where = here.length === 1 ? fault.file : `any file (${fault.file} is gone)`;
  return `in ${where} its text is ${places.length} times, not once: ${within}`;
}

/** `(isOn ? a.b : c.b)(…)` calls neither on its object, and `a.(isOn ? b : c)` names none: the file would fail for all faults. */
const losesObject = ({ before, kind }: Fault, { file, at }: Place): boolean =>
  kind !== "template" &&
  (read(file)[at - 1] === "." || (/\.\w+$/.test(before) && read(file)[at + before.length] === "("));

const read = (file: string): string => readFileSync(join(root, file), "utf8");

function offsets(text: string, piece: string): number[] {
  const found: number[] = [];
  for (let at = text.indexOf(piece); at >= 0; at = text.indexOf(piece, at + 1)) found.push(at);
  return found;
}

function sourceFiles(): string[] {
  const files = SOURCES.filter((path) => existsSync(join(root, path))).flatMap((path) => filesIn(join(root, path)));
  return files.filter((file) => /\.(ts|tsx|mjs)$/.test(file)).map((file) => relative(root, file));
}

function filesIn(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .filter((name) => !NOT_COPIED.has(name))
    .flatMap((name) => filesIn(join(path, name)));
}

/** Lays the copy anew, with the faults in it. Its last build stays. */
export function plant(faults: Fault[]): void {
  const places = placesOf(faults);
  mkdirSync(copyDir, { recursive: true });
  for (const name of readdirSync(copyDir))
    if (!NOT_COPIED.has(name)) rmSync(join(copyDir, name), { recursive: true, force: true });
  for (const name of readdirSync(root)) {
    if (NOT_COPIED.has(name)) continue;
    cpSync(join(root, name), join(copyDir, name), {
      recursive: true,
      filter: (source) => !NOT_COPIED.has(source.split("/").at(-1) ?? ""),
    });
  }
  for (const [file, text] of plantedTexts(places)) writeFileSync(join(copyDir, file), text);
  handOn();
  configure();
}

/** The files with all of their faults. @throws Error for one that would not compile */
export function plantedTexts(places: Place[]): Map<string, string> {
  const texts = new Map<string, string>();
  for (const file of new Set(places.map((place) => place.file))) {
    const here = places.filter((place) => place.file === file);
    const text = switched(read(file), here);
    try {
      transformSync(text, { loader: file.endsWith("x") ? "tsx" : "ts", jsx: "automatic", logLevel: "silent" });
    } catch (error) {
      throw new Error(`${here.map(({ fault }) => fault.id).join(", ")}: ${file} would not compile: ${String(error)}`, {
        cause: error,
      });
    }
    texts.set(file, text);
  }
  return texts;
}

/** From the end to the beginning, so that offsets hold. */
function switched(text: string, places: Place[]): string {
  let planted = text;
  for (const { fault, at } of places.toSorted((a, b) => b.at - a.at)) {
    const { id, before, after, kind } = fault;
    const isOn = `process.env.PLANTED_FAULT === "${id}"`;
    const either =
      kind === "template" ? `\${${isOn} ? \`${after}\` : \`${before}\`}` : `(${isOn} ? (${after}) : (${before}))`;
    planted = planted.slice(0, at) + either + planted.slice(at + before.length);
  }
  return planted;
}

/** What tests start gets a bare environment: here it also gets the switch. */
function handOn(): void {
  const list = '["PATH", "HOME"';
  const files = filesIn(join(copyDir, "tests/support")).filter((file) => readFileSync(file, "utf8").includes(list));
  const [file] = files;
  if (!file || files.length > 1)
    throw new Error(`Not one file in tests/support names the environment that is kept: ${list}`);
  writeFileSync(file, readFileSync(file, "utf8").replace(list, '["PLANTED_FAULT", "PATH", "HOME"'));
  const image = join(copyDir, "tests/support/image.ts");
  const bare = "{ PATH: process.env.PATH }";
  if (!readFileSync(image, "utf8").includes(bare))
    throw new Error(`tests/support/image.ts does not start with ${bare}.`);
  const handed = "{ PATH: process.env.PATH, PLANTED_FAULT: process.env.PLANTED_FAULT }";
  writeFileSync(image, readFileSync(image, "utf8").replace(bare, handed));
}

/** The copy lies within the checkout, whose node_modules it uses. */
function configure(): void {
  cpSync(join(copyDir, "next.config.mjs"), join(copyDir, "next.config.product.mjs"));
  const within = JSON.stringify(root);
  writeFileSync(
    join(copyDir, "next.config.mjs"),
    `import config from "./next.config.product.mjs";
export default (phase) => ({
  ...config(phase),
  turbopack: { root: ${within} },
  outputFileTracingRoot: ${within},
  typescript: { ignoreBuildErrors: true },
});
`,
  );
}

/** Builds the copy, unless it was built of the same files. */
export async function buildPlanted(): Promise<void> {
  const hash = createHash("sha256");
  for (const path of BUILT.filter((one) => existsSync(join(copyDir, one))))
    for (const file of filesIn(join(copyDir, path))) hash.update(file).update(readFileSync(file));
  const madeOf = hash.digest("hex");
  const stamp = join(copyDir, ".next", "made-of");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === madeOf) return;
  await buildCopy(copyDir, join(copyDir, "scripts", "build.mjs"));
  // Of an app that lies deeper in the folder that ships, Next looks for its page cache at the top.
  for (const name of ["shared-page-cache.mjs", "content-policy.mjs"])
    cpSync(join(copyDir, "lib", name), join(copyDir, ".next", "standalone", "lib", name));
  writeFileSync(stamp, madeOf);
}
