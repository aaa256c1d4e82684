/** Puts the code of docs/sign-in.md into a copy of the app, as an adopter would (tests/support/build.ts). */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "@/scripts/local/paths";
import { blocksOf } from "./snippets";

const DOCUMENT = "docs/sign-in.md";
const LIST = "lib/auth/providers/provider-list.ts";

/** The document's files, by path: each block begins with one. */
function documented(): Map<string, string> {
  return new Map(
    blocksOf(DOCUMENT).map((block) => {
      const [, path, code = ""] = /^\/\/ (\S+\.tsx?)\n([\s\S]*)$/.exec(block) ?? [];
      if (!path) throw new Error(`A block of ${DOCUMENT} doesn't begin with the path of its file:\n${block}`);
      return [path, code];
    }),
  );
}

/** Follows the document. @returns the paths of the files that it made or changed */
export function followSignInDoc(dir: string): string[] {
  const files = [...documented()];
  for (const [path, code] of files) {
    const to = join(dir, path);
    mkdirSync(dirname(to), { recursive: true });
    // A file of ours is changed by the lines that are shown; any other is new.
    writeFileSync(to, existsSync(join(root, path)) ? changed(readFileSync(join(root, path), "utf8"), code) : code);
  }
  return files.map(([path]) => path);
}

/** Imports come first, and what is exported takes the place of what has its name. */
function changed(file: string, code: string): string {
  return code
    .trimEnd()
    .split("\n")
    .reduce((text, line) => {
      if (line.startsWith("import ")) return `${line}\n${text}`;
      const [start] = /^export const \w+/.exec(line) ?? [];
      const there = text.split("\n").find((one) => start && one.startsWith(start));
      if (!there) throw new Error(`${LIST} has no line for: ${line}`);
      return text.replace(there, line);
    }, file);
}
