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
import { tablesIn } from "./tables.mjs";

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

// What a database must have for this build (lib/database-check.ts). Neither folder nor schema is part of a deployment.
const names = readdirSync(`${root}prisma/migrations`, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();
write("migrations", `export const MIGRATIONS: readonly string[] = ${JSON.stringify(names, null, 2)};\n`);
const tables = tablesIn(readFileSync(`${root}prisma/schema.prisma`, "utf8"));
write(
  "tables",
  `export const TABLES: Readonly<Record<string, readonly string[]>> = ${JSON.stringify(tables, null, 2)};\n`,
);

/** @param {string} name @param {string} source */
function write(name, source) {
  const file = `${root}prisma/generated/${name}.ts`;
  if (!existsSync(file) || readFileSync(file, "utf8") !== source) writeFileSync(file, source);
}
