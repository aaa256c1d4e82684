import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { draw } from "../src/faults/chance.ts";
import type { Delivery } from "../src/events/delivery-queue.ts";
import { control, eventually, type Hook, type Local, receiver, refused, startLocal } from "./support.ts";

let local: Local;
let hook: Hook;
beforeAll(async () => void (local = await startLocal()));
afterAll(() => local.stop());
beforeEach(async () => {
  hook = await receiver();
  await local.stripe.webhookEndpoints.create({ url: hook.url, enabled_events: ["product.created", "product.updated"] });
});
afterEach(async () => {
  await control(local, "DELETE", "/faults");
  for (const { id } of (await local.stripe.webhookEndpoints.list()).data) await local.stripe.webhookEndpoints.del(id);
  await hook.stop();
});

const product = async (name: string) => (await local.stripe.products.create({ name })).id;
/** The names of the products in the order in which their events came. */
const names = () =>
  hook.received.map(({ body }) => (JSON.parse(body) as { data: { object: { name: string } } }).data.object.name);
const deliveries = async () => (await control(local, "GET", "/deliveries")) as Delivery[];

it("draws evenly, and the same numbers under the same seed", () => {
  const drawn = Array.from({ length: 20_000 }, (_, n) => draw(7, n));
  expect(drawn.slice(0, 5)).toEqual([0, 1, 2, 3, 4].map((n) => draw(7, n)));
  expect(drawn.filter((number) => number < 0.3).length / drawn.length).toBeCloseTo(0.3, 1);
  expect(draw(8, 0)).not.toBe(draw(7, 0));
});

it("tells which deliveries are still to arrive", async () => {
  const pending = async () => (await control(local, "GET", "/deliveries?status=pending")) as unknown[];
  await control(local, "PUT", "/deliveries", { mode: "hold" });
  await product("Held");
  expect(await pending()).toMatchObject([{ endpoint: expect.stringMatching(/^we_/) as string }]);
  await control(local, "PUT", "/deliveries", { mode: "send" });
  await eventually(async () => expect(await pending()).toEqual([]));
  expect(names()).toEqual(["Held"]);
});

describe("API calls", () => {
  const outcomes = async () => {
    const seen: number[] = [];
    for (let n = 0; n < 20; n += 1)
      seen.push(
        await local.stripe.prices.list().then(
          () => 200,
          (error: { statusCode: number }) => error.statusCode,
        ),
      );
    return seen;
  };

  it("fail as Stripe would, in the fields that the fault names", async () => {
    const error = { type: "invalid_request_error", code: "lock_timeout", param: "id", message: "Locked" };
    await control(local, "POST", "/faults", {
      method: "GET",
      path: "^/v1/prices$",
      kind: "status",
      status: 409,
      error,
    });
    await expect(local.stripe.prices.list()).rejects.toMatchObject({
      statusCode: 409,
      code: "lock_timeout",
      param: "id",
      message: "Locked",
    });
    expect(await outcomes()).not.toContain(409);
    for (const bad of ["text", [], {}, { code: 5 }]) {
      const answer = control(local, "POST", "/faults", { path: "/v1", kind: "status", error: bad });
      await expect(answer).rejects.toThrow("error must be an object of texts");
    }
  });

  it("fail at a rate, the same ones under the same seed", async () => {
    const fault = { method: "GET", path: "^/v1/prices$", kind: "status", status: 429, rate: 0.4 };
    const runs: number[][] = [];
    for (const seed of [3, 3, 4]) {
      await control(local, "DELETE", "/faults");
      await control(local, "POST", "/faults", { ...fault, seed });
      runs.push(await outcomes());
    }
    expect(runs[0]).toEqual(runs[1]);
    expect(runs[0]).not.toEqual(runs[2]);
    expect(new Set(runs[0])).toEqual(new Set([200, 429]));
    expect(await control(local, "GET", "/faults")).toMatchObject([{ kind: "status", rate: 0.4, seed: 4, times: null }]);
  });

  it("are refused with 429 as the SDK knows it, by any method, until the fault is taken away", async () => {
    const { id } = (await control(local, "POST", "/faults", {
      method: "*",
      path: "/v1/",
      kind: "status",
      status: 429,
      times: null,
    })) as { id: string };
    expect(await refused(local.stripe.prices.list())).toMatchObject({
      type: "StripeRateLimitError",
      code: "rate_limit",
    });
    expect(await refused(local.stripe.products.create({ name: "x" }))).toMatchObject({ statusCode: 429 });
    await control(local, "DELETE", `/faults/${id}`);
    expect((await local.stripe.prices.list()).object).toBe("list");
    await expect(control(local, "DELETE", `/faults/${id}`)).rejects.toThrow("404");
  });

  it.each([
    [{ kind: "status", path: "/v1", rate: 2 }, "rate must be"],
    [{ kind: "nothing", path: "/v1" }, "kind must be"],
    [{ kind: "status" }, "path must be"],
    [{ kind: "drop", times: -1 }, "times must be"],
    [{ kind: "drop", seed: "x" }, "seed must be"],
    [{ kind: "status", path: "^(", status: 500 }, "Invalid regular expression"],
  ])("refuses %j", async (fault, why) => {
    await expect(control(local, "POST", "/faults", fault)).rejects.toThrow(why);
  });
});

