import { fork } from "node:child_process";
import { handleDelivery } from "@/lib/billing/mirror/deliveries";
import { compiled } from "../../support/compiled";

export interface WorkerRequest {
  number: number;
  payload: string;
  signature: string;
}

export interface WorkerAnswer {
  number: number;
  outcome?: string;
  error?: string;
}

/** A process that takes deliveries; answers what became of one, or rejects as the endpoint would answer 5xx. */
export interface Worker {
  deliver(payload: string, signature: string): Promise<string>;
  stop(): Promise<void>;
}

/** This process; its settings are those of `process.env`. */
export const here: Worker = { deliver: handleDelivery, stop: () => Promise.resolve() };

/** Another process, with the settings given. */
export async function startWorker(env: NodeJS.ProcessEnv): Promise<Worker> {
  const child = fork(await compiled("tests/integration/convergence/worker.ts"), { execArgv: [], env });
  const waiting = new Map<number, (answer: WorkerAnswer) => void>();
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const answerTo = (number: number) => new Promise<WorkerAnswer>((resolve) => waiting.set(number, resolve));
  const ready = answerTo(0);
  child.on("message", (answer: WorkerAnswer) => {
    waiting.get(answer.number)?.(answer);
    waiting.delete(answer.number);
  });
  void ended.then(() => {
    for (const [number, tell] of waiting) tell({ number, error: "The worker process has ended." });
  });
  let count = 0;
  const { error } = await ready;
  if (error) throw new Error(error);
  return {
    async deliver(payload, signature) {
      const number = ++count;
      const answer = answerTo(number);
      child.send({ number, payload, signature } satisfies WorkerRequest);
      const { outcome, error } = await answer;
      if (error) throw new Error(error);
      return outcome ?? "";
    },
    async stop() {
      child.disconnect();
      await ended;
    },
  };
}
