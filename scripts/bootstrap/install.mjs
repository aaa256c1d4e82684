import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** @returns {boolean} whether everything that package-lock.json lists is installed */
export function isInstalled() {
  const installed = `${root}node_modules/.package-lock.json`;
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(`${root}package-lock.json`).mtimeMs;
}

// A `--silent` around a command must not hide why an installation fails.
export const INSTALL = ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=warn"];

export const INSTALL_FAILED =
  "It needs the npm registry: check the connection (or the proxy and registry of `npm config list`), then run the command again.";

/**
 * Runs `npm ci` when nothing is installed, or what is installed is older than the lockfile.
 * @throws an error that names the way out when that fails
 */
export function installMissing() {
  if (isInstalled()) return;
  console.log("Installing what package-lock.json lists …");
  const [npm = "", ...args] = INSTALL;
  const { status, error } = spawnSync(npm, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
  if (status !== 0) throw new Error(`\`npm ci\` failed${error ? `: ${error.message}` : ""}. ${INSTALL_FAILED}`);
}
