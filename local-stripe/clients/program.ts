// A program of somebody else's as a process, which says its address when it listens.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";

export interface Program {
  url: string;
  /** All that it printed, for who has to find out why something failed. */
  output(): string;
  stop(): Promise<void>;
}

/** @param script beside this file; it prints its address in one line */
export async function startProgram(script: string, env: Record<string, string>): Promise<Program> {
  const child = spawn(process.execPath, [fileURLToPath(new URL(script, import.meta.url))], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  const url = await new Promise<string>((listens, failed) => {
    const read = (chunk: Buffer) => {
      printed += chunk.toString();
      const address = /^http:\/\/\S+$/m.exec(printed);
      if (address) listens(address[0]);
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.once("exit", (code) => failed(new Error(`${script} ended with ${code} before it listened:\n${printed}`)));
  });
  return { url, output: () => printed, stop: () => end(child) };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}

/** A port that was free a moment ago: a webhook's address is needed before the program that answers there starts. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
