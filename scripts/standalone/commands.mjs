import { cpSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { COMMANDS } from "./command.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const ENGINE = "schema_engine_bg.wasm";

/** In the folder that ships there is neither the checkout around a command nor the embedded PostgreSQL of development. */
const INSTEAD = {
  "scripts/local/paths.ts": `export const root = decodeURIComponent(new URL("..", import.meta.url).pathname);
export const dataDir = root + ".data";`,
  "scripts/db/engine-file.ts": `export const engineFile = new URL(${JSON.stringify(ENGINE)}, import.meta.url);`,
  "scripts/postgres/start-server.ts": `export const startPostgres = () => {
  throw new Error("DATABASE_URL is not set. It names the database that this command works on.");
};`,
};

/**
 * Bundles what an operator runs, with all that it needs, into the folder that ships: there is no npm in it.
 * @param {string} folder
 */
export async function bundleCommands(folder) {
  const commands = join(folder, "commands");
  const names = Object.entries(COMMANDS);
  await build({
    entryPoints: names.map(([name, file]) => ({ in: join(root, file), out: name.replace(":", "-") })),
    outdir: commands,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    platform: "node",
    target: "node24",
    format: "esm",
    // Of `pg`: a faster protocol for those who have installed it. The bundler reads the text of billing/, which isn't there.
    external: ["pg-native", "esbuild"],
    // Packages in CommonJS ask for Node's modules with it.
    banner: {
      js: 'import { createRequire as commandRequire } from "node:module"; const require = commandRequire(import.meta.url);',
    },
    tsconfig: join(root, "tsconfig.json"),
    plugins: [{ name: "instead", setup: replaceModules }],
    logLevel: "warning",
    logOverride: { "duplicate-object-key": "error" },
  });
  const engine = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg");
  cpSync(join(dirname(engine), ENGINE), join(commands, ENGINE));
  mkdirSync(join(folder, "prisma"), { recursive: true });
  for (const part of ["migrations", "schema.prisma"])
    cpSync(join(root, "prisma", part), join(folder, "prisma", part), { recursive: true });
  cpSync(fileURLToPath(new URL("command.mjs", import.meta.url)), join(folder, "command.mjs"));
}

/** @param {import("esbuild").PluginBuild} build */
function replaceModules({ onLoad }) {
  for (const [file, contents] of Object.entries(INSTEAD)) {
    const path = join(root, file);
    onLoad({ filter: new RegExp(`^${path.replaceAll(/[.\\]/g, "\\$&")}$`) }, () => ({ contents, loader: "js" }));
  }
}
