import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import Stripe from "stripe";
import { compiled } from "./compiled";
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
  const child = fork(await compiled("tests/support/delivery-worker.ts"), {
    execArgv: [],
    env: env as NodeJS.ProcessEnv,
  });
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

async function end(child: ChildProcess, gone: Promise<void>, signal: NodeJS.Signals): Promise<void> {
  child.kill(signal);
  await gone;
}
