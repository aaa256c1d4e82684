import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";
import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, ServerResponse } from "node:http";
import { env } from "@/lib/env";
import { slot } from "./slots";

type Request = { id: string };

const storage = slot<AsyncLocalStorage<Request>>("request");

const HEADER = "x-request-id";
const PLAIN = /^[\w.-]{1,64}$/;

/** The id of the request that is being answered; undefined outside of one, and where no server of Node's own answers. */
export const requestId = (): string | undefined => storage.get()?.getStore()?.id;

/**
 * Gives each request an id, which its log lines and its answer carry. Node tells of every request of every server in the
 * process: https://nodejs.org/api/diagnostics_channel.html#http
 */
export function giveRequestIds(): void {
  if (storage.get()) return;
  const requests = new AsyncLocalStorage<Request>();
  storage.set(requests);
  subscribe("http.server.request.start", (message) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    const id = idOf(request.headers[HEADER]);
    response.setHeader(HEADER, id);
    // Node calls the server's listeners right after this, in the same turn.
    requests.enterWith({ id });
  });
}

/** A proxy's own is kept, so that both logs can be read together. A visitor's is not: it could be another request's. */
const idOf = (given: string | string[] | undefined): string =>
  env().TRUSTED_PROXIES > 0 && typeof given === "string" && PLAIN.test(given) ? given : randomUUID();
