import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { root } from "../local/paths";
import { type ServerAnswer, type ServerOptions } from "./server-process";

export interface RunningPostgres {
  url: string;
  /** What a person should know, such as a port that was taken. */
  said: string[];
  /** Resolves when PostgreSQL ends without our doing. */
  ended: Promise<void>;
  release(): Promise<void>;
}

/** Starts embedded PostgreSQL, or joins the one that runs on this folder, until released or until this process ends. */
export async function startPostgres(options: ServerOptions): Promise<RunningPostgres> {
  const server = spawn(
    process.execPath,
    ["--import", "tsx", fileURLToPath(new URL("server-process.ts", import.meta.url)), JSON.stringify(options)],
    { cwd: root, stdio: ["pipe", "pipe", "pipe"], detached: true },
  );
  const exit = once(server, "exit");
  let problem = "";
  server.stderr.setEncoding("utf8").on("data", (text: string) => (problem += text));
  server.stdin.on("error", () => undefined);
  const answer = await Promise.race([once(createInterface({ input: server.stdout }), "line"), exit.then(() => null)]);
  if (!answer) throw new Error(problem.trim() || "Embedded PostgreSQL could not be started.");
  const { url, said } = JSON.parse(String(answer[0])) as ServerAnswer;
  server.unref();
  let released = false;
  return {
    url,
    said,
    ended: exit.then(() => (released ? new Promise<void>(() => undefined) : undefined)),
    async release() {
      if (released) return;
      released = true;
      server.ref();
      server.stdin.end();
      await exit;
    },
  };
}
