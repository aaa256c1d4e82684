import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const clients = fileURLToPath(new URL("../../local-stripe/clients/", import.meta.url));

/**
 * Installs a program of somebody else's that local Stripe is tried with, at the versions of its lockfile.
 * @param {string} name its folder in local-stripe/clients
 * @returns {string | null} why it can't run here
 */
export function missingClient(name) {
  if (existsSync(`${clients}${name}/node_modules/.package-lock.json`)) return null;
  const quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];
  const { status, error, stderr } = spawnSync("npm", ["ci", ...quiet], { cwd: clients + name, encoding: "utf8" });
  if (status === 0) return null;
  const why = (error?.message ?? stderr ?? "").replace(/\s+/g, " ").trim() || `npm ended with ${status}`;
  return `the packages of local-stripe/clients/${name} could not be installed: ${why}`;
}

const PYTHON = process.env.PYTHON_WITH_STRIPE ?? "/usr/bin/python3";

/** Debian's python3-stripe. @returns {string | null} why it can't run here */
export function missingPython() {
  const { status } = spawnSync(PYTHON, ["-c", "import stripe, requests"]);
  return status === 0 ? null : `${PYTHON} has no stripe: install Debian's python3-stripe`;
}
