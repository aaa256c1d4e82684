// What happens to every request under /v1, in order: key, its permissions, limits, parameters, faults, idempotency, validation,
// one transaction, answer.
import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Context as HonoContext } from "hono";
import { nameOf, type Endpoint } from "../conventions/endpoint.ts";
import type { App } from "./app.ts";
import { account } from "../resources/account.ts";
import { authenticate } from "../conventions/auth.ts";
import { newContext, type Context } from "../conventions/context.ts";
import { RefusedPayment, StripeError, unrecognizedUrl } from "../conventions/errors.ts";
import { expand } from "./expand.ts";
import { answerOf, checkExpand } from "./expandable.ts";
import type { CallFault } from "../faults/faults.ts";
import { parseForm, requireForm } from "../conventions/form.ts";
import { IdempotentRequest, type Answer } from "../conventions/idempotency.ts";
import { newId } from "../conventions/ids.ts";
import type { Raw } from "../conventions/params.ts";
import { limited, locked } from "./limited.ts";
import type { LoggedRequest } from "./request-log.ts";
import { currentParams } from "../versions/older-params.ts";
import { viewOf, type View } from "../versions/view.ts";

export interface Bindings {
  Bindings: HttpBindings;
}
export type Http = HonoContext<Bindings>;

interface Call {
  id: string;
  baseUrl: string;
  params: Record<string, Raw>;
  view: View;
  idempotent: IdempotentRequest | undefined;
}

export async function answer(app: App, http: Http, endpoint: Endpoint | undefined): Promise<Response> {
  const { method, path } = http.req;
  const key = http.req.header("idempotency-key");
  const id = newId("req");
  const log = app.requests.add({ id, method, path, idempotency_key: key ?? null });
  const baseUrl = baseUrlOf(app, http);
  const view = viewOf(http.req.header("stripe-version"));
  let release: (() => void) | undefined;
  try {
    const apiKey = authenticate(http.req.header("authorization"));
    if (!endpoint) throw unrecognizedUrl(method, path);
    app.keys.check(apiKey, endpoint, () => app.act(baseUrl, account).id);
    const reason = app.limits.take(nameOf(endpoint));
    if (reason) return respond(log, limited(reason), view);
    const params = parseForm(await sentForm(http));
    const idempotent =
      method === "POST" && key ? new IdempotentRequest(app.store, key, apiKey, method, path, params) : undefined;
    const call: Call = { id, baseUrl, params, view, idempotent };
    const fault = app.faults.take(method, path);
    release = idempotent?.claim(app.inFlight);
    const kept = idempotent?.replay();
    log.replayed = kept !== undefined;
    // A request that was answered under this key is never processed again, whichever fault applies to the repeat
    const run = () => kept ?? execute(app, call, endpoint, http.req.param("id") ?? "");
    return await applyFault(fault, app, http, log, run, call);
  } catch (error) {
    return respond(log, failure(error, `${baseUrl}/_local/requests?request=${id}`), view);
  } finally {
    release?.();
  }
}

/** The answer of a request whose transaction is undone. */
class Shown extends Error {
  constructor(readonly answer: Answer) {
    super("Nothing is kept");
  }
}

/** Libraries put the parameters of a DELETE into its address, and curl's `-d` into its body; a POST may have both. */
async function sentForm(http: Http): Promise<string> {
  const query = new URL(http.req.url).search.slice(1);
  const body = http.req.method === "GET" ? "" : await http.req.text();
  if (body !== "") requireForm(http.req.header("content-type"));
  return [query, body].filter((part) => part !== "").join("&");
}

