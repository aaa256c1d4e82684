import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { ID_HEADER, idFor } from "@/lib/observe/request";
import { env } from "@/lib/env";
import { admit, type Admitted } from "./admission";
import { closesConnection } from "./closing";
import { noteConnection } from "./crowd";
import { namesOurHost, refusesForeignForm } from "./foreign-form";
import { returnOutdatedForm } from "./outdated-form";
import { leaveWhenAnswered } from "./place";
import { plainAddress } from "./plain-address";
import { warnOfUnknownProxy } from "./proxy-warning";
import { refuse, refuseAfter, refuseBody } from "./refusal";
import { serverState } from "./state";
import { refusesUnreadableForm } from "./unreadable-form";
import { wholeBody } from "./whole-body";

type Started = { server: Server };
type Listener = (request: IncomingMessage, response: ServerResponse) => void;

// A proxy keeps connections for about a minute. If we closed them before it does, it would now and then send a request on
// one that is just closing, and a POST can't be sent again.
const NODES_KEEP_ALIVE_MS = 5_000;
const KEEP_ALIVE_MS = 75_000;
/** For a request's headers. Its body has a time of its own (lib/server/whole-body.ts). */
const HEADERS_MS = 10_000;

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
    server.on("connection", noteConnection);
    if (server.keepAliveTimeout === NODES_KEEP_ALIVE_MS) server.keepAliveTimeout = KEEP_ALIVE_MS;
    server.headersTimeout = HEADERS_MS;
  });
}

const LISTENERS = 20;

/** All that the request sets going, also while it waits or when it is refused, knows its id and where it came from. */
function begin(request: IncomingMessage, response: ServerResponse, answer: () => void): void {
  const asked = { id: idFor(request.headers[ID_HEADER]), address: plainAddress(request.socket.remoteAddress) };
  response.setHeader(ID_HEADER, asked.id);
  // Also where a proxy doesn't say that it was asked by https, and never on a developer's machine.
  if (env().FRONT_END_BASE_URL.startsWith("https:"))
    response.setHeader("strict-transport-security", "max-age=31536000");
  warnOfUnknownProxy(request);
  serverState().requests.run(asked, attend, request, response, answer);
}

function attend(request: IncomingMessage, response: ServerResponse, answer: () => void): void {
  const state = serverState();
  state.inFlight++;
  // Next listens for the end of an answer up to seven times itself; Node warns of a leak from eleven listeners on.
  response.setMaxListeners(LISTENERS);
  response.once("close", () => state.inFlight--);
  closesConnection(request, response);
  if (refusesForeignForm(request, response)) return;
  namesOurHost(request);
  returnOutdatedForm(request, response);
  refusesUnreadableForm(request, response);
  const admitted = ({ place, answerBy }: Admitted) => {
    const asked = state.requests.getStore();
    if (asked) asked.place = place;
    // The client may have gone while it waited.
    if (response.destroyed) return place.leave();
    leaveWhenAnswered(response, place);
    if (answerBy !== undefined) refuseAfter(answerBy, request, response);
    answer();
  };
  const begins = () => admit(request).then(admitted, (error: unknown) => refuse(request, response, error));
  const body = wholeBody(request, response);
  if (body) body.then(begins, (error: unknown) => refuseBody(request, response, error));
  else void begins();
}
