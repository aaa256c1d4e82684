import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { identity } from "./process-ids";
import { until } from "./until";

/** The id of the living process that holds the lock, or null. A lock whose process died does not count. */
export function lockHolder(path: string): number | null {
  try {
    const mark = readFileSync(path, "utf8");
    const pid = Number.parseInt(mark, 10);
    return identity(pid) === mark ? pid : null;
  } catch {
    return null;
  }
}

/** Takes the lock unless a living process holds it; returns whether it is now ours. */
export function tryLock(path: string): boolean {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  try {
    writeFileSync(path, identity(process.pid), { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  if (lockHolder(path) !== null) return false;
  // Moved aside rather than removed, so that of several that find the dead lock only one succeeds.
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
    rmSync(aside);
  } catch {
    return false;
  }
  return tryLock(path);
}

export function unlock(path: string): void {
  if (lockHolder(path) === process.pid) rmSync(path, { force: true });
}

/** Runs `work` while holding the lock, waiting for its present holder. */
export async function withLock<T>(path: string, what: string, work: () => Promise<T>): Promise<T> {
  await until(`the lock ${path} (another process is ${what})`, () => tryLock(path), { timeoutMs: 60_000 });
  try {
    return await work();
  } finally {
    unlock(path);
  }
}
