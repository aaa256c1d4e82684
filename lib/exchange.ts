import { AsyncLocalStorage } from "node:async_hooks";
import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, ServerResponse } from "node:http";
import { slot } from "@/lib/observe/slots";

type Exchange = { request: IncomingMessage; response: ServerResponse; retryAfterSeconds?: number };

const storage = slot<AsyncLocalStorage<Exchange>>("exchange");

/** Remembers Node's request and answer for what Next gives pages no means to ask or say. Called once when a server starts. */
export function followExchanges(): void {
  if (storage.get()) return;
  const exchanges = new AsyncLocalStorage<Exchange>();
  storage.set(exchanges);
  subscribe("http.server.request.start", (message) => {
    const { request, response } = message as Exchange;
    const exchange: Exchange = { request, response };
    correctHead(exchange);
    // Node calls the server's listeners right after this, in the same turn.
    exchanges.enterWith(exchange);
  });
}

// Next says by these which page an address was rewritten to.
const TELLING = ["x-middleware-rewrite", "x-nextjs-rewritten-path", "x-nextjs-rewritten-query"];

/**
 * A page that is hidden (proxy.ts) and one that there isn't are told by the same answer, whichever way Next came to it. And
 * Next has no other status than 500 for a page that could not be made.
 */
function correctHead(exchange: Exchange): void {
  const { response } = exchange;
  const writeHead = response.writeHead.bind(response) as (...all: unknown[]) => ServerResponse;
  response.writeHead = ((status: number, ...rest: unknown[]) => {
    if (status === 404 && !response.headersSent) for (const name of TELLING) response.removeHeader(name);
    if (status !== 500 || exchange.retryAfterSeconds === undefined || response.headersSent)
      return writeHead(status, ...rest);
    response.setHeader("retry-after", String(exchange.retryAfterSeconds));
    return writeHead(503, ...rest);
  }) as ServerResponse["writeHead"];
}

/** What fails now may soon work: where Next answers 500, the answer under way is 503. */
export function mayWorkIn(retryAfterSeconds: number): void {
  const exchange = storage.get()?.getStore();
  if (exchange) exchange.retryAfterSeconds = retryAfterSeconds;
}

/**
 * Gives the answer under way a status.
 * @returns false where that can't be: there is no server of Node's own (as on Vercel), or its head has gone out
 */
export function setStatus(status: number): boolean {
  const response = storage.get()?.getStore()?.response;
  if (!response || response.headersSent) return false;
  response.statusCode = status;
  return true;
}

/** Whether an error says no more than that the client went away before its request was complete. */
export function isClientGone(error: unknown): boolean {
  const request = storage.get()?.getStore()?.request;
  return request !== undefined && request.destroyed && !request.complete && isCutOff(error);
}

/** What reading a body throws that ends too early: Node itself, a stream, the parser of forms. */
const isCutOff = (error: unknown): boolean =>
  error instanceof Error &&
  (/^aborted$|unexpected end of form|premature close|terminated/i.test(error.message) ||
    ["AbortError", "ResponseAborted"].includes(error.name));

export const CLIENT_GONE = "The client closed the connection before its request was complete.";
