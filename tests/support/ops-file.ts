import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "@/scripts/local/paths";

/** A file of ops/ as an administrator changes it. @throws where it hasn't what is to be changed */
export const opsFile = (name: string, changes: [string | RegExp, string][]): string =>
  changes.reduce(
    (text, [from, to]) => {
      const changed = text.replace(from, to);
      if (changed === text) throw new Error(`ops/${name} has no ${String(from)}.`);
      return changed;
    },
    readFileSync(join(root, "ops", name), "utf8"),
  );
