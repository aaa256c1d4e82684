import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { FileError } from "@/lib/billing/catalog-file/file-error";
import { root } from "../local/paths";

/**
 * Names that stand twice in one object, of which JavaScript keeps the last: the first plan would be archived as if the file
 * had never named it. Only the text shows it.
 * @param dir with the files; without it, as in the folder that ships, they were checked when that was built
 * @throws FileError with the lines
 */
export async function refuseDoubleNames(dir = join(root, "billing")): Promise<void> {
  if (!existsSync(dir)) return;
  const files = readdirSync(dir, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  const found = await Promise.all(files.map(async (name) => ({ name, problems: await doubleNames(join(dir, name)) })));
  const doubles = found.filter(({ problems }) => problems.length > 0);
  if (doubles.length > 0)
    throw new FileError(doubles.map(({ name, problems }) => ({ file: `billing/${name}`, problems })));
}

async function doubleNames(file: string): Promise<string[]> {
  // Not a dependency of what ships.
  const { transform } = await import("esbuild");
  // What isn't TypeScript at all is said where the file is loaded.
  const read = await transform(readFileSync(file, "utf8"), { loader: "ts", logLevel: "silent" }).catch(() => null);
  return (read?.warnings ?? [])
    .filter(({ id }) => id === "duplicate-object-key")
    .map(({ text, location, notes }) => {
      const name = /"(.*)"/.exec(text)?.[1] ?? text;
      const before = notes.find((note) => note.location)?.location?.line;
      return `line ${location?.line ?? "?"} names ${name} again${before ? `, which line ${before} names already` : ""}`;
    });
}
