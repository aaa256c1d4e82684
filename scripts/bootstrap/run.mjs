/**
 * Every command of package.json starts here, so that it runs on the Node that the app is made for:
 *
 *   node scripts/bootstrap/run.mjs scripts/dev.ts      runs a script of ours, in TypeScript or JavaScript
 *   node scripts/bootstrap/run.mjs next start          runs a program that npm has installed
 *   node scripts/bootstrap/run.mjs                     only makes sure that there is such a Node
 *
 * Where this Node is older, Node 24 comes from the npm registry once, and runs the same command. Until it does, only
 * what old Nodes know is used here.
 */
import { existsSync, realpathSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { isTooOld } from "./node-version.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));

if (isTooOld(process.versions.node)) {
  const { continueWithNewerNode } = await import("./newer-node.mjs");
  await continueWithNewerNode();
} else if (process.argv.length > 2) {
  await runHere(process.argv[2], process.argv.slice(3));
}

/**
 * In this process, as `node FILE ARGUMENTS` would.
 * @param {string} command
 * @param {string[]} args
 */
async function runHere(command, args) {
  const isScript = /\.(ts|mjs)$/.test(command);
  const programs = `${root}node_modules/.bin`;
  // Scripts that install what is missing are the ones in JavaScript.
  if (!command.endsWith(".mjs") && !existsSync(programs)) {
    console.error("Nothing is installed yet. Run `npm ci`, then the command again.");
    process.exit(1);
  }
  const file = isScript ? resolve(command) : `${programs}/${command}`;
  process.argv = [process.argv[0], file, ...args];
  if (command.endsWith(".ts")) await import("tsx");
  await import(pathToFileURL(realpathSync(file)).href);
}
