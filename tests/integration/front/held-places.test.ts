import { afterAll, beforeAll, expect, test } from "vitest";
import { headOf, RawConnection } from "../../support/raw-connection";
import { sharedApp, type TestApp } from "../../support/integration";

let app: TestApp;
beforeAll(async () => {
  app = await sharedApp();
});
afterAll(() => app?.stop());

const JSON_TYPE = "application/json";
const FORM_TYPE = "application/x-www-form-urlencoded";

/** So many requests of which a byte of the body came. */
const hold = (count: number, path: string, type: string) =>
  Promise.all(
    Array.from({ length: count }, async () => {
      const connection = await RawConnection.open(app.url);
      const headers = { "content-type": type, "content-length": "100" };
      await connection.write(`${headOf(app.url, { path, headers })}{`);
      return connection;
    }),
  );

test.each([
  ["the webhook", "/api/subscriptions/webhook/", JSON_TYPE, 40, 400],
  ["sign-up", "/api/users/", JSON_TYPE, 40, 400],
  ["sign-in", "/api/auth/callback/credentials", FORM_TYPE, 40, 302],
  ["everything else", "/api/language/", FORM_TYPE, 300, 303],
])("bodies that don't come hold no place: %s is answered at once", async (_, path, type, count, status) => {
  const held = await hold(count, path, type);
  const body = type === JSON_TYPE ? "{}" : "language=en";
  const begun = performance.now();
  const answer = await fetch(app.url + path, {
    method: "POST",
    headers: { "content-type": type, origin: app.url },
    body,
    redirect: "manual",
  });
  expect([answer.status, performance.now() - begun < 900]).toEqual([status, true]);
  for (const path of ["/login", "/pricing"]) expect((await fetch(app.url + path)).status).toBe(200);
  for (const connection of held) connection.close();
});

test("a body that comes in pieces is taken, as JSON and as a form", async () => {
  const connection = await RawConnection.open(app.url);
  const body = JSON.stringify({ email: "no address", password: "x".repeat(2_000) });
  const headers = { "content-type": JSON_TYPE, "content-length": String(body.length) };
  await connection.write(headOf(app.url, { path: "/api/users/", headers }));
  for (let at = 0; at < body.length; at += 100) await connection.write(body.slice(at, at + 100));
  const { status, body: problem } = await connection.answer();
  expect([status, JSON.parse(problem)]).toMatchObject([400, { code: "invalid_request" }]);
  connection.close();
});
