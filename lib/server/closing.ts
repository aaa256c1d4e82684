import type { IncomingMessage, ServerResponse } from "node:http";
import { serverState } from "./state";
import { drain, isUnread } from "./unread-body";

type Loose = (...all: unknown[]) => ServerResponse;

/**
 * Ends the connection with the answer where it may not be used again:
 *
 * While the process is ending, or a proxy would keep sending requests on it.
 *
 * When a part of the request's body is unread. It would hold up the next request on the connection. Node reads the rest of a
 * body that nobody has begun to read; of one that somebody stopped reading, as each limit on a body does, it doesn't. The
 * answer goes out at once. The connection ends when the rest has come: ending it earlier could take the answer along.
 */
export function closesConnection(request: IncomingMessage, response: ServerResponse): void {
  const writeHead = response.writeHead.bind(response) as Loose;
  const end = response.end.bind(response) as Loose;
  response.writeHead = ((...all: unknown[]) => {
    if (serverState().draining || isUnread(request)) response.setHeader("connection", "close");
    return writeHead(...all);
  }) as ServerResponse["writeHead"];
  response.end = ((...all: unknown[]) => {
    if (!isUnread(request)) return end(...all);
    response.end = end as ServerResponse["end"];
    const [piece, encoding] = all;
    if (typeof piece === "string" || piece instanceof Uint8Array) {
      const how = typeof encoding === "string" ? (encoding as BufferEncoding) : "utf8";
      if (!response.headersSent) response.setHeader("content-length", Buffer.byteLength(piece, how));
      response.write(piece, how);
    } else if (!response.headersSent) {
      response.flushHeaders();
    }
    const callback = all.findLast((one) => typeof one === "function");
    void drain(request).then(() => end(...(callback ? [callback] : [])));
    return response;
  }) as ServerResponse["end"];
}
