#!/usr/bin/env node
// The sources are TypeScript and stay so. To load a hundred small ones takes a second, so esbuild puts them and their
// packages together into one file, once for each state of the sources. Where that file can't be written, tsx loads the
// sources one by one.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const cache = here("../node_modules/.cache/local-stripe");
const DAY_MS = 24 * 60 * 60 * 1000;

/** Changes with every source, and with package.json, which pins the packages. */
function stateOfSources() {
  const sources = readdirSync(here("../src"), { recursive: true }).map((name) => join(here("../src"), String(name)));
  const hash = createHash("sha256");
  for (const file of [...sources.sort(), here("../package.json"), fileURLToPath(import.meta.url)]) {
    const { mtimeMs, size } = statSync(file);
    hash.update(`${file} ${mtimeMs} ${size}\n`);
  }
  return hash.digest("hex").slice(0, 16);
}

async function bundled() {
  const file = join(cache, `${stateOfSources()}.mjs`);
  if (!existsSync(file)) await bundle(file);
  return pathToFileURL(file).href;
}

async function bundle(file) {
  const { buildSync } = await import("esbuild");
  const { outputFiles } = buildSync({
    entryPoints: [here("../src/cli.ts")],
    absWorkingDir: here(".."),
    bundle: true,
    // It loads a binary that lies beside it
    external: ["lmdb"],
    platform: "node",
    target: "node24",
    format: "esm",
    jsx: "automatic",
    jsxImportSource: "hono/jsx",
    sourcemap: "inline",
    sourcesContent: false,
    define: {
      // The one source that asks for its own place is that of the pages' stylesheet and script
      "import.meta.url": JSON.stringify(pathToFileURL(here("../src/pages/assets.ts")).href),
    },
    // Packages in CommonJS ask for Node's modules with it
    banner: {
      js: 'import { createRequire as localStripeRequire } from "node:module"; const require = localStripeRequire(import.meta.url);',
    },
    tsconfig: here("../tsconfig.json"),
    write: false,
    logLevel: "silent",
  });
  mkdirSync(cache, { recursive: true });
  for (const name of readdirSync(cache)) {
    const old = join(cache, name);
    if (statSync(old, { throwIfNoEntry: false })?.mtimeMs < Date.now() - DAY_MS) rmSync(old, { force: true });
  }
  // Several may start at once. Each writes a file for itself, and the last one stays
  const draft = join(cache, `${process.pid}.tmp`);
  writeFileSync(draft, outputFiles[0].contents);
  renameSync(draft, file);
}

async function loadedByTsx() {
  const { register } = await import("tsx/esm/api");
  register({ tsconfig: here("../tsconfig.json") });
  return new URL("../src/cli.ts", import.meta.url).href;
}

process.setSourceMapsEnabled(true);
await import(await bundled().catch(loadedByTsx));
