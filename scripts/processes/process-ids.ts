import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** True while a process with this id exists, of any owner. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** The name of the program that a process runs; empty when there is no such process. */
export function programName(pid: number): string {
  try {
    if (process.platform === "linux") return readFileSync(`/proc/${pid}/comm`, "utf8").trim();
    return execFileSync("ps", ["-o", "comm=", "-p", String(pid)], { encoding: "utf8", stdio: "pipe" }).trim();
  } catch {
    return "";
  }
}

/**
 * A mark that stays with a process for its life and differs from that of a later process with the same id:
 * ids are given out again, quickly so in containers.
 */
export function identity(pid: number): string {
  if (!isAlive(pid)) return "";
  try {
    if (process.platform === "linux") {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      // The second field is the program's name in brackets and may hold spaces; the start time is the 22nd.
      return `${pid}@${stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]}`;
    }
    const started = execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8", stdio: "pipe" });
    return `${pid}@${started.trim()}`;
  } catch {
    return "";
  }
}
