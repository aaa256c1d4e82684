/** The process in which one contender runs: opens it, and does what it is told, again and again. */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { type Delivery, deliveries, type Stream } from "../events";
import type { Contender, ContenderSettings, Open } from "./contender";

export type Job =
  | { do: "open"; name: string; settings: ContenderSettings; stream: Stream }
  | { do: "handle"; events: number; seconds: number; atOnce: number }
  | { do: "listen" }
  | { do: "backfill" };

/** Of a job that measures: how much was done in how many seconds. */
export type Done = { count: number; seconds: number; url: string; error?: string };

let contender: Contender | undefined;
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
  if (!contender) throw new Error("Nothing is open.");
  if (job.do === "handle") return handle(contender, job);
  if (job.do === "listen") return { url: await listen(contender) };
  const started = performance.now();
  await contender.backfill?.();
  return { seconds: (performance.now() - started) / 1000 };
}

/** So many at once, until the events or the seconds are over. The events are made and signed before the clock runs. */
async function handle({ deliver }: Contender, job: { events: number; seconds: number; atOnce: number }): Promise<Partial<Done>> {
  const events = Array.from({ length: job.events }, next);
  const started = performance.now();
  const end = started + job.seconds * 1000;
  let count = 0;
  const worker = async () => {
    while (performance.now() < end) {
      const event = events[count++];
      if (!event) return void count--;
      await deliver(event.payload, event.signature);
    }
  };
  await Promise.all(Array.from({ length: job.atOnce }, worker));
  return { count, seconds: (performance.now() - started) / 1000 };
}

/** The least HTTP server that takes deliveries. */
async function listen({ deliver }: Contender): Promise<string> {
  const answer = async (request: IncomingMessage) => {
    await deliver(await text(request), String(request.headers["stripe-signature"]));
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
