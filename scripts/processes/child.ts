import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { root } from "../local/paths";
import { type Settings } from "../local/settings";

const endWithParent = fileURLToPath(new URL("end-with-parent.mjs", import.meta.url));
const KEPT_LINES = 2_000;

export interface Child {
  name: string;
  /** The newest lines it printed. */
  lines: string[];
  /** Calls back with each further line. */
  onLine(listener: (line: string) => void): void;
  /** Resolves with the exit code when it ends, for any reason. */
  ended: Promise<number>;
  running(): boolean;
  /** Asks it to end, with all that it started, and waits until it has. */
  stop(): Promise<void>;
  /** Kills it, with all that it started, without a chance to clean up. */
  kill(): Promise<void>;
}

/** Starts a long-running Node program that ends with this process at the latest. Its environment is exactly `env`. */
export const startChild = (name: string, args: string[], env: Settings): Child =>
  startCommand(name, [process.execPath, ...args], env);

/** The same with any program. */
export function startCommand(name: string, command: string[], env: Settings): Child {
  const child = spawn(process.execPath, [endWithParent, ...command], {
    cwd: root,
    env: env as NodeJS.ProcessEnv,
    stdio: ["pipe", "pipe", "pipe"],
    detached: true,
  });
  child.stdin.on("error", () => undefined);
  const lines: string[] = [];
  const listeners: ((line: string) => void)[] = [];
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on("line", (line) => {
      lines.push(line);
      if (lines.length > KEPT_LINES) lines.shift();
      for (const listener of listeners) listener(line);
    });
  }
  const ended = once(child, "close").then(([code]) => Number(code ?? 1));
  return {
    name,
    lines,
    onLine: (listener) => void listeners.push(listener),
    ended,
    running: () => child.exitCode === null && child.signalCode === null,
    async stop() {
      child.stdin.end();
      await ended;
    },
    async kill() {
      child.stdin.write("kill");
      await ended;
    },
  };
}

/** Waits until a child is ready. If it ends before, the error holds its last lines. */
export async function whenReady<T>(child: Child, ready: Promise<T>): Promise<T> {
  const early = child.ended.then((code) => {
    throw new Error(`${describeEnd(child, code)} before it was ready.\n${lastLines(child)}`);
  });
  early.catch(() => undefined);
  return Promise.race([ready, early]);
}

export function describeEnd(child: Child, code: number): string {
  return `${child.name} ended (exit code ${code})`;
}

export function lastLines(child: Child, count = 25): string {
  return child.lines
    .slice(-count)
    .map((line) => `  | ${line}`)
    .join("\n");
}
