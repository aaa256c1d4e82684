/** Does what the last stage of the Dockerfile does, on a machine without Docker. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { chmod } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { root } from "@/scripts/local/paths";
import type { Settings } from "@/scripts/local/settings";
import { standaloneFolder } from "@/scripts/standalone/folder.mjs";
import { instructionsOf, lastStage } from "./dockerfile";

export interface Ended {
  code: number;
  said: string;
  /** From its last word to its end. */
  lingeredMs: number;
}

export interface Image {
  dir: string;
  env: Settings;
  /** What Node is called with to run a program of the image, as the user that the image names. */
  node(args: string[]): string[];
  command: string[];
  health: string[];
  /** Runs such a program to its end. */
  run(args: string[], env: Settings): Promise<Ended>;
  remove(): Promise<void>;
}

/** On this machine that user may not exist; any that is not root, and owns nothing here, will do. */
const NOBODY = 65_534;
const AS_NOBODY = `data:text/javascript,process.setgroups([]);process.setgid(${NOBODY});process.setuid(${NOBODY})`;

export async function assembleImage(): Promise<Image> {
  const all = mkdtempSync(join(tmpdir(), "billing-image-"));
  // Of a copy of the checkout below it (planted faults) the app lies as deep in the folder.
  const dir = join(all, relative(join(root, ".next/standalone"), standaloneFolder(root) ?? root));
  const stage = lastStage(instructionsOf(readFileSync(join(root, "Dockerfile"), "utf8")));
  const env: Settings = { PATH: process.env.PATH };
  let user = "root";
  let command: string[] = [];
  let health: string[] = [];
  const steps: Record<string, (args: string) => void> = {
    FROM: () => undefined,
    EXPOSE: () => undefined,
    WORKDIR: () => undefined,
    ENV: (args) => Object.assign(env, Object.fromEntries(args.split(" ").map((pair) => pair.split("=")))),
    USER: (name) => (user = name),
    COPY(args) {
      const [, from = "", to = ""] = /^--from=built \/src\/(\S+) \.\/(\S*)$/.exec(args) ?? [];
      if (!from) throw new Error(`This test can't do "COPY ${args}".`);
      cpSync(join(root, from), join(all, to), { recursive: true, verbatimSymlinks: true });
    },
    HEALTHCHECK: (args) => (health = execForm(args.slice(args.indexOf("CMD ") + 4))),
    CMD: (args) => (command = execForm(args)),
  };
  for (const { keyword, args } of stage) {
    const step = steps[keyword];
    if (!step) throw new Error(`This test can't do "${keyword} ${args}".`);
    step(args);
  }
  if (user === "root") throw new Error("The image runs as root.");
  await setMode(all, 0o555);
  const node = ([program = "", ...args]: string[]): string[] => [
    ...(process.getuid?.() === 0 ? ["--import", AS_NOBODY] : []),
    join(dir, program),
    ...args,
  ];
  return {
    dir,
    env,
    node,
    command: node(command),
    health: node(health),
    async run(args, more) {
      const child = spawn(process.execPath, args, { cwd: dir, env: { ...env, ...more } as NodeJS.ProcessEnv });
      let said = "";
      let last = performance.now();
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding("utf8").on("data", (text: string) => {
          said += text;
          last = performance.now();
        });
      const [code] = await once(child, "close");
      return { code: Number(code), said, lingeredMs: performance.now() - last };
    },
    async remove() {
      await setMode(all, 0o755);
      rmSync(all, { recursive: true, force: true });
    },
  };
}

/** A program of Node's, written as a list: through a shell it would not get signals. */
function execForm(list: string): string[] {
  const [node, ...args] = JSON.parse(list) as string[];
  if (node !== "node") throw new Error(`This test can't run ${list}.`);
  return args;
}

/** Nobody writes where everything is 0555, as in a container whose root file system is read-only. */
async function setMode(dir: string, mode: number): Promise<void> {
  const entries = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((one) => !one.isSymbolicLink());
  await chmod(dir, mode);
  await Promise.all(entries.map((one) => chmod(join(one.parentPath, one.name), mode)));
}
