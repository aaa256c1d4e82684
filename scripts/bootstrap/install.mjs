import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Runs `npm ci` when nothing is installed, or what is installed is older than the lockfile.
 * @throws an error that names the way out when that fails
 */
export function installMissing() {
  const installed = `${root}node_modules/.package-lock.json`;
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(`${root}package-lock.json`).mtimeMs) return;
  console.log("Installing what package-lock.json lists …");
  // A `--silent` around this command must not hide why an installation fails.
  const { status, error } = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=warn"], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (status === 0) return;
  throw new Error(
    `\`npm ci\` failed${error ? `: ${error.message}` : ""}. It needs the npm registry: check the connection ` +
      "(or the proxy and registry of `npm config list`), then run the command again.",
  );
}
