import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { checkout, priceOf, workspaceOf } from "../../support/billing";
import { startApp, startLocalStripe, type TestApp } from "../../support/integration";

let app: TestApp;
let pro: string;

beforeAll(async () => {
  app = await startApp();
  pro = await priceOf(app, "pro_month");
  // The endpoint's code is loaded with the first call, which is not what is timed.
  const client = await app.signUp();
  await checkout(client, pro, await workspaceOf(client));
});
afterAll(() => app.stop());
beforeEach(() => app.localStripe.clearFaults());

async function timed<T>(work: Promise<T>): Promise<T & { seconds: number }> {
  const started = performance.now();
  return { ...(await work), seconds: (performance.now() - started) / 1000 };
}

describe("when Stripe does not answer", () => {
  test("a hanging customer call is answered within ten seconds, and a later try works", async () => {
    const client = await app.signUp();
    const workspace = await workspaceOf(client);
    await app.localStripe.fault({ path: "^/v1/customers$", kind: "hang", times: 9 });
    const { status, body, seconds } = await timed(checkout(client, pro, workspace));
    expect([status, body.code]).toEqual([502, "stripe_unavailable"]);
    expect(seconds).toBeLessThan(10);
    await app.localStripe.clearFaults();
    expect((await checkout(client, pro, workspace)).status).toBe(200);
  });

  test("a hanging session call is answered within ten seconds, and a later try works", async () => {
    const client = await app.signUp();
    const workspace = await workspaceOf(client);
    await app.localStripe.fault({ path: "^/v1/checkout/sessions$", kind: "hang", times: 9 });
    const { status, seconds } = await timed(checkout(client, pro, workspace));
    expect(status).toBe(502);
    expect(seconds).toBeLessThan(10);
    await app.localStripe.clearFaults();
    expect((await checkout(client, pro, workspace)).status).toBe(200);
  });

  test("who waits for another checkout of the workspace is told so after eight seconds, and when to come back", async () => {
    const client = await app.signUp();
    const workspace = await workspaceOf(client);
    await app.database.pool.query(
      "UPDATE workspace SET lease_holder = gen_random_uuid(), lease_until = now() + interval '1 minute' WHERE id = $1",
      [workspace],
    );
    const { status, body, headers, seconds } = await timed(checkout(client, pro, workspace));
    expect([status, body.code]).toEqual([409, "checkout_in_progress"]);
    expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
    expect(seconds).toBeLessThan(10);
  });

  test("with Stripe gone altogether the answer says so, nothing else breaks, and a later try works", async () => {
    const client = await app.signUp();
    const workspace = await workspaceOf(client);
    const { dataDir, port, secretKey } = app.localStripe;
    await app.localStripe.kill();
    const { status, body } = await checkout(client, pro, workspace);
    expect([status, body.code]).toEqual([502, "stripe_unavailable"]);
    expect((await client.get("/api/subscriptions/subscribable-product/")).status).toBe(200);
    expect((await client.get("/dashboard")).status).toBe(200);
    const back = await startLocalStripe({ dataDir, port, secretKey });
    expect((await checkout(client, pro, workspace)).status).toBe(200);
    await back.stop();
  });
});
