import { cpSync, existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { standaloneFolder } from "./folder.mjs";

/**
 * Adds to the folder that Next has written what a server in front of it could serve as well (browsers' files), and the
 * program that starts it.
 * @param {string} dir the folder of the app that was built
 */
export function completeStandalone(dir) {
  const folder = standaloneFolder(dir);
  // Vercel packs the app itself.
  if (!folder) return;
  cpSync(join(dir, ".next", "static"), join(folder, ".next", "static"), { recursive: true });
  if (existsSync(join(dir, "public"))) cpSync(join(dir, "public"), join(folder, "public"), { recursive: true });
  cpSync(fileURLToPath(new URL("start.mjs", import.meta.url)), join(folder, "start.mjs"));
  // Next copies .env: settings, and secrets among them, belong to where the folder runs.
  for (const name of readdirSync(folder).filter((name) => name.startsWith(".env"))) rmSync(join(folder, name));
}
