import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readRefusal } from "@/lib/stripe/failures";
import { timedHttpClient } from "@/lib/stripe/http-client";
import { requestName } from "@/lib/stripe/named-request";

const SAID = "The provided key 'rk_test_***' does not have the required permissions for this endpoint.";

let status = 200;
const server = createServer((_request, response) => {
  response.writeHead(status, { "content-type": "application/json", "request-id": "req_1" });
  response.end(JSON.stringify({ error: { type: "invalid_request_error", message: SAID } }));
});
let stripe: Stripe;
beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  stripe = new Stripe("rk_test_1", {
    ...{ host: "127.0.0.1", port, protocol: "http", telemetry: false, maxNetworkRetries: 0 },
    httpClient: timedHttpClient(),
  });
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const refusalOf = async (call: () => Promise<unknown>): Promise<Error> => {
  const error: unknown = await call().catch((thrown: unknown) => thrown);
  if (!(error instanceof Stripe.errors.StripeError)) throw new Error(`No refusal: ${String(error)}`);
  return error;
};

describe("what a refusal says", () => {
  test.each([
    ["GET /v1/quotes", () => stripe.quotes.list({ customer: "cus_1", limit: 3 })],
    ["GET /v1/account", () => stripe.accounts.retrieveCurrent()],
    ["POST /v1/subscriptions/:id", () => stripe.subscriptions.update("sub_1AbC", { metadata: { a: "b" } })],
    ["POST /v1/invoices/:id/void", () => stripe.invoices.voidInvoice("in_1AbC")],
    ["DELETE /v1/webhook_endpoints/:id", () => stripe.webhookEndpoints.del("we_1AbC")],
  ])("%s: the request, without ids, before Stripe's words, wherever the error is kept", async (request, call) => {
    status = 403;
    const error = await refusalOf(call);
    const wanted = `${request}: ${SAID}`;
    expect(error).toBeInstanceOf(Stripe.errors.StripePermissionError);
    expect([error.message, readRefusal(error)?.message]).toEqual([wanted, wanted]);
    expect(String(error)).toContain(wanted);
    expect(error.stack).toContain(wanted);
  });

  test.each([
    [400, true],
    [401, true],
    [403, true],
    [404, true],
    [424, true],
    // The customer's, and what passes: they are told in our own words.
    [402, false],
    [409, false],
    [429, false],
    [500, false],
    [503, false],
  ])("%i names its request: %s", async (given, isNamed) => {
    status = given;
    const error = await refusalOf(() => stripe.customers.retrieve("cus_1AbC"));
    expect(error.message.startsWith("GET /v1/customers/:id: ")).toBe(isNamed);
    expect(error.message.endsWith(SAID)).toBe(true);
  });
});

test("an id is left out, also one without a digit; the names of resources are not", () => {
  expect(requestName("POST", "/v1/products/prod_zXmdQEAVZVZPRX")).toBe("POST /v1/products/:id");
  expect(requestName("GET", "/v1/subscription_schedules/sub_sched_1Nv0FG?expand[]=phases")).toBe(
    "GET /v1/subscription_schedules/:id",
  );
  expect(requestName("POST", "/v1/billing_portal/configurations")).toBe("POST /v1/billing_portal/configurations");
});
