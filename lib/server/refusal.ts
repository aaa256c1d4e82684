import type { IncomingMessage, ServerResponse } from "node:http";
import { ProductError, takesTooLong } from "@/lib/errors";
import { log } from "@/lib/observe/log";
import { count } from "@/lib/observe/observer";
import { type Problem, problemOf } from "@/lib/problem";
import { serverState } from "./state";
import { drain } from "./unread-body";

const QUIET_MS = 1_000;

/** Answers that it is too much. With the body read first, the connection can be kept: there is enough to do without new ones. */
export async function refuse(request: IncomingMessage, response: ServerResponse, error: unknown): Promise<void> {
  serverState().refused++;
  await drain(request);
  if (!response.headersSent) answer(request, response, error);
}

function answer(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  const { status, headers, body } = problemFor(error, `${request.method} ${request.url?.split("?")[0]}`);
  const { detail } = JSON.parse(body) as { detail: string };
  const page = request.headers.accept?.includes("text/html")
    ? { type: { "content-type": "text/plain; charset=utf-8" }, text: detail }
    : { type: {}, text: body };
  response
    .writeHead(status, { ...headers, ...page.type, "content-length": Buffer.byteLength(page.text) })
    .end(page.text);
}

/** Answers at once: the rest of a body that is too slow or too large isn't waited for, and ends the connection. */
export function refuseBody(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  if (error instanceof ProductError && error.code === "overloaded") serverState().refused++;
  if (!response.headersSent) answer(request, response, error);
}

/** @param when by `performance.now()`; what was begun continues */
export function refuseAfter(when: number, request: IncomingMessage, response: ServerResponse): void {
  const late = () => {
    if (!response.headersSent) void refuse(request, response, takesTooLong());
  };
  const timer = setTimeout(late, when - performance.now());
  response.once("close", () => clearTimeout(timer));
}

const known = new Map<string, Problem>();
let more = 0;

/** The first has its line in the log, the others of the same second are counted in one: writing a line takes longer than refusing. */
function problemFor(error: unknown, where: string): Problem {
  const message = error instanceof ProductError && error.code === "overloaded" ? error.message : undefined;
  const same = message === undefined ? undefined : known.get(message);
  if (same) {
    more++;
    count("billing.refusals", { code: "overloaded" });
    return same;
  }
  const problem = problemOf(error, where);
  if (message === undefined) return problem;
  known.set(message, problem);
  setTimeout(() => {
    known.delete(message);
    if (more > 0) log.info(`${more} more requests were refused: overloaded`, { code: "overloaded", more });
    more = 0;
  }, QUIET_MS).unref();
  return problem;
}
