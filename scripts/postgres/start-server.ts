import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { root } from "../local/paths";
import { type KeepAnswer, type KeepOptions } from "./server-process";

export interface HeldPostgres {
  url: string;
  /** What a person should know, such as a port that was taken. */
  said: string[];
  /** Resolves when PostgreSQL ends without our doing. */
  ended: Promise<void>;
  release(): Promise<void>;
}

/** Starts embedded PostgreSQL, or joins the one that runs on this folder, until released or until this process ends. */
export async function holdPostgres(options: KeepOptions): Promise<HeldPostgres> {
  const keeper = spawn(
    process.execPath,
    ["--import", "tsx", fileURLToPath(new URL("server-process.ts", import.meta.url)), JSON.stringify(options)],
    { cwd: root, stdio: ["pipe", "pipe", "pipe"], detached: true },
  );
  const exit = once(keeper, "exit");
  let problem = "";
  keeper.stderr.setEncoding("utf8").on("data", (text: string) => (problem += text));
  keeper.stdin.on("error", () => undefined);
  const answer = await Promise.race([once(createInterface({ input: keeper.stdout }), "line"), exit.then(() => null)]);
  if (!answer) throw new Error(problem.trim() || "Embedded PostgreSQL could not be started.");
  const { url, said } = JSON.parse(String(answer[0])) as KeepAnswer;
  keeper.unref();
  let released = false;
  return {
    url,
    said,
    ended: exit.then(() => (released ? new Promise<void>(() => undefined) : undefined)),
    async release() {
      if (released) return;
      released = true;
      keeper.ref();
      keeper.stdin.end();
      await exit;
    },
  };
}
