import { createRequire } from "node:module";

/** The schema engine itself. In the commands that ship it lies beside them: scripts/standalone/commands.mjs. */
export const engineFile = createRequire(import.meta.url)
  .resolve("@prisma/schema-engine-wasm/schema_engine_bg")
  .replace(/\.js$/, ".wasm");
