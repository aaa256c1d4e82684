import { z, type ZodType } from "zod";
import { env } from "@/lib/env";
import { crossOrigin, invalidRequest, ProductError, tooLarge, type ErrorCode } from "@/lib/errors";

const STATUS: Record<ErrorCode, number> = {
  invalid_request: 400,
  invalid_signature: 400,
  price_not_available: 400,
  unauthenticated: 401,
  cross_origin: 403,
  billing_role_required: 403,
  manager_role_required: 403,
  owner_role_required: 403,
  invitation_for_another: 403,
  not_found: 404,
  workspace_not_found: 404,
  member_not_found: 404,
  invitation_not_found: 404,
  already_subscribed: 409,
  plan_change_required: 409,
  checkout_in_progress: 409,
  no_billing_account: 409,
  no_subscription: 409,
  other_currency: 409,
  change_not_possible: 409,
  not_the_payer: 409,
  event_not_replayable: 409,
  last_owner: 409,
  payer_leaves: 409,
  workspace_has_plan: 409,
  too_many_workspaces: 409,
  too_many_invitations: 409,
  too_large: 413,
  rate_limited: 429,
  stripe_unavailable: 502,
  sync_in_progress: 409,
  sync_incomplete: 500,
};

/** A problem document (RFC 9457). `type` is a name, not an address: there is nothing to look up behind it. */
function problem(code: string, status: number, detail: string, extras: ProductError["extras"] = {}): Response {
  const { retryAfterSeconds, ...members } = extras;
  const title = code.charAt(0).toUpperCase() + code.slice(1).replaceAll("_", " ");
  const body = { type: `urn:hypersaas:problem:${code}`, title, status, detail, code, ...members };
  const headers = new Headers({ "content-type": "application/problem+json", "cache-control": "no-store" });
  if (retryAfterSeconds) headers.set("retry-after", String(retryAfterSeconds));
  return new Response(JSON.stringify(body), { status, headers });
}

type Handler<Context> = (request: Request, context: Context) => Promise<Response>;

/** Turns what a handler throws into a problem document. What is not ours to explain is logged and answered as 500. */
export function endpoint<Context = unknown>(handler: Handler<Context>): Handler<Context> {
  return async (request, context) => {
    try {
      return await handler(request, context);
    } catch (error) {
      if (error instanceof ProductError) {
        if (error.cause) console.error(`${error.code}:`, error.cause);
        return problem(error.code, STATUS[error.code], error.message, error.extras);
      }
      console.error(`${request.method} ${new URL(request.url).pathname} failed:`, error);
      return problem("internal_error", 500, "Something went wrong on our side. Nothing is known to have changed.");
    }
  };
}

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

/** The body's bytes; stops reading as soon as there are too many. @throws ProductError too_large */
export async function readBody(request: Request, limitBytes: number): Promise<Buffer> {
  const announced = request.headers.get("content-length");
  if (Number(announced) > limitBytes) throw tooLarge(limitBytes);
  // Node's parser lets no more in than was announced; only a body of unknown length has to be counted.
  if (announced !== null) return Buffer.from(await request.arrayBuffer());
  if (!request.body) return Buffer.alloc(0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Node's streams can be iterated; the DOM's types don't know it.
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > limitBytes) throw tooLarge(limitBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

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
export const readQuery = <T>(request: Request, schema: ZodType<T>): T =>
  check(schema, Object.fromEntries(new URL(request.url).searchParams));

/** @returns the value in the schema's type @throws ProductError invalid_request with one entry per bad field */
function check<T>(schema: ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalidRequest(
    parsed.error.issues.map(({ path, message }) =>
      path.length > 0 ? { field: path.join("."), message } : { field: "body", message: "must be a JSON object" },
    ),
  );
}

const requiredText = (error: string) => z.string({ error }).trim().min(1, { error });

const EVENT_ID = "must be an event's id, or all";

/** Fields that several endpoints take. */
export const fields = {
  workspaceId: z.uuid({ error: "must be a workspace's id (a UUID)" }),
  priceId: requiredText("must be a price's id").max(255, { error: "must be a price's id" }),
  eventId: z.string({ error: EVENT_ID }).regex(/^\w{1,255}$/, { error: EVENT_ID }),
};

/** The answer to a signed-in user: theirs alone, and never kept by a cache. */
export const privateJson = (data: unknown): Response =>
  Response.json(data, { headers: { "cache-control": "private, no-store" } });

/** A page of ours as somebody else can open it. */
export const fullAddress = (path: string): string => new URL(path, env().FRONT_END_BASE_URL).href;
