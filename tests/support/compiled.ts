import { mkdirSync, renameSync } from "node:fs";
import { basename, join } from "node:path";
import { build } from "esbuild";
import { dataDir, root } from "@/scripts/local/paths";

// A worker's process outlives its files.
const home = globalThis as typeof globalThis & { compiled?: Map<string, Promise<string>> };
home.compiled ??= new Map();
const { compiled: programs } = home;

/**
 * A program of ours in one file, by its path: loading its hundred sources one by one through tsx takes twice the time, and
 * tests start the same few programs again and again.
 */
export function compiled(source: string): Promise<string> {
  const program = programs.get(source) ?? compile(source);
  programs.set(source, program);
  return program;
}

async function compile(source: string): Promise<string> {
  // As deep below the root as the sources that look for it from where they stand.
  const dir = join(dataDir, "programs");
  const name = join(dir, basename(source, ".ts"));
  mkdirSync(dir, { recursive: true });
  // Several processes may do it at once. Each writes a file for itself, and the last one stays.
  const draft = `${name}-${process.pid}.mjs`;
  await build({
    entryPoints: [join(root, source)],
    outfile: draft,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    logLevel: "error",
  });
  renameSync(draft, `${name}.mjs`);
  return `${name}.mjs`;
}
