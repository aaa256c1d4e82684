// A real server on a free port with a separate data directory, driven by the official SDK.
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Stripe from "stripe";
import { vi } from "vitest";
import { startServer, type RunningServer } from "../src/server.ts";
import { SeenShapes } from "./shapes/seen.ts";

export interface Local {
  server: RunningServer;
  stripe: Stripe;
  stop(): Promise<void>;
}

/** Waits for something to hold; a slow machine gets the time it needs. */
export const eventually = <T>(holds: () => T | Promise<T>): Promise<T> =>
  vi.waitFor(holds, { timeout: 30_000, interval: 10 });

export function temporaryDirectory(): string {
  return mkdtempSync(join(tmpdir(), "local-stripe-"));
}

export function sdk(url: string, config: Partial<ConstructorParameters<typeof Stripe>[1]> = {}): Stripe {
  return new Stripe("sk_test_local", {
    host: "127.0.0.1",
    port: Number(new URL(url).port),
    protocol: "http",
    maxNetworkRetries: 0,
    ...config,
  });
}

/**
 * Every answer, event and object of it must have the shape of Stripe's types; stopping it fails otherwise.
 * @param but what a test puts there on purpose
 */
export async function startLocal(but?: RegExp): Promise<Local> {
  const dataDir = temporaryDirectory();
  const shapes = new SeenShapes(but);
  const server = await startServer({ port: 0, host: "127.0.0.1", dataDir, retryBaseMs: 5, observe: shapes.observe });
  return {
    server,
    stripe: sdk(server.url),
    async stop() {
      shapes.lookThrough(server.app.store);
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
      shapes.complain();
    },
  };
}

export async function control(local: Local, method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${local.server.url}/_local${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

export interface Hook {
  url: string;
  received: { body: string; headers: IncomingHttpHeaders }[];
  types(): string[];
  stop(): Promise<void>;
}

/** A webhook receiver that answers each request with what `status` says, as soon as `ready`. */
export async function receiver(
  status: (attempt: number) => number = () => 200,
  ready = Promise.resolve(),
): Promise<Hook> {
  const received: Hook["received"] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      received.push({ body, headers: request.headers });
      void ready.then(() => response.writeHead(status(received.length)).end());
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    types: () => received.map(({ body }) => (JSON.parse(body) as { type: string }).type),
    stop: () => new Promise((done) => (server.closeAllConnections(), server.close(() => done()))),
  };
}

export async function monthly(stripe: Stripe, unit_amount = 1000): Promise<Stripe.Price> {
  return stripe.prices.create({
    currency: "usd",
    unit_amount,
    recurring: { interval: "month" },
    product_data: { name: "Starter" },
  });
}

export async function checkout(
  stripe: Stripe,
  params: Partial<Stripe.Checkout.SessionCreateParams> = {},
): Promise<Stripe.Checkout.Session> {
  const price = await monthly(stripe);
  return stripe.checkout.sessions.create({
    mode: "subscription",
    success_url: "http://localhost:3000/payment?session={CHECKOUT_SESSION_ID}",
    line_items: [{ price: price.id, quantity: 1 }],
    ...params,
  });
}

/** Completes a hosted checkout without a browser. */
export async function confirm(
  stripe: Stripe,
  session: Stripe.Checkout.Session,
  token = "tok_visa",
): Promise<Stripe.Checkout.Session> {
  const method = await stripe.paymentMethods.create({ type: "card", card: { token } });
  const result: unknown = await stripe.rawRequest("POST", `/v1/payment_pages/${session.id}/confirm`, {
    payment_method: method.id,
    expected_amount: session.amount_total ?? 0,
  });
  return result as Stripe.Checkout.Session;
}

export async function refused(promise: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError) return error;
    throw error;
  }
  throw new Error("The call was expected to be refused, but it was answered");
}
