/**
 * `npm run db:generate`: writes the Prisma client to prisma/generated, unless what is there was made of the same schema by
 * the same Prisma. Needs neither network nor database.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { takeNoArguments } from "../bootstrap/usage.mjs";

takeNoArguments("db:generate", "writes the Prisma client to prisma/generated");

const require = createRequire(import.meta.url);
const root = fileURLToPath(new URL("../..", import.meta.url));
// Inside the folder that it describes, so that removing the client removes it, too.
const stamp = `${root}prisma/generated/made-of`;

const { version } = require("prisma/package.json");
const madeOf = createHash("sha256")
  .update(readFileSync(`${root}prisma/schema.prisma`))
  .update(version)
  .digest("hex");

if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== madeOf) {
  const { status } = spawnSync(process.execPath, [require.resolve("prisma/build/index.js"), "generate"], {
    cwd: root,
    stdio: "inherit",
    env: {
      ...process.env,
      // Else the command line first downloads the schema engine's binary, which `generate` never runs.
      PRISMA_SCHEMA_ENGINE_BINARY: process.env.PRISMA_SCHEMA_ENGINE_BINARY ?? process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: "1",
      CHECKPOINT_DISABLE: "1",
    },
  });
  if (status !== 0) process.exit(status ?? 1);
  writeFileSync(stamp, madeOf);
}

// What a database must have applied for this build (lib/database-check.ts). The folder is not part of a deployment.
const names = readdirSync(`${root}prisma/migrations`, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();
const list = `${root}prisma/generated/migrations.ts`;
const source = `export const MIGRATIONS: readonly string[] = ${JSON.stringify(names, null, 2)};\n`;
if (!existsSync(list) || readFileSync(list, "utf8") !== source) writeFileSync(list, source);
