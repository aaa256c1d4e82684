import { readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

// `import/no-cycle` of eslint-plugin-import skips type imports. Here they count: a file that needs another one's types
// can't be read or moved without it.

const root = fileURLToPath(new URL("../..", import.meta.url));
const ENDINGS = ["", ".ts", ".tsx", ".mjs", "/index.ts", "/index.tsx"];

const isFile = (path) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

/** The file of ours that an import in `file` names; undefined for a package. */
function resolveImport(file, name) {
  if (!/^(\.|@\/)/.test(name)) return undefined;
  const path = name.startsWith("@/") ? join(root, name.slice(2)) : resolve(dirname(file), name);
  return ENDINGS.map((ending) => path + ending).find(isFile);
}

/** @type {Map<string, { changedAt: number, imports: string[] }>} */
const known = new Map();

/** The files that a file imports as it is on disk, kept until it changes. */
function importsOf(file) {
  const changedAt = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const before = known.get(file);
  if (before?.changedAt === changedAt) return before.imports;
  const { importedFiles } = ts.preProcessFile(readFileSync(file, "utf8"));
  const imports = importedFiles.flatMap(({ fileName }) => resolveImport(file, fileName) ?? []);
  known.set(file, { changedAt, imports });
  return imports;
}

/** The shortest way by imports from one file to another, both included; undefined when there is none. */
function wayBetween(from, to) {
  const cameFrom = new Map([[from, undefined]]);
  for (const file of cameFrom.keys()) {
    if (file === to) {
      const way = [];
      for (let at = file; at; at = cameFrom.get(at)) way.unshift(at);
      return way;
    }
    for (const next of importsOf(file)) if (!cameFrom.has(next)) cameFrom.set(next, file);
  }
  return undefined;
}

/** @type {import("eslint").Rule.RuleModule} */
const noCycle = {
  meta: { type: "problem", schema: [], messages: { cycle: "These files import each other: {{way}}" } },
  create(context) {
    const file = context.filename;
    /** @param {{ source?: { value?: unknown } | null }} node */
    function check(node) {
      const name = node.source?.value;
      const imported = typeof name === "string" ? resolveImport(file, name) : undefined;
      const way = imported && wayBetween(imported, file);
      if (!way) return;
      const names = [file, ...way].map((path) => relative(root, path));
      context.report({ node, messageId: "cycle", data: { way: names.join(" → ") } });
    }
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
    };
  },
};

export default noCycle;
