import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import Stripe from "stripe";
import { dataDir } from "@/scripts/local/paths";
import { type Settings } from "@/scripts/local/settings";
import type { DeliveryJob, DeliveryResult } from "./delivery-worker";

export interface Worker {
  /** Hands it an event, signed; answers what became of it. @throws when the work fails or the worker dies over it */
  deliver(event: object): Promise<string>;
  /** `kill -9`. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** A process that does the webhook's work (delivery-worker.ts). Its environment is exactly `env`. */
export async function startWorker(env: Settings): Promise<Worker> {
  const secret = env.STRIPE_WEBHOOK_SECRET?.split(",")[0] ?? "";
  const child = fork(await (program ??= compile()), { execArgv: [], env: env as NodeJS.ProcessEnv });
  const gone = once(child, "exit").then(() => undefined);
  const waiting = new Map<number, (result: DeliveryResult | undefined) => void>();
  child.on("message", (result: DeliveryResult) => waiting.get(result.job)?.(result));
  child.on("error", () => undefined);
  const answered = (job: number) =>
    Promise.race([new Promise<DeliveryResult | undefined>((resolve) => waiting.set(job, resolve)), gone]);
  if (!(await answered(0))) throw new Error("The worker ended before it was ready.");

  let jobs = 0;
  return {
    async deliver(event) {
      const payload = JSON.stringify(event);
      const job = ++jobs;
      const result = answered(job);
      child.send({
        job,
        payload,
        signature: Stripe.webhooks.generateTestHeaderString({ payload, secret }),
      } satisfies DeliveryJob);
      const { outcome, error } = (await result) ?? { outcome: null, error: "The worker died." };
      waiting.delete(job);
      if (outcome === null) throw new Error(error ?? "");
      return outcome;
    },
    kill: () => end(child, gone, "SIGKILL"),
    stop: () => end(child, gone, "SIGTERM"),
  };
}

let program: Promise<string> | undefined;

/** Many of them are started only to be killed: compiled beforehand, each is there in a third of the time. */
async function compile(): Promise<string> {
  const name = join(dataDir, `delivery-worker-${process.pid}`);
  mkdirSync(dataDir, { recursive: true });
  const source = fileURLToPath(new URL("delivery-worker.ts", import.meta.url));
  await build({
    entryPoints: [source],
    outfile: `${name}.mjs`,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
  });
  const shared = join(dataDir, "delivery-worker.mjs");
  renameSync(`${name}.mjs`, shared);
  return shared;
}

async function end(child: ChildProcess, gone: Promise<void>, signal: NodeJS.Signals): Promise<void> {
  child.kill(signal);
  await gone;
}
