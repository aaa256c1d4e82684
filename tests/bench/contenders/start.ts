import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type Stripe from "stripe";
import { root } from "@/scripts/local/paths";
import { bareEnvironment } from "../../support/environment";
import type { Stream } from "../events";
import type { Done, Job } from "./child";
import type { ContenderSettings } from "./contender";

/** A contender in its own process, so that none is affected by what another left behind. */
export type Running = {
  name: string;
  run(job: Job): Promise<Done>;
  stop(): void;
};

/** Settings that the product requires and no contender uses. */
const UNUSED = {
  NODE_ENV: "production" as const,
  FRONT_END_BASE_URL: "http://127.0.0.1",
  NEXTAUTH_URL: "http://127.0.0.1",
  NEXTAUTH_SECRET: "a secret of the bench",
};

/**
 * @param title its name in the tables
 * @param file its file in this folder, without the extension
 */
export async function startContender(
  title: string,
  file: string,
  settings: ContenderSettings,
  stream: Stream,
): Promise<Running> {
  const running = start(title, { ...bareEnvironment(), ...UNUSED, ...settings });
  await running.run({ do: "open", name: file, settings, stream });
  return running;
}

/** Starts the server with the lists that a backfill fetches. */
export async function startSourceProcess(
  template: Stripe.Subscription,
  subscriptions: number,
): Promise<{ url: string; stop(): void }> {
  const running = start("The source", { ...bareEnvironment(), NODE_ENV: "production" });
  const { url } = await running.run({ do: "serve lists", template, subscriptions });
  return { url, stop: running.stop };
}

function start(name: string, env: NodeJS.ProcessEnv): Running {
  const child = fork(fileURLToPath(new URL("child.ts", import.meta.url)), {
    cwd: root,
    execArgv: ["--import", "tsx"],
    env,
  });
  const ended = once(child, "exit").then(() => [{ error: "it ended" }]);
  return {
    name,
    async run(job) {
      child.send(job);
      const [done] = (await Promise.race([once(child, "message"), ended])) as [Done];
      if (done.error) throw new Error(`${name} could not ${job.do}: ${done.error}`);
      return done;
    },
    stop: () => child.disconnect(),
  };
}
