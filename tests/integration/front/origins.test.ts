import { afterAll, beforeAll, expect, test } from "vitest";
import { newPerson, startApp, until, type TestApp } from "../../support/integration";

let app: TestApp;
beforeAll(async () => {
  app = await startApp({ env: { SIGN_UPS_PER_HOUR: "3" } });
});
afterAll(() => app?.stop());

const keys = async (like: string) =>
  (await app.database.pool.query<{ key: string }>("SELECT key FROM rate_counter WHERE key LIKE $1", [like])).rows;

test("without proxies the socket's address is counted, and no header that a client sends", async () => {
  const claims: Record<string, string>[] = [
    {},
    { "x-forwarded-for": "192.0.2.1" },
    { "x-forwarded-for": "192.0.2.2:443, 198.51.100.1", "x-real-ip": "192.0.2.3" },
    { "x-forwarded-for": "9".repeat(7_500) },
    { forwarded: "for=192.0.2.4", "cf-connecting-ip": "192.0.2.5", "true-client-ip": "192.0.2.6" },
  ];
  const statuses: number[] = [];
  for (const headers of claims) {
    statuses.push((await app.anonymous().post("/api/users/", newPerson(), { headers })).status);
  }
  expect(statuses).toEqual([201, 201, 201, 429, 429]);
  expect(await keys("sign-up from %")).toEqual([{ key: "sign-up from 127.0.0.1" }]);
});

test("that a header came which counts for nothing is said once, with the setting that makes it count", async () => {
  const said = (one: TestApp) =>
    one
      .logs()
      .split("\n")
      .filter((line) => line.includes("TRUSTED_PROXIES is 0"));
  // The tests above sent several.
  await until("the line in the log", () => Promise.resolve(said(app).length > 0));
  await app.anonymous().get("/api/workspaces/", { headers: { "x-forwarded-for": "192.0.2.9" } });
  expect(said(app)).toHaveLength(1);
  expect(JSON.parse(said(app)[0] ?? "")).toMatchObject({
    level: "warn",
    msg: expect.stringContaining("set TRUSTED_PROXIES to the number of proxies") as string,
  });
});

test("a sign-in knows the socket's address, too", async () => {
  const client = app.anonymous();
  await client.signIn({ email: "nobody@example.com", password: "wrong-password" });
  expect(await keys("sign-in from %")).toEqual([{ key: "sign-in from 127.0.0.1" }]);
});

test("behind one proxy an address is counted without port, and an IPv6 network as one", async () => {
  const proxied = await startApp({ beside: app, env: { TRUSTED_PROXIES: "1", SIGN_UPS_PER_HOUR: "3" } });
  const from = (address: string) =>
    proxied.anonymous().post("/api/users/", newPerson(), { headers: { "x-forwarded-for": `1.1.1.1, ${address}` } });
  const statuses = [];
  for (const n of [1, 2, 3, 4]) statuses.push((await from(`[2001:db8::${n}:9]:${n}000`)).status);
  for (const n of [1, 2, 3, 4]) statuses.push((await from(`192.0.2.1:${n}000`)).status);
  expect(statuses).toEqual([201, 201, 201, 429, 201, 201, 201, 429]);
  expect(proxied.logs()).not.toContain("TRUSTED_PROXIES is 0");
  // No header: it came past the proxy.
  expect((await proxied.anonymous().post("/api/users/", newPerson())).status).toBe(429);
  await proxied.stop();
});
