import { spawn } from "node:child_process";

/**
 * @typedef {(chunk: Buffer) => void} Print
 * @typedef {{ code: number, wallSeconds: number, cpuSeconds: number }} Ended
 */

// The shell's `times` is the one portable way to learn what a command and all that it waited for have used.
const TIMED = '"$@" 3>&-; code=$?; times >&3; exit $code';

/**
 * Runs a command that has nothing to read from us.
 * @param {string[]} command
 * @param {{ env?: NodeJS.ProcessEnv, print?: Print }} [options] `print` gets its output; without it the output is ours
 * @returns {Promise<Ended>} CPU seconds include all its processes except those that it left running, such as a PostgreSQL
 *   server
 */
export function runTimed(command, { env = process.env, print } = {}) {
  return new Promise((resolve, reject) => {
    const output = print ? "pipe" : "inherit";
    const started = performance.now();
    const child = spawn("sh", ["-c", TIMED, "sh", ...command], { stdio: ["ignore", output, output, "pipe"], env });
    if (print) for (const stream of [child.stdout, child.stderr]) stream?.on("data", print);
    let times = "";
    child.stdio[3]?.on("data", (chunk) => (times += chunk));
    child.once("error", (error) => reject(new Error(`${command[0]} could not be started: ${error.message}`)));
    child.once("close", (code) =>
      resolve({
        code: code ?? 1,
        wallSeconds: (performance.now() - started) / 1000,
        cpuSeconds: cpuSecondsOf(times),
      }),
    );
  });
}

/**
 * @param {string} times what the shell printed: minutes and seconds, of its own and of its children
 */
export function cpuSecondsOf(times) {
  return [...times.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds),
    0,
  );
}
