import { createRequire } from "node:module";
import { join } from "node:path";
import { runTimed } from "./command.mjs";

const require = createRequire(import.meta.url);

const PROJECTS = { product: ".", "local-stripe": "local-stripe" };

/**
 * @param {keyof typeof PROJECTS} name
 * @param {import("./command.mjs").Print} [print] gets what the compiler says
 * @returns {Promise<number>} the exit code of the compiler, which says what is wrong
 */
export async function checkTypes(name, print) {
  // Both versions of TypeScript call their program `tsc`. docs/decisions/007 says why there are two.
  const tsc = join(require.resolve("typescript-native/package.json"), "../bin/tsc");
  const cache = `.data/types/${name}.tsbuildinfo`;
  // Not in tsconfig.json: a build must not fail for what somebody is about to use.
  const unused = ["--noUnusedLocals", "--noUnusedParameters"];
  const options = ["--noEmit", "--incremental", "--tsBuildInfoFile", cache, ...unused];
  const { code } = await runTimed([process.execPath, tsc, "-p", PROJECTS[name], ...options], { print });
  return code;
}
