import { spawn } from "node:child_process";
import { ensureNode } from "./fetch-node.mjs";
import { withNodeFirst } from "./node-version.mjs";

/** Runs this process's command, if it has one, in a newer Node, and ends as that ends. */
export async function continueWithNewerNode() {
  const node = await ensureNode().catch((error) => {
    console.error(`\n${error.message}`);
    process.exit(1);
  });
  if (process.argv.length === 2) return;
  const child = spawn(node, process.argv.slice(1), { stdio: "inherit", env: withNodeFirst(process.env, node) });
  // A terminal sends Ctrl-C to both of us; it must reach the command once.
  process.on("SIGINT", () => void (process.stdin.isTTY || child.kill("SIGINT")));
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.once("exit", (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
