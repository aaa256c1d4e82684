import type { IncomingMessage, ServerResponse } from "node:http";
import { bodyTooSlow, overloaded, tooLarge } from "@/lib/errors";
import { isUnread } from "./unread-body";

/** No page and no endpoint takes more. */
export const MOST_BYTES = 1024 * 1024;
/** For a whole body, from its request's headers on. */
export const LONGEST_MS = 10_000;
/** Of all bodies that this process knows, also of those that are being worked on. */
const MOST_BYTES_OF_ALL = 64 * 1024 * 1024;
/** So many may be on their way. */
const MOST_AT_ONCE = 4_096;

type Coming = { until: number; fail: (error: Error) => void };

/** The first has been coming for longest. */
const coming = new Set<Coming>();
let bytesOfAll = 0;
let timer: NodeJS.Timeout | undefined;

/**
 * Waits for a request's body, so that nothing of ours is held by a client that sends none, or a byte in a second. Then the
 * request has it as if it had just come.
 * @returns undefined when there is nothing to wait for; a promise that stays open when the client goes away
 * @throws ProductError too_large, body_too_slow; overloaded when there are too many
 */
export function wholeBody(request: IncomingMessage, response: ServerResponse): Promise<void> | undefined {
  if (!isUnread(request)) return undefined;
  if (Number(request.headers["content-length"]) > MOST_BYTES) return Promise.reject(tooLarge(MOST_BYTES));
  const push = request.push.bind(request);
  let pieces: Buffer[] = [];
  let bytes = 0;
  return new Promise((resolve, reject) => {
    const settle = () => {
      coming.delete(one);
      if (coming.size === 0) {
        clearTimeout(timer);
        timer = undefined;
      }
      request.push = push;
    };
    const one: Coming = {
      until: performance.now() + LONGEST_MS,
      fail: (error) => {
        settle();
        pieces = [];
        reject(error);
      },
    };
    response.once("close", () => {
      settle();
      bytesOfAll -= bytes;
      pieces = [];
    });
    request.push = (piece: Buffer | null): boolean => {
      if (piece === null) {
        settle();
        for (const each of pieces) push(each);
        pieces = [];
        resolve();
        return push(null);
      }
      bytes += piece.length;
      bytesOfAll += piece.length;
      pieces.push(piece);
      if (bytes > MOST_BYTES) one.fail(tooLarge(MOST_BYTES));
      else if (bytesOfAll > MOST_BYTES_OF_ALL) longestComing()?.fail(overloaded());
      return true;
    };
    coming.add(one);
    timer ??= setTimeout(endLate, LONGEST_MS).unref();
    if (coming.size > MOST_AT_ONCE) longestComing()?.fail(overloaded());
  });
}

/** Almost all bodies come at once; what has been coming for longest is the least likely to be one of a customer. */
const longestComing = (): Coming | undefined => coming.values().next().value;

function endLate(): void {
  const now = performance.now();
  for (const one of coming) {
    if (one.until > now) break;
    one.fail(bodyTooSlow());
  }
  const next = longestComing();
  if (next) timer = setTimeout(endLate, next.until - now).unref();
}
