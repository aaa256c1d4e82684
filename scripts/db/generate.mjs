/** `npm run db:generate`: writes the Prisma client to prisma/generated. Needs neither network nor database. */
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { status } = spawnSync(process.execPath, [require.resolve("prisma/build/index.js"), "generate"], {
  cwd: new URL("../..", import.meta.url),
  stdio: "inherit",
  env: {
    ...process.env,
    // Else the command line first downloads the schema engine's binary, which `generate` never runs.
    PRISMA_SCHEMA_ENGINE_BINARY: process.env.PRISMA_SCHEMA_ENGINE_BINARY ?? process.execPath,
    PRISMA_HIDE_UPDATE_MESSAGE: "1",
    CHECKPOINT_DISABLE: "1",
  },
});
process.exit(status ?? 1);
