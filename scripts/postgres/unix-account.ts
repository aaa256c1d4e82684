import { execFileSync } from "node:child_process";
import { chownSync, statSync } from "node:fs";
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
  const user = ["postgres", "nobody"].find((name) => idOf("-u", name) !== null);
  const uid = user && idOf("-u", user);
  const gid = user && idOf("-g", user);
  if (typeof uid !== "number" || typeof gid !== "number") {
    throw new Error(
      "PostgreSQL does not run as root, and this machine has neither a user `postgres` nor `nobody` to run it as. " +
        "Run the command as another user, or set DATABASE_URL to a PostgreSQL of yours.",
    );
  }
  const closed = paths.map(closedFolder).find((path) => path !== null);
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
  const user = idOf("-u", "postgres") === null ? "nobody" : "postgres";
  chownSync(path, idOf("-u", user) ?? 0, idOf("-g", user) ?? 0);
}

function idOf(flag: "-u" | "-g", name: string): number | null {
  try {
    return Number.parseInt(execFileSync("id", [flag, name], { encoding: "utf8", stdio: "pipe" }), 10);
  } catch {
    return null;
  }
}

/** The first folder on the way to `path` that not every user may enter. */
function closedFolder(path: string): string | null {
  const parent = dirname(path);
  if (parent === path) return null;
  return closedFolder(parent) ?? ((statSync(parent).mode & 0o001) === 0 ? parent : null);
}
