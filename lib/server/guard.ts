import { subscribe } from "node:diagnostics_channel";
import { type IncomingMessage, Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { env } from "@/lib/env";
import { isReadableRouterState } from "./router-state";

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/** No page and no endpoint takes another. Next renders pages for any other, and answers 500 to TRACE. */
const METHODS = ["GET", "HEAD", "POST", "OPTIONS"];
const POLICY = "content-security-policy";

const guarded = new WeakSet<Server>();

/**
 * Looks at each request before Next does, whichever server of Node's it came to: Node tells of it first, and looks up
 * the server's listeners only after that.
 */
export function guardServers(): void {
  takesNoOtherProtocol(env().production);
  subscribe("http.server.request.start", (message) => {
    const { server } = message as { server: Server };
    if (guarded.has(server)) return;
    guarded.add(server);
    const listeners = server.rawListeners("request") as Listener[];
    server.removeAllListeners("request");
    server.on("request", (request: IncomingMessage, response: ServerResponse) => {
      if (!isTaken(request, response)) return;
      hasOnePolicy(response);
      for (const listener of listeners) listener.call(server, request, response);
    });
  });
}

/**
 * Nothing of ours speaks anything but HTTP/1.1. As long as a server listens for upgrades, a request that offers one gets
 * around all that stands before Next, which gives no answer; without a listener Node takes it as if it offered none. A
 * development server listens for its own pages. A CONNECT without a listener would get no answer.
 */
function takesNoOtherProtocol(isProduction: boolean): void {
  subscribe("net.server.socket", (message) => {
    const { server } = (message as { socket: Socket & { server?: unknown } }).socket;
    if (!(server instanceof Server)) return;
    if (isProduction && server.listenerCount("upgrade") > 0) server.removeAllListeners("upgrade");
    if (server.listenerCount("connect") === 0) server.on("connect", (_, socket) => refuseTunnel(socket));
  });
}

/** Node hands over the bare connection, and no longer listens for its failures. */
function refuseTunnel(socket: Duplex): void {
  const head = [
    "HTTP/1.1 405 Method Not Allowed",
    `Allow: ${METHODS.join(", ")}`,
    "Connection: close",
    "Content-Length: 0",
  ];
  socket.on("error", () => socket.destroy()).end(`${head.join("\r\n")}\r\n\r\n`, () => socket.destroy());
}

/** Answers what can't be meant for us. */
function isTaken(request: IncomingMessage, response: ServerResponse): boolean {
  if (!METHODS.includes(request.method ?? "")) return refuse(request, response, 405, { allow: METHODS.join(", ") });
  const path = pathOf(request.url);
  if (path === null) return refuse(request, response, 400);
  if (!isReadableRouterState(request.headers["next-router-state-tree"])) return refuse(request, response, 400);
  request.url = path;
  return true;
}

/** A proxy's client may send a whole address (RFC 9112, section 3.2.2); Next would lead there, also to another site. */
function pathOf(url = ""): string | null {
  if (url.startsWith("/")) return isReadable(url) ? url : null;
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) return null;
  const { pathname, search } = new URL(url);
  return pathname + search;
}

/** Next answers what it can't decode without any of our headers. */
function isReadable(url: string): boolean {
  try {
    decodeURIComponent(url.split("?", 1)[0] ?? "");
    return true;
  } catch {
    return false;
  }
}

function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  headers: Record<string, string> = {},
): false {
  // The rest of a body would otherwise be read as the connection's next request.
  request.resume();
  response.writeHead(status, { ...headers, "x-content-type-options": "nosniff", "content-length": "0" }).end();
  return false;
}

/**
 * Next adds the policy that a kept page carries (lib/shared-page-cache.mjs) to that of next.config.mjs. A browser obeys
 * both at once, and the general one knows none of the page's scripts. The one that was set last counts.
 */
function hasOnePolicy(response: ServerResponse): void {
  const setHeader = response.setHeader.bind(response);
  const appendHeader = response.appendHeader.bind(response);
  const last = (value: readonly string[]) => value.at(-1) ?? "";
  response.setHeader = (name, value) =>
    setHeader(name, Array.isArray(value) && name.toLowerCase() === POLICY ? last(value) : value);
  response.appendHeader = (name, value) =>
    name.toLowerCase() === POLICY
      ? setHeader(name, Array.isArray(value) ? last(value) : value)
      : appendHeader(name, value);
}
