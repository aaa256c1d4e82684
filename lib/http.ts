import { z, type ZodType } from "zod";
import { env } from "@/lib/env";
import { crossOrigin, incompleteBody, invalidRequest, notFound, tooLarge } from "@/lib/errors";
import { problemOf } from "@/lib/problem";
import { EXTERNAL_ID_RULE, isId, resolveOrNothing } from "@/lib/ids";
import { comingFrom } from "@/lib/request-origin";
import { formWasRead } from "@/lib/server/unreadable-form";
import { textField } from "@/lib/text";

type Handler<Context> = (request: Request, context: Context) => Promise<Response>;

/** Answers what a handler throws with a problem document (lib/problem.ts). */
export function endpoint<Context = unknown>(handler: Handler<Context>): Handler<Context> {
  return async (request, context) => {
    try {
      formWasRead();
      return await comingFrom(request.headers, () => handler(request, context));
    } catch (error) {
      const { body, ...init } = problemOf(error, `${request.method} ${new URL(request.url).pathname}`);
      return new Response(body, init);
    }
  };
}

/** The answer of an address that there is not, also to a method that an operator's endpoint doesn't take. */
export const unknownAddress = endpoint(() => Promise.reject(notFound()));

/**
 * Refuses a request that another site makes with our visitor's cookies. Browsers send Origin with every POST and
 * Sec-Fetch-Site with every request; a client that sends neither (curl) has no cookies of a visitor to misuse.
 */
export function requireSameOrigin({ headers }: { headers: Pick<Headers, "get"> }): void {
  const origin = headers.get("origin");
  if (origin !== null && origin !== env().FRONT_END_BASE_URL) throw crossOrigin();
  const site = headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin" && site !== "none") throw crossOrigin();
}

/** The body's bytes; stops reading as soon as there are too many. @throws ProductError too_large, incomplete_body */
export async function readBody(request: Request, limitBytes: number): Promise<Buffer> {
  const announced = request.headers.get("content-length");
  if (Number(announced) > limitBytes) throw tooLarge(limitBytes);
  // Node's parser lets no more in than was announced; only a body of unknown length has to be counted.
  if (announced !== null) return Buffer.from(await request.arrayBuffer().catch(clientGone));
  if (!request.body) return Buffer.alloc(0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  // An iterator that is ended by `throw` cancels the stream, and with it the connection and the way to say why.
  const reader = (request.body as ReadableStream<Uint8Array>).getReader();
  for (;;) {
    const { done, value } = await reader.read().catch(clientGone);
    if (done) return Buffer.concat(chunks);
    size += value.byteLength;
    if (size > limitBytes) throw tooLarge(limitBytes);
    chunks.push(value);
  }
}

/** The client closed the connection; a TypeError would be a fault of ours, such as a body that is read twice. */
const clientGone = (error: unknown): never => {
  throw error instanceof TypeError ? error : incompleteBody();
};

const JSON_LIMIT_BYTES = 16 * 1024;

/**
 * The JSON body of a request, checked. An empty body counts as `{}`, so that a schema without required fields accepts it.
 * @throws ProductError too_large; invalid_request with one entry per bad field
 */
export async function readJson<T>(request: Request, schema: ZodType<T>): Promise<T> {
  const body = await readBody(request, JSON_LIMIT_BYTES);
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (body.length > 0 && type !== "application/json") {
    throw invalidRequest([{ field: "content-type", message: "must be application/json" }]);
  }
  return check(schema, parse(body));
}

/** The fields of a form as browsers send it, checked. @throws ProductError too_large; invalid_request */
export async function readForm<T>(request: Request, schema: ZodType<T>): Promise<T> {
  const body = await readBody(request, JSON_LIMIT_BYTES);
  return check(schema, Object.fromEntries(new URLSearchParams(body.toString("utf8"))));
}

function parse(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    throw invalidRequest([{ field: "body", message: "is not valid JSON" }]);
  }
}

/** The parameters in a request's address, checked. @throws ProductError invalid_request with one entry per bad field */
export const readQuery = <T>(request: Request, schema: ZodType<T>): Promise<T> =>
  check(schema, Object.fromEntries(new URL(request.url).searchParams));

/** @returns the value in the schema's type @throws ProductError invalid_request with one entry per bad field */
export async function check<T>(schema: ZodType<T>, value: unknown): Promise<T> {
  const parsed = await schema.safeParseAsync(value);
  if (parsed.success) return parsed.data;
  throw invalidRequest(
    parsed.error.issues.map(({ path, message }) =>
      path.length > 0 ? { field: path.join("."), message } : { field: "body", message: "must be a JSON object" },
    ),
  );
}

const LIMIT = "must be a number from 1 to 100";
const MOST_LISTED = 100;

const WORKSPACE_ID = `must be a workspace's id: a UUID, or its external id (${EXTERNAL_ID_RULE})`;
const PRICE_ID = "must be a price's id";
const SUBSCRIPTION_ID = "must be a subscription's id";
const SESSION_ID = "must be a checkout session's id";
const CURRENCY = "must be a currency's code of three letters, such as eur";
const EVENT_ID = "must be an event's id, or all";

/** Fields that several endpoints take. */
export const fields = {
  /** Also an external id. What comes out is ours, and the id of nothing where there is none. */
  workspaceId: z
    .string({ error: WORKSPACE_ID })
    .refine(isId, { error: WORKSPACE_ID })
    .transform((given) => resolveOrNothing("workspace", given)),
  limit: z
    .string()
    .regex(/^[1-9]\d{0,2}$/, { error: LIMIT })
    .transform(Number)
    .refine((limit) => limit <= MOST_LISTED, { error: LIMIT })
    .default(MOST_LISTED),
  priceId: textField(PRICE_ID).min(1, { error: PRICE_ID }).max(255, { error: PRICE_ID }),
  subscriptionId: textField(SUBSCRIPTION_ID).min(1, { error: SUBSCRIPTION_ID }).max(255, { error: SUBSCRIPTION_ID }),
  sessionId: textField(SESSION_ID).min(1, { error: SESSION_ID }).max(255, { error: SESSION_ID }),
  /** Stripe's own page for this one checkout, whatever CHECKOUT_UI says. */
  ui: z.literal("hosted", { error: "must be hosted, or left out" }),
  currency: z
    .string({ error: CURRENCY })
    .regex(/^[a-z]{3}$/i, { error: CURRENCY })
    .toLowerCase(),
  eventId: z.string({ error: EVENT_ID }).regex(/^\w{1,255}$/, { error: EVENT_ID }),
};

/** The answer to a signed-in user: theirs alone, and never kept by a cache. */
export const privateJson = (data: unknown, headers: Record<string, string> = {}): Response =>
  Response.json(data, { headers: { "cache-control": "private, no-store", ...headers } });

/**
 * The same for a page of a list. The way to the next page is in a `Link` header (RFC 8288), so the body stays a plain list.
 * @param next what the request for it gives as `after`; null for the last page
 */
export function privatePage(request: Request, data: unknown[], next: string | null): Response {
  if (next === null) return privateJson(data);
  const { pathname, searchParams } = new URL(request.url);
  searchParams.set("after", next);
  return privateJson(data, { link: `<${fullAddress(`${pathname}?${searchParams}`)}>; rel="next"` });
}

/** A text that is sent piece by piece, as fast as it is read. When the client stops reading, the source stops too. */
export function streamOf(pieces: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await pieces.return(undefined);
    },
  });
}

/** The public address of one of our pages. */
export const fullAddress = (path: string): string => new URL(path, env().FRONT_END_BASE_URL).href;
