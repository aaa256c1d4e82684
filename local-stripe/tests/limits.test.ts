import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { Limits } from "../src/faults/limits.ts";
import { control, refused, sdk, startLocal, type Local } from "./support.ts";

let local: Local;
beforeAll(async () => void (local = await startLocal()));
afterAll(() => local.stop());
beforeEach(() => control(local, "DELETE", "/limits"));

/** Nothing refills, so no test depends on how fast it runs. */
const only = (burst: number) => ({ per_second: 0, burst });
const set = (limits: object) => control(local, "PUT", "/limits", limits);

async function answered(calls: number, call: () => Promise<unknown>): Promise<string> {
  let seen = "";
  for (let n = 0; n < calls; n += 1)
    seen += await call().then(
      () => "+",
      () => "-",
    );
  return seen;
}
const prices = () => local.stripe.prices.list();
const products = () => local.stripe.products.list();

it("answers 429 with the reason above the limit of all calls, whichever endpoint", async () => {
  await set({ all: only(3) });
  expect(await answered(2, prices)).toBe("++");
  expect(await answered(2, products)).toBe("+-");
  expect(await refused(prices())).toMatchObject({
    type: "StripeRateLimitError",
    rawType: "invalid_request_error",
    code: "rate_limit",
    statusCode: 429,
    doc_url: "https://stripe.com/docs/error-codes/rate-limit",
    message: expect.stringContaining("rate limit exceeded") as string,
    headers: { "stripe-rate-limited-reason": "global-rate" },
  });
  expect(await control(local, "GET", "/limits")).toEqual({
    all: only(3),
    each_endpoint: null,
    endpoints: {},
    refused: { "global-rate": 2, "endpoint-rate": 0 },
  });
  await control(local, "DELETE", "/limits");
  expect(await answered(5, prices)).toBe("+++++");
});

it("counts each endpoint by itself, whatever the id; a named one has a limit of its own", async () => {
  const made = [await local.stripe.products.create({ name: "A" }), await local.stripe.products.create({ name: "B" })];
  await set({ each_endpoint: only(2), endpoints: { "GET /v1/products/{id}": only(1), "GET /v1/events": 1000 } });
  expect(await answered(3, prices)).toBe("++-");
  expect(await answered(3, products)).toBe("++-");
  expect(await answered(5, () => local.stripe.events.list())).toBe("+++++");
  expect(await answered(1, () => local.stripe.products.retrieve(made[0]?.id ?? ""))).toBe("+");
  const { headers } = await refused(local.stripe.products.retrieve(made[1]?.id ?? ""));
  expect(headers).toMatchObject({ "stripe-rate-limited-reason": "endpoint-rate" });
  // What its own limit refused used nothing up of another
  await set({ all: only(2), endpoints: { "GET /v1/prices": only(1) } });
  expect(await answered(3, prices)).toBe("+--");
  expect(await answered(2, products)).toBe("+-");
});

it("comes before everything else: nothing is done, and the key of the request is not used up", async () => {
  await set({ endpoints: { "POST /v1/products": only(1) } });
  const create = (name: string) => local.stripe.products.create({ name }, { idempotencyKey: `limited ${name}` });
  await create("first");
  expect((await refused(create("second"))).statusCode).toBe(429);
  await control(local, "DELETE", "/limits");
  expect((await create("second")).name).toBe("second");
  expect((await products()).data.filter(({ name }) => name === "second")).toHaveLength(1);
});

it("lets as many calls through as the seconds that pass allow", () => {
  let now = 0;
  const limits = new Limits(
    () => ["GET /v1/prices"],
    () => now,
  );
  limits.set({ all: 2 });
  const take = (calls: number) => Array.from({ length: calls }, () => limits.take("GET /v1/prices") ?? "+").join(" ");
  expect(take(3)).toBe("+ + global-rate");
  now += 499;
  expect(take(1)).toBe("global-rate");
  now += 1;
  expect(take(2)).toBe("+ global-rate");
  now += 60_000;
  expect(take(3)).toBe("+ + global-rate");
  limits.set({ all: { per_second: 0.5, burst: 1 } });
  expect(take(2)).toBe("+ global-rate");
  now += 2000;
  expect(take(2)).toBe("+ global-rate");
});

it.each([
  [{ al: 1 }, "Unknown limits: al"],
  [{ all: -1 }, "all must be a number of calls per second"],
  [{ all: "5" }, "all must be a number of calls per second"],
  [{ each_endpoint: { per_second: 1, burst: 0.5 } }, "each_endpoint: burst must be a whole number"],
  [{ each_endpoint: { per_second: 1, per_minute: 2 } }, "each_endpoint: unknown per_minute"],
  [{ endpoints: { "GET /v1/price": 1 } }, "No such endpoint: 'GET /v1/price'"],
  [{ endpoints: { "GET /v1/prices": null } }, "endpoints[GET /v1/prices] must be a number"],
  [{ endpoints: [] }, "endpoints must be an object"],
])("refuses %j", async (limits, why) => {
  await expect(set(limits)).rejects.toThrow(why);
  expect(await answered(2, prices)).toBe("++");
});

it("plans a lock timeout, which the library repeats and a limit it does not", async () => {
  await control(local, "POST", "/faults", {
    method: "GET",
    path: "/v1/prices",
    kind: "status",
    status: 429,
    error: { code: "lock_timeout" },
    times: 1,
  });
  const persistent = sdk(local.server.url, { maxNetworkRetries: 1 });
  expect((await persistent.prices.list()).object).toBe("list");
  const before = (await control(local, "GET", "/requests")) as { status: number; path: string }[];
  expect(before.filter(({ path }) => path === "/v1/prices").slice(-2)).toMatchObject([
    { status: 429 },
    { status: 200 },
  ]);
  await control(local, "POST", "/faults", {
    method: "GET",
    path: "/v1/prices",
    kind: "status",
    status: 429,
    error: { code: "lock_timeout" },
  });
  expect(await refused(prices())).toMatchObject({
    code: "lock_timeout",
    type: "StripeRateLimitError",
    headers: { "stripe-should-retry": "true" },
  });
  await set({ endpoints: { "GET /v1/prices": only(1) } });
  await persistent.prices.list();
  await refused(persistent.prices.list());
  expect(await control(local, "GET", "/limits")).toMatchObject({ refused: { "endpoint-rate": 1 } });
});
