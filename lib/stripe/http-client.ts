import Stripe from "stripe";
import { Deadline } from "./deadline";

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
      const answer = await inner.makeRequest(host, port, path, method, headers, body, protocol, limit);
      const message = answer.getRawResponse() as NodeJS.ReadableStream & { destroy(error: Error): void };
      const timer = setTimeout(() => message.destroy(timeoutError()), Math.max(0, endsAt - performance.now()));
      message.once("close", () => clearTimeout(timer));
      return answer;
    },
  };
}
