import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import Stripe from "stripe";
import { afterEach, describe, expect, test } from "vitest";
import { Deadline, DeadlineExceeded } from "@/lib/stripe/deadline";
import { timedHttpClient } from "@/lib/stripe/http-client";

describe("a deadline", () => {
  test("that begins inside another one ends no later, however deep and whatever was awaited before", async () => {
    const outer = new Deadline(3_000);
    await outer.run(async () => {
      await Promise.resolve();
      expect(new Deadline(60_000).remainingMs()).toBeLessThanOrEqual(outer.remainingMs() + 1);
      expect(new Deadline(60_000).options().timeout).toBeLessThan(3_000);
      await new Deadline(1_500).run(async () => {
        expect(new Deadline().remainingMs()).toBeLessThanOrEqual(1_500);
        await new Deadline(60_000).run(async () => expect(new Deadline().remainingMs()).toBeLessThanOrEqual(1_500));
      });
      expect(new Deadline().remainingMs()).toBeGreaterThan(1_500);
    });
    expect(Deadline.running).toBeUndefined();
    expect(new Deadline(60_000).remainingMs()).toBeGreaterThan(3_000);
  });

  test("of one request is not that of another at the same time", async () => {
    const remaining = (milliseconds: number) =>
      new Deadline(milliseconds).run(async () => {
        await new Promise(setImmediate);
        return new Deadline(60_000).remainingMs();
      });
    const [short, long] = await Promise.all([remaining(1_000), remaining(50_000)]);
    expect(short).toBeLessThanOrEqual(1_000);
    expect(long).toBeGreaterThan(40_000);
  });

  test("leaves no time for a call shortly before its end", () => {
    expect(() => new Deadline(1_000).options()).toThrow(DeadlineExceeded);
  });

  test("waits for other work only as long as it lasts", async () => {
    await expect(new Deadline(50).waitFor(new Promise(() => undefined))).rejects.toBeInstanceOf(DeadlineExceeded);
    expect(await new Deadline(5_000).waitFor(Promise.resolve(7))).toBe(7);
    await expect(new Deadline(5_000).waitFor(Promise.reject(new Error("no")))).rejects.toThrow("no");
  });
});

describe("a call to Stripe", () => {
  const stops: (() => Promise<unknown>)[] = [];
  afterEach(() => Promise.all(stops.splice(0).map((stop) => stop())));

  async function serving(listener: RequestListener): Promise<Stripe> {
    const server = createServer(listener).listen(0, "127.0.0.1");
    await once(server, "listening");
    stops.push(async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    });
    const { port } = server.address() as AddressInfo;
    const options = { host: "127.0.0.1", port, protocol: "http", telemetry: false } as const;
    return new Stripe("sk_test_x", { ...options, httpClient: timedHttpClient() });
  }

  const ANSWER = JSON.stringify({ id: "cus_1", object: "customer" });

  async function timed(work: Promise<unknown>): Promise<{ error: unknown; milliseconds: number }> {
    const began = performance.now();
    const error = await work.then(
      () => null,
      (reason: unknown) => reason,
    );
    return { error, milliseconds: performance.now() - began };
  }

  test("whose answer comes in drops ends with its timeout", async () => {
    const drops = new Set<NodeJS.Timeout>();
    const stripe = await serving((_, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      const drop = setInterval(() => response.write(" "), 50);
      drops.add(drop);
      response.once("close", () => clearInterval(drop));
    });
    const call = stripe.customers.retrieve("cus_1", {}, { timeout: 600, maxNetworkRetries: 0 });
    const { error, milliseconds } = await timed(call);
    expect(error).toBeInstanceOf(Stripe.errors.StripeConnectionError);
    expect(milliseconds).toBeLessThan(3_000);
    for (const drop of drops) clearInterval(drop);
  });

  test("never outlasts the request that it is made for, with any timeout and any number of pages", async () => {
    const page = { object: "list", url: "/v1/customers", has_more: true, data: [{ id: "cus_1", object: "customer" }] };
    const stripe = await serving((_, response) => void setTimeout(() => response.end(JSON.stringify(page)), 300));
    const options = { timeout: 60_000, maxNetworkRetries: 0 };
    const walk = () => stripe.customers.list({ limit: 1 }, options).autoPagingToArray({ limit: 1_000 });
    const { error, milliseconds } = await timed(new Deadline(1_000).run(walk));
    expect(error).toBeInstanceOf(Stripe.errors.StripeConnectionError);
    expect(milliseconds).toBeLessThan(3_000);
  });

  test("that is answered in time is answered, also after a silence", async () => {
    const stripe = await serving((_, response) => void setTimeout(() => response.end(ANSWER), 100));
    expect(await stripe.customers.retrieve("cus_1", {}, { timeout: 5_000 })).toMatchObject({ id: "cus_1" });
  });
});
