import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chunkOf, headOf, LAST_CHUNK, RawConnection, type RawRequest } from "../../support/raw-connection";
import { sharedApp, type TestApp } from "../../support/integration";

let app: TestApp;
beforeAll(async () => {
  app = await sharedApp();
});
afterAll(() => app?.stop());

const json = { "content-type": "application/json" };
const form = { "content-type": "application/x-www-form-urlencoded" };
const multipart = { "content-type": "multipart/form-data; boundary=edge" };

/** Every kind of route: what reads a body to a limit, what reads none, what no route answers. */
const routes: [string, RawRequest][] = [
  ["sign-up", { path: "/api/users/", headers: json }],
  ["checkout", { path: "/api/subscriptions/checkout/", headers: json }],
  ["the language form", { path: "/api/language/", headers: form }],
  ["the webhook", { path: "/api/subscriptions/webhook/", headers: json }],
  ["sign-in", { path: "/api/auth/callback/credentials", headers: form }],
  ["sign-out", { path: "/api/auth/signout", headers: json }],
  ["an endpoint that takes no POST", { path: "/api/health/", headers: json }],
  ["an endpoint that there is not", { path: "/api/nothing/", headers: json }],
  ["a page that there is not", { path: "/nothing/at/all", headers: json }],
  ["a page", { path: "/login", headers: json }],
  ["the shared page", { path: "/pricing", headers: json }],
  ["a form of a page", { path: "/workspaces", headers: multipart }],
  ["a form of the shared page", { path: "/", headers: multipart }],
  ["a server action by script", { path: "/workspaces", headers: { ...multipart, "next-action": "40".repeat(21) } }],
  ["a file", { path: "/icon.svg", headers: json }],
];

const PIECE = "x".repeat(16 * 1024);
// Next reads a form to its end, and answers one that is none with a failure of its own.
const FORM_START = '--edge\r\ncontent-disposition: form-data; name="a"\r\n\r\n';
const FORM_END = "\r\n--edge--\r\n";

/** Sends a request with a body of so many pieces of 16 KB, and answers what came. */
async function sendBody(connection: RawConnection, request: RawRequest, count: number, chunked: boolean) {
  const isForm = request.headers === multipart || request.headers?.["next-action"];
  const pieces = [...(isForm ? [FORM_START] : []), ...Array<string>(count).fill(PIECE), ...(isForm ? [FORM_END] : [])];
  const length: Record<string, string> = chunked
    ? { "transfer-encoding": "chunked" }
    : { "content-length": String(pieces.join("").length) };
  await connection.write(headOf(app.url, { ...request, headers: { ...request.headers, ...length } }));
  for (const piece of pieces) await connection.write(chunked ? chunkOf(piece) : piece);
  if (chunked) await connection.write(LAST_CHUNK);
  return connection.answer();
}

const LIVE: RawRequest = { method: "GET", path: "/api/workspaces/" };

/** The next person's request on the same connection: a proxy sends it only if the connection was kept. */
async function nextIsAnswered(connection: RawConnection, kept: boolean): Promise<void> {
  if (!kept) return connection.closed();
  await connection.write(headOf(app.url, LIVE));
  expect((await connection.answer()).status).toBe(401);
}

describe.each([
  ["chunked", true],
  ["of a known length", false],
])("a body of 128 KB, %s, harms nobody's next request", (_, chunked) => {
  test.each(routes)("at %s", async (_, request) => {
    const connection = await RawConnection.open(app.url);
    const { status, headers } = await sendBody(connection, request, 8, chunked);
    expect(status).toBeGreaterThanOrEqual(200);
    expect(status).toBeLessThan(500);
    await nextIsAnswered(connection, headers.get("connection") !== "close");
    connection.close();
  });
});

test("a client that never stops sending gets its answer, and loses the connection within seconds", async () => {
  const connection = await RawConnection.open(app.url);
  await connection.write(
    headOf(app.url, { path: "/api/users/", headers: { ...json, "transfer-encoding": "chunked" } }),
  );
  const sending = (async () => {
    while (connection.isOpen) await connection.write(chunkOf(PIECE));
  })();
  const { status, headers } = await connection.answer();
  expect([status, headers.get("connection")]).toEqual([413, "close"]);
  await connection.closed();
  await sending;
});

test("a client that stops in the middle of a body holds nothing up", async () => {
  const connection = await RawConnection.open(app.url);
  await connection.write(headOf(app.url, { path: "/api/users/", headers: { ...json, "content-length": "2000000" } }));
  expect((await connection.answer()).status).toBe(413);
  await connection.closed();
});
