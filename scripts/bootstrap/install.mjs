import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Runs `npm ci` when nothing is installed, or what is installed is older than the lockfile. */
export function installMissing() {
  const installed = `${root}node_modules/.package-lock.json`;
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(`${root}package-lock.json`).mtimeMs) return;
  console.log("Installing what package-lock.json lists …");
  const { status, error } = spawnSync("npm", ["ci", "--no-audit", "--no-fund"], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (status === 0) return;
  console.error(
    `\n\`npm ci\` failed${error ? `: ${error.message}` : ""}. It needs the npm registry: check the connection ` +
      "(or the proxy and registry of `npm config list`), then run the command again.",
  );
  process.exit(1);
}
