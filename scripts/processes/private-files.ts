import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";

const OTHERS = 0o077;
/** Root's PostgreSQL runs as another account, whose group may pass through, but not look around (unix-account.ts). */
const TOP = process.getuid?.() === 0 ? 0o710 : 0o700;

/**
 * Makes a folder, or takes from everyone else their rights to one and to all that it holds: earlier releases left them.
 * What is another account's stays as it is.
 */
export function keepPrivate(dir: string): void {
  if (!existsSync(dir)) mkdirSync(dir, { recursive: true, mode: 0o700 });
  restrict(dir, TOP);
  for (const name of readdirSync(dir, { recursive: true, encoding: "utf8" })) restrict(join(dir, name), 0o700);
}

function restrict(path: string, most: number): void {
  try {
    const at = lstatSync(path);
    if (!at.isSymbolicLink() && at.mode & OTHERS & ~most) chmodSync(path, at.mode & most);
  } catch (error) {
    // Somebody else's, or gone in the meantime.
    if (!["EPERM", "ENOENT"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}
