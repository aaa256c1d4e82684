import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const ENDINGS = ["", ".ts", ".tsx", ".mjs", "/index.ts", "/index.tsx"];
const IMPORT = /(?:\bfrom|\bimport)\s*\(?\s*["']((?:\.{1,2}|@)\/[^"']+)["']/g;

/** An editor keeps ESLint running: after so long the files are read again. */
const FRESH_MS = 5000;
let known = { at: 0, imports: new Map() };

function resolve(from, source) {
  if (!/^(\.{1,2}|@)\//.test(source)) return undefined;
  const path = source.startsWith("@/") ? join(root, source.slice(2)) : join(dirname(from), source);
  return ENDINGS.map((ending) => path + ending).find((file) => existsSync(file) && statSync(file).isFile());
}

function importsOf(file) {
  if (Date.now() - known.at > FRESH_MS) known = { at: Date.now(), imports: new Map() };
  const cached = known.imports.get(file);
  if (cached) return cached;
  const sources = /\.(tsx?|mjs)$/.test(file) ? [...readFileSync(file, "utf8").matchAll(IMPORT)] : [];
  const files = [...new Set(sources.map(([, source]) => resolve(file, source)).filter(Boolean))];
  known.imports.set(file, files);
  return files;
}

/** The shortest way from one file to another along imports, both included. */
function wayBack(from, to) {
  const before = new Map([[from, undefined]]);
  for (const file of before.keys()) {
    if (file === to) {
      const way = [];
      for (let at = file; at; at = before.get(at)) way.unshift(at);
      return way;
    }
    for (const next of importsOf(file)) if (!before.has(next)) before.set(next, file);
  }
  return undefined;
}

/** Unlike `import/no-cycle`, counts imports of types: a layer that needs a type from above is not below. */
export const importCycles = {
  meta: { type: "problem", schema: [] },
  create(context) {
    const check = (node) => {
      const target = node.source && resolve(context.filename, String(node.source.value));
      const way = target && wayBack(target, context.filename);
      if (!way) return;
      const names = [context.filename, ...way].map((file) => relative(root, file));
      context.report({ node, message: `Circular import: ${names.join(" -> ")}. Move what both need to a lower file.` });
    };
    return {
      ImportDeclaration: check,
      ImportExpression: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
    };
  },
};
