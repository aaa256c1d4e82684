import { readFileSync } from "node:fs";
import { get } from "node:http";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { root } from "@/scripts/local/paths";

/** The scripts that a page's HTML loads, in every answer and language the same. */
export const scriptsIn = (html: string): string[] =>
  [...html.matchAll(/<script[^>]* src="([^"?]+)/g)].map(([, path = ""]) => path);

const fromBuild = (name: string): string => readFileSync(join(root, ".next", name), "utf8");

/** The page for unknown addresses. A page whose folder has one of its own loads that one instead. */
const NOT_FOUND = /\/app\/not-found$/;

/**
 * The scripts of a page and of what may be shown in its place, as the build knows them.
 * @param folder of its sources
 */
export function scriptsOf(folder: string): string[] {
  type Manifest = { entryJSFiles: Record<string, string[]> };
  const context = { globalThis: {} as { __RSC_MANIFEST?: Record<string, Manifest> } };
  runInNewContext(fromBuild(`server/${folder}/page_client-reference-manifest.js`), context);
  const entries = Object.values(context.globalThis.__RSC_MANIFEST ?? {}).flatMap(({ entryJSFiles }) =>
    Object.entries(entryJSFiles),
  );
  const { rootMainFiles } = JSON.parse(fromBuild("build-manifest.json")) as { rootMainFiles: string[] };
  const files = entries.flatMap(([entry, ofEntry]) => (NOT_FOUND.test(entry) ? [] : ofEntry));
  return [...rootMainFiles, ...files].map((file) => `/_next/${file}`);
}

/** How many bytes an answer is, compressed and with headers. */
export const bytesSent = (url: string): Promise<number> =>
  new Promise((resolve, reject) => {
    get(url, { agent: false, headers: { "accept-encoding": "gzip" } }, (answer) => {
      if (answer.statusCode !== 200) reject(new Error(`${url} answered ${answer.statusCode}.`));
      answer.resume().on("end", () => resolve(answer.socket.bytesRead));
    }).on("error", reject);
  });
