#!/usr/bin/env node
// The sources are TypeScript and stay so. At each start esbuild puts them together into one file, because to load a
// hundred small ones takes a second; where that file can't be written, tsx loads the sources one by one.
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

async function built() {
  const { buildSync } = await import("esbuild");
  const { outputFiles } = buildSync({
    entryPoints: [here("../src/cli.ts")],
    absWorkingDir: here(".."),
    bundle: true,
    packages: "external",
    platform: "node",
    target: "node24",
    format: "esm",
    jsx: "automatic",
    jsxImportSource: "hono/jsx",
    sourcemap: "inline",
    // The one source that asks for its own place is that of the pages' stylesheet and script
    define: { "import.meta.url": JSON.stringify(pathToFileURL(here("../src/pages/assets.ts")).href) },
    tsconfig: here("../tsconfig.json"),
    write: false,
    logLevel: "silent",
  });
  mkdirSync(here("../node_modules/.cache"), { recursive: true });
  // Several may start at once: each writes its own, and the last one stays
  const own = here(`../node_modules/.cache/local-stripe-${process.pid}.mjs`);
  const file = here("../node_modules/.cache/local-stripe.mjs");
  writeFileSync(own, outputFiles[0].contents);
  renameSync(own, file);
  return pathToFileURL(file).href;
}

async function loaded() {
  const { register } = await import("tsx/esm/api");
  register({ tsconfig: here("../tsconfig.json") });
  return new URL("../src/cli.ts", import.meta.url).href;
}

process.setSourceMapsEnabled(true);
await import(await built().catch(loaded));
