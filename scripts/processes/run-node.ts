import { spawn } from "node:child_process";
import { root } from "../local/paths";
import { type Settings } from "../local/settings";

/**
 * Runs a Node program to its end and hands back what it printed; a failure carries its output.
 * @param onOutput called with all that it has printed so far
 */
export function runNode(
  what: string,
  args: string[],
  env: Settings,
  onOutput: (output: string) => void = () => undefined,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: env as NodeJS.ProcessEnv,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => onOutput((output += text)));
    }
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`${what} failed (exit code ${code}).\n${output.trim()}`));
    });
  });
}
