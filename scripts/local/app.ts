import { createRequire } from "node:module";
import { type Child, startChild } from "../processes/child";
import { startProgram } from "../standalone/folder.mjs";
import { type Listening } from "./host";
import { root } from "./paths";
import { type Settings } from "./settings";

const nextCli = createRequire(import.meta.url).resolve("next/dist/bin/next");

/** Next's own default is every address of the machine. */
export function startOn({ host }: Listening, port: number, command: "dev" | "start", settings: Settings): Child {
  if (command === "start")
    return startChild("The app", [startProgram(root)], {
      DRAIN_SECONDS: "0",
      ...settings,
      HOST: host,
      PORT: String(port),
    });
  return startChild("The app", [nextCli, command, "--hostname", host, "--port", String(port)], settings);
}
