import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The folder with all that the built app needs to run, as Next writes it (`output: "standalone"` in next.config.mjs).
 * @param {string} dir the folder of the app that was built
 * @returns {string | null} null without a build, or where the build makes no such folder
 */
export function standaloneFolder(dir) {
  const about = join(dir, ".next", "required-server-files.json");
  if (!existsSync(about)) return null;
  const { relativeAppDir } = JSON.parse(readFileSync(about, "utf8"));
  // An app within another package's folder lies as deep in here.
  const folder = join(dir, ".next", "standalone", relativeAppDir);
  return existsSync(join(folder, "server.js")) ? folder : null;
}

/**
 * @param {string} dir the folder of the app that was built
 * @returns {string} the program that starts it; HOST and PORT say where
 * @throws Error when there is none
 */
export function startProgram(dir) {
  const folder = standaloneFolder(dir);
  const program = folder && join(folder, "start.mjs");
  if (program && existsSync(program)) return program;
  throw new Error("There is no production build. Run `npm run build`, then this again.");
}
