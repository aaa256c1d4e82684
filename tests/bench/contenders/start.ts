import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type Stripe from "stripe";
import { root } from "@/scripts/local/paths";
import { bareEnvironment } from "../../support/environment";
import type { Stream } from "../events";
import type { Done, Job } from "./child";
import type { ContenderSettings } from "./contender";

/** A contender in a process of its own, so that none profits or suffers from what another left behind. */
export type Running = {
  name: string;
  tell(job: Job): Promise<Done>;
  stop(): void;
};

/** What the product wants to know besides, and no contender needs. */
const REST = {
  NODE_ENV: "production" as const,
  FRONT_END_BASE_URL: "http://127.0.0.1",
  NEXTAUTH_URL: "http://127.0.0.1",
  NEXTAUTH_SECRET: "a secret of the bench",
};

/**
 * @param title what the tables call it
 * @param file the file of this folder that it is in, without its ending
 */
export async function startContender(
  title: string,
  file: string,
  settings: ContenderSettings,
  stream: Stream,
): Promise<Running> {
  const running = start(title, { ...bareEnvironment(), ...REST, ...settings });
  await running.tell({ do: "open", name: file, settings, stream });
  return running;
}

/** The lists of Stripe's that a backfill reads. */
export async function startSourceProcess(
  template: Stripe.Subscription,
  subscriptions: number,
): Promise<{ url: string; stop(): void }> {
  const running = start("The source", { ...bareEnvironment(), NODE_ENV: "production" });
  const { url } = await running.tell({ do: "be the source", template, subscriptions });
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
    async tell(job) {
      child.send(job);
      const [done] = (await Promise.race([once(child, "message"), ended])) as [Done];
      if (done.error) throw new Error(`${name} could not ${job.do}: ${done.error}`);
      return done;
    },
    stop: () => child.disconnect(),
  };
}