describe("webhooks", () => {
  it("are dropped: never sent, not tried again", async () => {
    await control(local, "POST", "/faults", { kind: "drop", event: "product.*" });
    await product("lost");
    await product("kept");
    await eventually(() => expect(names()).toEqual(["kept"]));
    const all = await deliveries();
    expect(all.slice(-2)).toMatchObject([
      { status: "dropped", fault: "drop", attempts: [] },
      { status: "delivered", fault: null },
    ]);
  });

  it("are delayed", async () => {
    await control(local, "POST", "/faults", { kind: "delay", ms: 300 });
    const at = Date.now();
    await product("late");
    await eventually(() => expect(names()).toEqual(["late"]));
    expect(Date.now() - at).toBeGreaterThanOrEqual(290);
  });

  it("are sent again after they were taken, with the same id", async () => {
    await control(local, "POST", "/faults", { kind: "duplicate" });
    await product("twice");
    await eventually(() => expect(names()).toEqual(["twice", "twice"]));
    expect(hook.received[0]?.body).toBe(hook.received[1]?.body);
    await new Promise((later) => setTimeout(later, 50));
    expect(hook.received).toHaveLength(2);
  });

  it("are overtaken by the next one", async () => {
    await control(local, "POST", "/faults", { kind: "reorder", ms: 10_000 });
    await product("first");
    await product("second");
    await eventually(() => expect(names()).toEqual(["second", "first"]));
  });

  it("come late when nothing overtakes them", async () => {
    await control(local, "POST", "/faults", { kind: "reorder", ms: 100 });
    await product("alone");
    await eventually(() => expect(names()).toEqual(["alone"]));
  });

  it("are delivered twice at once", async () => {
    await control(local, "POST", "/faults", { kind: "twice_at_once" });
    await product("both");
    await eventually(() => expect(names()).toEqual(["both", "both"]));
    await eventually(async () =>
      expect((await deliveries()).at(-1)).toMatchObject({
        status: "delivered",
        attempts: [{ status: 200 }, { status: 200 }],
      }),
    );
  });

  it("are dropped at a rate, the same ones under the same seed", async () => {
    const arrived: string[][] = [];
    for (const _run of [1, 2]) {
      await control(local, "DELETE", "/faults");
      await control(local, "POST", "/faults", { kind: "drop", rate: 0.5, seed: 11 });
      hook.received.length = 0;
      for (let n = 0; n < 12; n += 1) await product(`p${n}`);
      await eventually(async () => expect((await deliveries()).every(({ status }) => status !== "pending")).toBe(true));
      arrived.push(names().sort());
    }
    expect(arrived[0]).toEqual(arrived[1]);
    expect(arrived[0]?.length).toBeGreaterThan(0);
    expect(arrived[0]?.length).toBeLessThan(12);
  });
});
