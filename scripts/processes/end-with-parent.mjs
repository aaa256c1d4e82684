/**
 * Runs a command that must not outlive the process that started it.
 *
 * The command gets a new process group. When the pipe on our standard input closes, whether on purpose or because the
 * other end was killed, the whole group is asked to end, and killed after a while. Signals of the terminal (Ctrl-C) do
 * not reach the group, so parts end in the order in which their starter wants them to.
 */
import { spawn } from "node:child_process";

const GRACE_MS = 8_000;
const [command = "", ...args] = process.argv.slice(2);

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => undefined);

const child = spawn(command, args, { stdio: ["ignore", "inherit", "inherit"], detached: true });

/** @param {NodeJS.Signals} signal */
function signalGroup(signal) {
  try {
    if (child.pid) process.kill(-child.pid, signal);
  } catch {
    // The whole group is gone already.
  }
}

child.once("error", (error) => {
  process.stderr.write(`${command} could not be started: ${error.message}\n`);
  process.exit(127);
});
child.once("exit", (code) => {
  signalGroup("SIGKILL");
  process.exit(code ?? 1);
});
// For tests of crashes: the starter may also have the group killed on the spot.
process.stdin.on("data", () => signalGroup("SIGKILL"));
process.stdin.once("close", () => {
  signalGroup("SIGTERM");
  setTimeout(() => signalGroup("SIGKILL"), GRACE_MS).unref();
});
