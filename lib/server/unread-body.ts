import type { IncomingMessage } from "node:http";

// A client that still sends after the answer is listened to so long. A client that sends more, or slower, loses the connection.
const LONGEST_MS = 2_000;
const MOST_BYTES = 1024 * 1024;

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
    // Its reader has stopped; a listener that is left would keep it from flowing.
    request.removeAllListeners("data").removeAllListeners("readable");
    request.on("data", (piece: Buffer) => {
      bytes += piece.length;
      if (bytes > MOST_BYTES) done();
    });
    for (const event of ["end", "close", "error"]) request.once(event, done);
    request.resume();
  });
}
