import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { ID_HEADER, idFor } from "@/lib/observe/request";
import { problemOf } from "@/lib/problem";
import { admit } from "./admission";
import { returnOutdatedForm } from "./outdated-form";
import { plainAddress } from "./plain-address";
import { serverState } from "./state";
import { closesConnection } from "./closing";
import { drain } from "./unread-body";

type Started = { server: Server };
type Listener = (request: IncomingMessage, response: ServerResponse) => void;

// A proxy keeps connections for about a minute. If we closed them before it does, it would now and then send a request on
// one that is just closing, and a POST can't be sent again.
const NODES_KEEP_ALIVE_MS = 5_000;
const KEEP_ALIVE_MS = 75_000;

/**
 * Stands before whatever server answers requests in this process: Next starts it, in `next dev`, `next start` and the
 * standalone folder alike, and Node tells of each request before the server hears of it. Why this and not a server of
 * our own: docs/decisions/026-in-front-of-next.md.
 */
export function watchServers(): void {
  const { servers } = serverState();
  subscribe("http.server.request.start", (message) => {
    const { server } = message as Started;
    if (servers.has(server)) return;
    servers.add(server);
    const answer = server.rawListeners("request") as Listener[];
    server.removeAllListeners("request");
    server.on("request", (request: IncomingMessage, response: ServerResponse) =>
      begin(request, response, () => answer.forEach((listener) => listener.call(server, request, response))),
    );
    if (server.keepAliveTimeout === NODES_KEEP_ALIVE_MS) server.keepAliveTimeout = KEEP_ALIVE_MS;
  });
}

/** All that the request sets going, also while it waits or when it is refused, knows its id and where it came from. */
function begin(request: IncomingMessage, response: ServerResponse, answer: () => void): void {
  const asked = { id: idFor(request.headers[ID_HEADER]), address: plainAddress(request.socket.remoteAddress) };
  response.setHeader(ID_HEADER, asked.id);
  serverState().requests.run(asked, attend, request, response, answer);
}

function attend(request: IncomingMessage, response: ServerResponse, answer: () => void): void {
  const state = serverState();
  state.inFlight++;
  response.once("close", () => state.inFlight--);
  closesConnection(request, response);
  returnOutdatedForm(request, response);
  const admitted = (leave: () => void) => {
    response.once("close", leave);
    // The client may have gone while it waited.
    if (response.destroyed) return leave();
    answer();
  };
  admit(request.url ?? "").then(admitted, (error: unknown) => refuse(request, response, error));
}

/** With the body read first, the connection can be kept: there is enough to do without opening new ones. */
async function refuse(request: IncomingMessage, response: ServerResponse, error: unknown): Promise<void> {
  serverState().refused++;
  await drain(request);
  const { status, headers, body } = problemOf(error, `${request.method} ${request.url?.split("?")[0]}`);
  const { detail } = JSON.parse(body) as { detail: string };
  const page = request.headers.accept?.includes("text/html")
    ? { type: { "content-type": "text/plain; charset=utf-8" }, text: detail }
    : { type: {}, text: body };
  response
    .writeHead(status, { ...headers, ...page.type, "content-length": Buffer.byteLength(page.text) })
    .end(page.text);
}
