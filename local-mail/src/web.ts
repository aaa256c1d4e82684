import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { CaughtMail, Mailbox } from "./mailbox";
import { framed, listPage, messagePage, notFoundPage } from "./pages";

// A page of the internet whose name is made to lead here (DNS rebinding) is of one origin with this server, as far as a
// browser knows, and could read all mail. So only this machine's own names are answered.
const OWN_NAME = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/;

const isOwn = (host: string | undefined): boolean =>
  host !== undefined &&
  /^[\w.:[\]-]+$/.test(host) &&
  URL.canParse(`http://${host}`) &&
  OWN_NAME.test(new URL(`http://${host}`).hostname);

/** A change that a browser asks for comes from a page of ours. Programs send neither header. */
function isFromHere({ headers }: IncomingMessage): boolean {
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none") return false;
  const { origin, host } = headers;
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === host);
}

const PAGE =
  "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; form-action 'self'; frame-ancestors 'none'";
// Nothing is loaded from anywhere, and no script of a mail's runs.
const MAIL =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox";

type Answer = { status?: number; type: string; body: string; policy?: string; location?: string };

const html = (body: string, status = 200): Answer => ({ status, type: "text/html; charset=utf-8", body, policy: PAGE });
const json = (value: unknown, status = 200): Answer => ({
  status,
  type: "application/json",
  body: JSON.stringify(value),
});

function answer(mailbox: Mailbox, request: IncomingMessage): Answer {
  if (!isOwn(request.headers.host)) return json({ error: "This is not a name of this server." }, 403);
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
  const method = request.method ?? "GET";
  if (method !== "GET" && method !== "HEAD") {
    if (!isFromHere(request)) return json({ error: "Refused: this request comes from a page of another origin." }, 403);
    if (method === "DELETE" && pathname === "/_local/messages") {
      mailbox.clear();
      return json({});
    }
    if (method === "POST" && pathname === "/delete") {
      mailbox.clear();
      return { ...html("", 303), location: "/" };
    }
    return json({ error: "There is no such action." }, 405);
  }
  if (pathname === "/") return html(listPage(mailbox.list()));
  if (pathname === "/_local/messages") return json(mailbox.list(searchParams.get("to") ?? undefined));
  const [, id = "", part] = /^\/messages\/([\w-]+)(?:\/(html|raw))?$/.exec(pathname) ?? [];
  const mail = mailbox.find(id);
  return mail ? partOf(mail, part) : html(notFoundPage(), 404);
}

function partOf(mail: CaughtMail, part: string | undefined): Answer {
  if (part === "html") return { ...html(framed(mail.html)), policy: MAIL };
  if (part === "raw") return { type: "text/plain; charset=utf-8", body: mail.raw };
  return html(messagePage(mail));
}

function respond(response: ServerResponse, { status = 200, type, body, policy, location }: Answer): void {
  response.writeHead(status, {
    "content-type": type,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "content-security-policy": policy ?? "default-src 'none'; frame-ancestors 'none'",
    ...(location && { location }),
  });
  response.end(body);
}

/** The mailbox as pages, and as JSON at `/_local/messages`. @returns the port, and a way to end it */
export async function startWeb(mailbox: Mailbox, { port, host }: { port: number; host: string }) {
  const server = createServer((request, response) => {
    request.resume();
    respond(response, answer(mailbox, request));
  });
  await new Promise<void>((ready, failed) => {
    server.once("error", failed);
    server.listen(port, host, ready);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async stop(): Promise<void> {
      const closed = new Promise((done) => server.close(done));
      server.closeAllConnections();
      await closed;
    },
  };
}
