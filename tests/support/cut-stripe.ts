/** Stands before a local Stripe and can cut a program off from it after some of its writes, as a kill would. */
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

export type Cut = {
  /** This many writes go through. */
  after: number;
  /** Whether the next one is carried out, and only its answer is lost. */
  carriesOut: boolean;
};

export interface CutStripe {
  url: string;
  /** Calls that weren't GETs, since the last `restore`. */
  writes: number;
  /** Another local Stripe takes the calls from now on. */
  upstream: string;
  cut(cut: Cut): void;
  restore(): void;
  stop(): Promise<void>;
}

// One that the SDK does not repeat.
const CUT_OFF = { error: { type: "invalid_request_error", message: "The program was cut off here." } };

export async function startCutStripe(upstream: string): Promise<CutStripe> {
  let cut: Cut | null = null;
  let isOff = false;
  const server = createServer((request, response) => {
    void (async () => {
      const isWrite = request.method !== "GET";
      const isLast = isWrite && cut !== null && front.writes >= cut.after;
      if (isWrite) front.writes++;
      const isLost = isOff || isLast;
      const answer = isOff || (isLast && !cut?.carriesOut) ? null : await forward(front.upstream, request);
      isOff ||= isLast;
      if (isLost || !answer)
        response.writeHead(400, { "content-type": "application/json" }).end(JSON.stringify(CUT_OFF));
      else response.writeHead(answer.status, answer.headers).end(answer.body);
    })().catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const front: CutStripe = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    writes: 0,
    upstream,
    cut(wanted) {
      cut = wanted;
      front.writes = 0;
    },
    restore() {
      cut = null;
      isOff = false;
      front.writes = 0;
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return front;
}

const SENT = ["authorization", "stripe-version", "content-type", "idempotency-key"];

async function forward(upstream: string, request: IncomingMessage) {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const headers = SENT.flatMap((name) => {
    const value = request.headers[name];
    return typeof value === "string" ? [[name, value] as [string, string]] : [];
  });
  const body = Buffer.concat(parts);
  const answer = await fetch(new URL(request.url ?? "/", upstream), {
    method: request.method ?? "GET",
    headers,
    ...(body.length > 0 && { body }),
  });
  const date = answer.headers.get("date") ?? new Date().toUTCString();
  return {
    status: answer.status,
    headers: { "content-type": "application/json", date },
    body: Buffer.from(await answer.arrayBuffer()),
  };
}
