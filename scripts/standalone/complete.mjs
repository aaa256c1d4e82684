import { cpSync, existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleCommands } from "./commands.mjs";
import { standaloneFolder } from "./folder.mjs";

/**
 * Adds to the folder that Next has written the files for browsers, which Next leaves to a server in front of it, the program
 * that starts the app, and the commands of an operator.
 * @param {string} dir the folder of the app that was built
 * @returns {Promise<void>}
 */
export async function completeStandalone(dir) {
  const folder = standaloneFolder(dir);
  // Vercel packs the app itself.
  if (!folder) return;
  cpSync(join(dir, ".next", "static"), join(folder, ".next", "static"), { recursive: true });
  if (existsSync(join(dir, "public"))) cpSync(join(dir, "public"), join(folder, "public"), { recursive: true });
  for (const program of ["start.mjs", "healthy.mjs"])
    cpSync(fileURLToPath(new URL(program, import.meta.url)), join(folder, program));
  await bundleCommands(folder);
  // Next copies .env: settings, and secrets among them, belong to where the folder runs.
  for (const name of readdirSync(folder).filter((name) => name.startsWith(".env"))) rmSync(join(folder, name));
}
