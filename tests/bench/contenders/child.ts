/** The process of one contender, or of the server that a backfill fetches from. It runs jobs until its parent disconnects. */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type Stripe from "stripe";
import { type Delivery, deliveries, type Stream } from "../events";
import { startSource } from "../source";
import type { Contender, ContenderSettings, Open } from "./contender";

export type Job =
  | { do: "open"; name: string; settings: ContenderSettings; stream: Stream }
  | { do: "handle"; events: number; seconds: number; concurrency: number }
  | { do: "listen" }
  | { do: "backfill" }
  | { do: "serve lists"; template: Stripe.Subscription; subscriptions: number };

/** Jobs that measure say how much they did in how many seconds. */
export type Done = { count: number; seconds: number; url: string; error?: string };

let contender: Contender = {};
let next: () => Delivery = () => {
  throw new Error("Nothing is open.");
};

process.on("message", (job: Job) => {
  run(job).then(
    (done) => process.send?.({ count: 0, seconds: 0, url: "", ...done }),
    (error: Error) => process.send?.({ error: error.stack ?? error.message }),
  );
});
process.on("disconnect", () => process.exit());

async function run(job: Job): Promise<Partial<Done>> {
  if (job.do === "open") {
    const { open } = (await import(`./${job.name}.ts`)) as { open: Open };
    contender = await open(job.settings);
    next = deliveries(job.stream);
    return {};
  }
  if (job.do === "serve lists") return { url: await startSource(job.template, job.subscriptions) };
  if (job.do === "handle") return handle(job);
  if (job.do === "listen") return { url: await listen() };
  if (!contender.backfill) throw new Error("This contender has no backfill.");
  const started = performance.now();
  await contender.backfill();
  return { seconds: (performance.now() - started) / 1000 };
}

async function deliver({ payload, signature }: Delivery): Promise<void> {
  if (!contender.deliver) throw new Error("This contender takes no deliveries.");
  await contender.deliver(payload, signature);
}

/**
 * Delivers until the events or the seconds run out. The events are signed and the first of them delivered before the clock
 * starts: a pool closes connections that were idle while other contenders ran.
 */
async function handle(job: { events: number; seconds: number; concurrency: number }): Promise<Partial<Done>> {
  const events = Array.from({ length: WARM_UP + job.events }, next);
  await deliverAll(events.splice(0, WARM_UP), job.concurrency, Infinity);
  const started = performance.now();
  const count = await deliverAll(events, job.concurrency, started + job.seconds * 1000);
  return { count, seconds: (performance.now() - started) / 1000 };
}

const WARM_UP = 200;

async function deliverAll(events: Delivery[], concurrency: number, end: number): Promise<number> {
  let begun = 0;
  const worker = async () => {
    for (let event = events[begun]; event && performance.now() < end; event = events[begun]) {
      begun++;
      await deliver(event);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return begun;
}

/** The smallest HTTP server that takes deliveries. */
async function listen(): Promise<string> {
  const answer = async (request: IncomingMessage) => {
    await deliver({ payload: await text(request), signature: String(request.headers["stripe-signature"]) });
    return JSON.stringify({ received: true });
  };
  const server = createServer((request, response) => {
    answer(request).then(
      (body) => response.setHeader("content-type", "application/json").end(body),
      (error: Error) => response.writeHead(500).end(error.message),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}
