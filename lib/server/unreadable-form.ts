import type { IncomingMessage, ServerResponse } from "node:http";
import { serverState } from "./state";

type Loose = (...all: unknown[]) => ServerResponse;

const TEXT = "This form can't be read. Reload the page, then try again.\n";

/**
 * Next answers 500 to a form that it can't read: one without its boundary, cut off, or with arguments of its own making. That
 * is the sender's fault and not ours, so it's 400. Once an action or a page has begun, a 500 is ours, and stays.
 */
export function refusesUnreadableForm(request: IncomingMessage, response: ServerResponse): void {
  const asked = serverState().requests.getStore();
  if (!asked || !isForm(request)) return;
  asked.form = "sent";
  const [writeHead, flushHeaders, write, end] = [
    response.writeHead.bind(response) as Loose,
    response.flushHeaders.bind(response),
    response.write.bind(response) as unknown as (...all: unknown[]) => boolean,
    response.end.bind(response) as Loose,
  ];
  const isUnread = () => asked.form === "sent" && !response.headersSent && response.statusCode === 500;
  response.writeHead = ((...all: unknown[]) => {
    if (typeof all[0] === "number") response.statusCode = all[0];
    return isUnread() ? response : writeHead(...all);
  }) as ServerResponse["writeHead"];
  response.flushHeaders = () => (isUnread() ? undefined : flushHeaders());
  response.write = ((...all: unknown[]) => isUnread() || write(...all)) as ServerResponse["write"];
  response.end = ((...all: unknown[]) => {
    if (!isUnread()) return end(...all);
    Object.assign(response, { writeHead, flushHeaders, write, end });
    for (const name of ["content-encoding", "transfer-encoding", "etag"]) response.removeHeader(name);
    response.statusCode = 400;
    response.setHeader("content-type", "text/plain; charset=utf-8");
    response.setHeader("cache-control", "no-store");
    response.setHeader("content-length", Buffer.byteLength(TEXT));
    const callback = all.findLast((one) => typeof one === "function");
    return end(TEXT, ...(callback ? [callback] : []));
  }) as ServerResponse["end"];
}

/** What Next takes for a form. An endpoint says that it has begun (lib/http.ts), and answers for its body itself. */
const isForm = ({ method, headers }: IncomingMessage): boolean =>
  method === "POST" &&
  (headers["next-action"] !== undefined || (headers["content-type"] ?? "").startsWith("multipart/form-data"));

/** The form of this request was read, or it was none: what goes wrong from here on is ours. */
export function formWasRead(): void {
  const asked = serverState().requests.getStore();
  if (asked) asked.form = "read";
}

export const isUnreadableForm = (): boolean => serverState().requests.getStore()?.form === "sent";
