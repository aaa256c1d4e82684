/**
 * `npm run pictures`: the browser tests, which take every page and state as pictures on their way, and one page that shows
 * them all. Not committed: docs/pictures.md keeps two of each.
 */
import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { takeNoArguments } from "./bootstrap/usage.mjs";
import { runTimed } from "./testing/command.mjs";

const FOLDER = ".data/pictures";

takeNoArguments("pictures", `runs the browser tests and takes every page and state as pictures, into ${FOLDER}`);
process.chdir(fileURLToPath(new URL("..", import.meta.url)));

rmSync(FOLDER, { recursive: true, force: true });
const env = { ...process.env, EVERY_PICTURE: FOLDER };
const { code } = await runTimed(["npm", "test", "--silent", "--", "build", "browser"], { env });

const states = existsSync(FOLDER) ? readdirSync(FOLDER).toSorted() : [];
const shown = states.map((state) => ({ state, files: readdirSync(`${FOLDER}/${state}`).toSorted() }));
const rows = shown.map(
  ({ state, files }) => `<h2>${state}</h2>\n${files.map((file) => image(state, file)).join("\n")}`,
);
if (states.length > 0)
  writeFileSync(
    `${FOLDER}/index.html`,
    `<!doctype html><meta charset="utf-8"><title>Pictures</title>\n${rows.join("\n")}`,
  );

const taken = shown.reduce((sum, { files }) => sum + files.length, 0);
console.log(`\n${taken} pictures of ${states.length} pages and states. Open ${FOLDER}/index.html`);
process.exitCode = states.length > 0 ? code : 1;

/** @param {string} state @param {string} file */
function image(state, file) {
  const path = `${state}/${file}`;
  return `<a href="${path}"><img src="${path}" alt="${path}" title="${path}" height="480" loading="lazy"></a>`;
}
