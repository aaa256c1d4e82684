import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, statSync } from "node:fs";
import { dirname } from "node:path";

/** The account that runs PostgreSQL. The prefix goes before each of its command lines. */
export interface Account {
  uid?: number;
  gid?: number;
  prefix: string[];
}

/**
 * PostgreSQL refuses to run as root. Started by root (in a container, say) it runs as the user `postgres` if it exists,
 * otherwise as `nobody`; no user is added to the machine.
 *
 * A checkout below a folder that only root may enter (such as /root) needs one thing more: the right to pass through
 * closed folders, which `setpriv` hands to that user for these processes alone.
 */
export function chooseAccount(...paths: string[]): Account {
  if (process.getuid?.() !== 0) return { prefix: [] };
  const { user, uid, gid } = ofPostgres();
  if (typeof uid !== "number" || typeof gid !== "number") {
    throw new Error(
      "PostgreSQL does not run as root, and this machine has neither a user `postgres` nor `nobody` to run it as. " +
        "Run the command as another user, or set DATABASE_URL to a PostgreSQL of yours.",
    );
  }
  const closed = paths.map((path) => closedFolder(path, gid)).find((path) => path !== null);
  if (!closed) return { uid, gid, prefix: [] };
  const prefix = [
    "setpriv",
    `--reuid=${uid}`,
    `--regid=${gid}`,
    "--clear-groups",
    "--inh-caps=+dac_override",
    "--ambient-caps=+dac_override",
    // Without it the right counts for opening files but not for access(2), with which initdb looks for its programs.
    "--securebits=+no_setuid_fixup",
  ];
  try {
    execFileSync("setpriv", [...prefix.slice(1), "ls", closed], { stdio: "pipe" });
  } catch (error) {
    throw new Error(
      `PostgreSQL does not run as root, and the user \`${user}\` may not enter ${closed}. ` +
        "Clone into a folder that every user may enter, run the command as another user, or set DATABASE_URL.",
      { cause: error },
    );
  }
  return { prefix };
}

/** Gives a folder or file to the account that PostgreSQL runs as. */
export function handOver(path: string): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = ofPostgres();
  chownSync(path, uid ?? 0, gid ?? 0);
}

/** Lets that account pass through a folder that is closed to others: it may enter, and neither list nor write. */
export function letThrough(folder: string): void {
  if (process.getuid?.() !== 0) return;
  const { mode, uid } = statSync(folder);
  if (mode & 0o001 || uid !== 0) return;
  chownSync(folder, 0, ofPostgres().gid ?? 0);
  chmodSync(folder, (mode & 0o700) | 0o010);
}

function ofPostgres() {
  const user = ["postgres", "nobody"].find((name) => idOf("-u", name) !== null);
  return user === undefined ? {} : { user, uid: idOf("-u", user), gid: idOf("-g", user) };
}

function idOf(flag: "-u" | "-g", name: string): number | null {
  try {
    return Number.parseInt(execFileSync("id", [flag, name], { encoding: "utf8", stdio: "pipe" }), 10);
  } catch {
    return null;
  }
}

/** The first folder on the way to `path` that neither every user nor this group may enter. */
function closedFolder(path: string, group: number): string | null {
  const parent = dirname(path);
  if (parent === path) return null;
  const { mode, gid } = statSync(parent);
  const enters = (mode & 0o001) !== 0 || (gid === group && (mode & 0o010) !== 0);
  return closedFolder(parent, group) ?? (enters ? null : parent);
}
