import type { IncomingMessage, ServerResponse } from "node:http";
import { incompleteBody, ProductError, tooLarge } from "@/lib/errors";
import { type Problem, problemOf } from "@/lib/problem";

/** What lib/http.ts does for Request and Response, for Node's own: without their streams Next answers twice as often. */
type Handler = (request: IncomingMessage) => Promise<unknown>;

/**
 * Answers with 200 and what the handler returns, as JSON; what it throws, with a problem document (lib/problem.ts).
 * @param method the only one that is answered
 */
export function nodeEndpoint(method: string, handler: Handler) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method !== method) return void response.writeHead(405, { allow: method }).end();
    try {
      const answer = JSON.stringify(await handler(request));
      send(response, 200, { "content-type": "application/json" }, answer);
    } catch (error) {
      const { status, headers, body } = problemOf(error, `${request.method} ${request.url?.split("?")[0]}`);
      // The rest of a body would otherwise be read as the connection's next request.
      request.resume();
      send(response, status, headers, body);
    }
  };
}

// Without a length the client needs further bytes to learn that the answer is complete.
function send(response: ServerResponse, status: number, headers: Problem["headers"], body: string): void {
  // It took too long, and was answered already (lib/server/admission.ts).
  if (response.headersSent) return;
  response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) }).end(body);
}

/** The body's bytes; stops reading as soon as there are too many. @throws ProductError too_large, incomplete_body */
export async function readNodeBody(request: IncomingMessage, limitBytes: number): Promise<Buffer> {
  if (Number(request.headers["content-length"]) > limitBytes) throw tooLarge(limitBytes);
  const chunks: Buffer[] = [];
  let size = 0;
  // Ended by `break` or `throw`, an iterator takes the connection with it, and with that the way to say why.
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > limitBytes) throw tooLarge(limitBytes);
      chunks.push(chunk);
    }
  } catch (error) {
    // The client closed the connection. A part of an event is none: it is never answered with 200.
    throw error instanceof ProductError ? error : incompleteBody();
  }
  return Buffer.concat(chunks, size);
}
