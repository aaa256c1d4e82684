/** The process in which one contender runs, or the source that they read: opens it, and does what it is told, again and again. */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type Stripe from "stripe";
import { type Delivery, deliveries, type Stream } from "../events";
import { startSource } from "../source";
import type { Contender, ContenderSettings, Open } from "./contender";

export type Job =
  | { do: "open"; name: string; settings: ContenderSettings; stream: Stream }
  | { do: "handle"; events: number; seconds: number; atOnce: number }
  | { do: "listen" }
  | { do: "backfill" }
  | { do: "be the source"; template: Stripe.Subscription; subscriptions: number };

/** Of a job that measures: how much was done in how many seconds. */
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
  if (job.do === "be the source") return { url: await startSource(job.template, job.subscriptions) };
  if (job.do === "handle") return handle(job);
  if (job.do === "listen") return { url: await listen() };
  if (!contender.backfill) throw new Error("It has no backfill.");
  const started = performance.now();
  await contender.backfill();
  return { seconds: (performance.now() - started) / 1000 };
}

async function deliver({ payload, signature }: Delivery): Promise<void> {
  if (!contender.deliver) throw new Error("It takes no deliveries.");
  await contender.deliver(payload, signature);
}

/**
 * So many at once, until the events or the seconds are over. The events are made and signed before the clock runs, and the
 * first of them delivered: a pool closes connections that were idle while others had their turn.
 */
async function handle(job: { events: number; seconds: number; atOnce: number }): Promise<Partial<Done>> {
  const events = Array.from({ length: WARM_UP + job.events }, next);
  await deliverAll(events.splice(0, WARM_UP), job.atOnce, Infinity);
  const started = performance.now();
  const count = await deliverAll(events, job.atOnce, started + job.seconds * 1000);
  return { count, seconds: (performance.now() - started) / 1000 };
}

const WARM_UP = 200;

async function deliverAll(events: Delivery[], atOnce: number, end: number): Promise<number> {
  let begun = 0;
  const worker = async () => {
    for (let event = events[begun]; event && performance.now() < end; event = events[begun]) {
      begun++;
      await deliver(event);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return begun;
}

/** The least HTTP server that takes deliveries. */
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
