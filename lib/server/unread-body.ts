import type { IncomingMessage } from "node:http";

// A client that still sends after the answer is listened to so long, and so much of it is read. A client that sends more, or
// slower, loses the connection; not before the time is up, because a connection that is reset takes along what the client
// has not read of the answer (https://www.rfc-editor.org/rfc/rfc9112#section-9.6).
const LONGEST_MS = 2_000;
const MOST_BYTES = 8 * 1024 * 1024;

/** Whether some of a request's body has not come yet, or lies unread. */
export const isUnread = (request: IncomingMessage): boolean =>
  !request.complete &&
  (request.headers["transfer-encoding"] !== undefined || Number(request.headers["content-length"] ?? 0) > 0);

/** Reads a body to its end, or to what we put up with, and forgets it. */
export function drain(request: IncomingMessage): Promise<void> {
  if (!isUnread(request) || request.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    let bytes = 0;
    const done = () => {
      clearTimeout(longest);
      resolve();
    };
    const longest = setTimeout(done, LONGEST_MS);
    // What read it has stopped; a listener that is left would keep it from flowing.
    request.removeAllListeners("data").removeAllListeners("readable");
    request.on("data", (piece: Buffer) => {
      bytes += piece.length;
      if (bytes > MOST_BYTES) request.pause();
    });
    for (const event of ["end", "close", "error"]) request.once(event, done);
    request.resume();
  });
}
