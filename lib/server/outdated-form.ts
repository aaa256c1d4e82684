import type { IncomingMessage, ServerResponse } from "node:http";
import { env } from "@/lib/env";
import { packUnsent, textFieldsOf, UNSENT_FORM_COOKIE } from "@/lib/unsent-form";

const MOST_BYTES = 64 * 1024;
const A_MINUTE_SECONDS = 60;

/**
 * A form without JavaScript names the function that takes it. After a new release Next knows no such function, and answers
 * with a bare text. Here it leads back to the page instead, which says so and still holds what was typed.
 */
export function returnOutdatedForm(request: IncomingMessage, response: ServerResponse): void {
  const type = request.headers["content-type"] ?? "";
  const isForm = request.method === "POST" && /^multipart\/form-data\b/i.test(type);
  // With JavaScript the form itself is told (action-form.tsx).
  if (!isForm || request.headers["next-action"] !== undefined) return;
  const body = copyOfBody(request);
  const writeHead = response.writeHead.bind(response) as (...all: unknown[]) => ServerResponse;
  response.writeHead = ((...all: unknown[]) => {
    if (response.getHeader("x-nextjs-action-not-found") === undefined) return writeHead(...all);
    const secure = env().FRONT_END_BASE_URL.startsWith("https:") ? "; Secure" : "";
    const packed = packUnsent(textFieldsOf(body(), type));
    response.setHeader("location", pathOf(request.url));
    response.setHeader("cache-control", "no-store");
    response.appendHeader(
      "set-cookie",
      `${UNSENT_FORM_COOKIE}=${packed}; Path=/; Max-Age=${A_MINUTE_SECONDS}; HttpOnly; SameSite=Lax${secure}`,
    );
    return writeHead(303);
  }) as ServerResponse["writeHead"];
}

/** Never another site: browsers take `//elsewhere` for one. */
const pathOf = (url = "/"): string => `/${url.replace(/^[/\\]+/, "")}`;

/** What Next reads, read along. */
function copyOfBody(request: IncomingMessage): () => Buffer {
  const pieces: Buffer[] = [];
  let bytes = 0;
  const push = request.push.bind(request);
  request.push = (piece: Buffer | null, encoding?: BufferEncoding) => {
    if (piece && (bytes += piece.length) <= MOST_BYTES) pieces.push(piece);
    return push(piece, encoding);
  };
  return () => (bytes <= MOST_BYTES ? Buffer.concat(pieces) : Buffer.alloc(0));
}