/** One request, one transaction, with its answer kept under its idempotency key in the same one. */
function execute(app: App, call: Call, endpoint: Endpoint, pathId: string): Answer {
  app.settleDue(call.baseUrl);
  const { view, params } = call;
  const prepared = endpoint.prepare(currentParams(view.asked, `${endpoint.method} ${endpoint.path}`, params));
  const declared = answerOf(endpoint.method, endpoint.path);
  if (declared) checkExpand(prepared.expand, declared, view.basil);
  try {
    return app.store.transaction(() => {
      const ctx = newContext(app.store, call.baseUrl, { id: call.id, idempotency_key: call.idempotent?.key ?? null });
      const done = carryOut(ctx, prepared, pathId, call, (answer) => {
        const shown = expand(ctx, answer, prepared.expand, view, declared !== undefined);
        if (!view.basil) app.observe?.(shown, declared, `${endpoint.method} ${endpoint.path}`);
        return shown;
      });
      if (endpoint.undone) throw new Shown(done);
      call.idempotent?.keep(done, call.id);
      return done;
    });
  } catch (error) {
    if (error instanceof Shown) {
      app.store.transaction(() => call.idempotent?.keep(error.answer, call.id));
      return error.answer;
    }
    // The transaction is undone. Declines and our own failures are answers to keep; refusals are not.
    if (!(error instanceof StripeError && error.type === "invalid_request_error")) {
      const failed = failure(error, `${call.baseUrl}/_local/requests?request=${call.id}`);
      app.store.transaction(() => call.idempotent?.keep(failed, call.id));
      return failed;
    }
    throw error;
  } finally {
    app.deliveries.wake();
    if (endpoint.path.endsWith("/advance")) app.advanceClocks();
  }
}

/** A refused payment is answered as an error, and its changes are kept. */
function carryOut(
  ctx: Context,
  prepared: ReturnType<Endpoint["prepare"]>,
  pathId: string,
  call: Call,
  render: (answer: object) => object,
): Answer {
  try {
    return { status: 200, body: JSON.stringify(render(prepared.run(ctx, pathId)), null, 2) };
  } catch (error) {
    if (!(error instanceof RefusedPayment)) throw error;
    return failure(error, `${call.baseUrl}/_local/requests?request=${call.id}`);
  }
}

async function applyFault(
  fault: CallFault | undefined,
  app: App,
  http: Http,
  log: LoggedRequest,
  run: () => Answer,
  call: Call,
): Promise<Response> {
  switch (fault?.kind) {
    case undefined:
      return respond(log, run(), call.view);
    case "status":
      return respond(log, planned(fault.status, fault.error), call.view);
    case "stored_500": {
      if (fault.executed) run();
      app.store.transaction(() => call.idempotent?.keep(planned(500), call.id));
      return respond(log, planned(500), call.view);
    }
    case "lose_response": {
      log.status = run().status;
      http.env.incoming.socket.destroy();
      return RESPONSE_ALREADY_SENT;
    }
    case "hang": {
      if (fault.ms === null) {
        await new Promise((gone) => http.env.incoming.socket.once("close", gone));
        return RESPONSE_ALREADY_SENT;
      }
      await new Promise((later) => setTimeout(later, fault.ms ?? 0));
      return respond(log, run(), call.view);
    }
  }
}

function planned(status: number, given: CallFault["error"] = null): Answer {
  const message = "This failure was planned through /_local/faults.";
  if (status === 429 && given?.code === "lock_timeout" && given.message === undefined) return locked();
  const error =
    status === 429 ? { code: "rate_limit", message, type: "invalid_request_error" } : { message, type: "api_error" };
  return { status, body: JSON.stringify({ error: { ...error, ...given } }, null, 2) };
}

function failure(error: unknown, requestLogUrl: string): Answer {
  if (!(error instanceof StripeError)) console.error(error);
  const known =
    error instanceof StripeError
      ? error
      : new StripeError(500, "api_error", "An unknown error occurred. See the output of local-stripe.");
  return { status: known.status, body: JSON.stringify(known.body(requestLogUrl), null, 2) };
}

function respond(log: LoggedRequest, answer: Answer, view: View): Response {
  log.status = answer.status;
  const headers: Record<string, string> = {
    "Content-Type": "application/json",
    "Access-Control-Allow-Origin": "*",
    "Cache-Control": "no-cache, no-store",
    "Request-Id": log.id,
    "Stripe-Version": view.version,
    ...answer.headers,
  };
  if (log.idempotency_key !== null && log.method === "POST") {
    headers["Idempotency-Key"] = log.idempotency_key;
    headers["Original-Request"] = answer.requestId ?? log.id;
    if (log.replayed) headers["Idempotent-Replayed"] = "true";
  }
  return new Response(answer.body, { status: answer.status, headers });
}

/** Where this server was reached, or where browsers reach it. */
export function baseUrlOf(app: App, http: Http): string {
  if (app.publicUrl !== undefined) return app.publicUrl;
  const host = http.req.header("host");
  return host ? `http://${host}` : app.baseUrl;
}
