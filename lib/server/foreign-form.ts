import type { IncomingMessage, ServerResponse } from "node:http";
import { env } from "@/lib/env";
import { crossOrigin } from "@/lib/errors";
import { log } from "@/lib/observe/log";
import { problemOf } from "@/lib/problem";

/** A form, or what else changes something, from a page that is not ours. */
export const isForeign = (method: string | undefined, origin: string | null | undefined): boolean =>
  !["GET", "HEAD", "OPTIONS"].includes(method ?? "") &&
  typeof origin === "string" &&
  origin !== env().FRONT_END_BASE_URL;

/** Next would answer 500, and log a stack; and it would compare with whatever host name a proxy gave the request. */
export function foreignForm(path: string, origin: string | null | undefined): string {
  const named = JSON.stringify(origin?.slice(0, 200));
  log.warn(`A form for ${path.slice(0, 200)} came from the origin ${named} and was refused.`);
  return `This form can only be sent from ${env().FRONT_END_BASE_URL}. Open the page there, then try again.`;
}

/** Our setting says who we are, whatever host the request names: Next compares a form's origin with this header. */
export const namesOurHost = (request: IncomingMessage): void => {
  if (request.headers.origin === undefined) return;
  request.headers["x-forwarded-host"] = new URL(env().FRONT_END_BASE_URL).host;
};

/** @returns whether it was refused */
export function refusesForeignForm(request: IncomingMessage, response: ServerResponse): boolean {
  const { method, url = "/", headers } = request;
  if (!isForeign(method, headers.origin)) return false;
  const path = url.split("?", 1)[0] ?? "/";
  const { headers: more, body } = path.startsWith("/api/")
    ? problemOf(crossOrigin(), `${method} ${path}`)
    : {
        headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" },
        body: foreignForm(path, headers.origin),
      };
  response.writeHead(403, { ...more, "content-length": Buffer.byteLength(body) }).end(body);
  return true;
}
