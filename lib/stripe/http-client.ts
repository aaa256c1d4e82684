import Stripe from "stripe";
import { observer } from "@/lib/observe/observer";
import { Deadline } from "./deadline";
import { namingRequest, requestName } from "./named-request";

type HttpClient = NonNullable<Stripe.StripeConfig["httpClient"]>;

const timeoutError = Stripe.HttpClient.makeTimeoutError;

/**
 * The SDK's own client lets a call take longer than its timeout: it measures silence, so an answer that comes in drops
 * is waited for without an end, and each page of a list has the whole time again. Here the timeout is for the whole
 * answer, and no call outlasts the request that it is made for.
 */
export function timedHttpClient(inner: HttpClient = Stripe.createNodeHttpClient()): HttpClient {
  return {
    getClientName: () => inner.getClientName(),
    async makeRequest(host, port, path, method, headers, body, protocol, timeout) {
      const limit = Math.ceil(Math.min(timeout, Deadline.running?.remainingMs() ?? Infinity));
      if (limit <= 0) throw timeoutError();
      const endsAt = performance.now() + limit;
      const request = requestName(method, path);
      const answer = await tracedCall(method, request, () =>
        inner.makeRequest(host, port, path, method, headers, body, protocol, limit),
      );
      const message = answer.getRawResponse() as NodeJS.ReadableStream & { destroy(error: Error): void };
      const timer = setTimeout(() => message.destroy(timeoutError()), Math.max(0, endsAt - performance.now()));
      message.once("close", () => clearTimeout(timer));
      return namingRequest(answer, request);
    },
  };
}

type Answer = Awaited<ReturnType<HttpClient["makeRequest"]>>;

/** A span for each try, of which the SDK makes more than one where Stripe is busy. */
async function tracedCall(method: string, request: string, call: () => Promise<Answer>): Promise<Answer> {
  const watching = observer();
  if (!watching) return call();
  const end = watching.begin(`stripe ${request}`, { "http.request.method": method, "server.address": "stripe" });
  const began = performance.now();
  const ended = (status: string, error?: unknown) => {
    end(error, { "http.response.status_code": status });
    watching.measure("billing.stripe.duration", (performance.now() - began) / 1000, { method, status });
  };
  try {
    const answer = await call();
    ended(String(answer.getStatusCode()));
    return answer;
  } catch (error) {
    ended("none", error);
    throw error;
  }
}
