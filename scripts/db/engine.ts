/**
 * Prisma's schema engine as WebAssembly, so that migrations work where its native binary can't be downloaded. It is
 * the same engine that `prisma migrate` runs, and keeps the same `_prisma_migrations` table.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import * as wasm from "@prisma/schema-engine-wasm/schema_engine_bg";
import { root } from "../local/paths";
import { migrationAdapter } from "./adapter";
import { engineFile } from "./engine-file";

export const schemaPath = join(root, "prisma", "schema.prisma");
export const migrationsDir = join(root, "prisma", "migrations");
/** The file in which Prisma remembers for which kind of database the migrations are. */
export const lockContent = 'provider = "postgresql"\n';
export const noFilters: wasm.SchemaFilter = { externalTables: [], externalEnums: [] };

// The package knows one engine per process. Tests load this file anew, and the package once.
const home = globalThis as typeof globalThis & { schemaEngineReady?: true };

/**
 * Runs `work` with an engine on the given database.
 * @param onRefusal called when PostgreSQL refused a migration's script
 */
export async function withEngine<T>(
  url: string,
  work: (engine: wasm.SchemaEngine) => Promise<T>,
  onRefusal: (engine: wasm.SchemaEngine) => Promise<void> = async () => undefined,
): Promise<T> {
  instantiate();
  const connections = migrationAdapter(url);
  const adapter = bindMigrationAwareSqlAdapterFactory(connections);
  const engine = await wasm.SchemaEngine.new({ datamodels: [[schemaPath, readSchema()]] }, () => undefined, adapter);
  try {
    return await work(engine);
  } catch (error) {
    const refusal = connections.refusal();
    if (!(refusal instanceof Error)) throw error;
    await onRefusal(engine);
    throw new Error(`The migration failed, and nothing of it was applied: ${refusal.message}`, { cause: error });
  } finally {
    engine.free();
    await connections.disconnect();
  }
}

/** The migrations as they lie on disk, in the form in which the engine takes them. */
export function readMigrations(): wasm.MigrationList {
  const folders = existsSync(migrationsDir)
    ? readdirSync(migrationsDir, { withFileTypes: true }).filter((entry) => entry.isDirectory())
    : [];
  return {
    baseDir: migrationsDir,
    lockfile: { path: "migration_lock.toml", content: lockContent },
    shadowDbInitScript: "",
    migrationDirectories: folders
      .map(({ name }) => name)
      .sort()
      .map((name) => ({ path: name, migrationFile: { path: "migration.sql", content: readSql(name) } })),
  };
}

export function readSchema(): string {
  return readFileSync(schemaPath, "utf8");
}

function readSql(migration: string): wasm.JsResult<string, string> {
  try {
    return { tag: "ok", value: readFileSync(join(migrationsDir, migration, "migration.sql"), "utf8") };
  } catch (error) {
    return { tag: "error", value: (error as Error).message };
  }
}

function instantiate(): void {
  if (home.schemaEngineReady) return;
  // The engine writes the reason here before it crashes.
  Object.assign(globalThis, {
    PRISMA_WASM_PANIC_REGISTRY: {
      set_message: (message: string) => console.error(`Prisma's schema engine: ${message}`),
    },
  });
  const compiled = new WebAssembly.Module(readFileSync(engineFile));
  const imports = { "./schema_engine_bg.js": wasm as unknown as WebAssembly.ModuleImports };
  const instance = new WebAssembly.Instance(compiled, imports);
  wasm.__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
  home.schemaEngineReady = true;
}
