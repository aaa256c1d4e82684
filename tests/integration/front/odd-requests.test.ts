import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startApp, until, type TestApp } from "../../support/integration";
import { headOf, RawConnection, type RawRequest } from "../../support/raw-connection";

const PUBLIC = "https://billing.example";

let app: TestApp;
beforeAll(async () => {
  app = await startApp({ env: { FRONT_END_BASE_URL: PUBLIC, NEXTAUTH_URL: PUBLIC } });
});
afterAll(() => app?.stop());

async function ask(request: RawRequest, body = "") {
  const connection = await RawConnection.open(app.url);
  const length: Record<string, string> = request.method === "GET" ? {} : { "content-length": String(body.length) };
  await connection.write(headOf(app.url, { ...request, headers: { ...length, ...request.headers } }) + body);
  const answer = await connection.answer();
  connection.close();
  return answer;
}

const lines = (what: RegExp) =>
  app
    .logs()
    .split("\n")
    .filter((line) => what.test(line));
const failures = () => lines(/"level":"error"/);

const FORM = { "content-type": "multipart/form-data; boundary=edge" };
const FIELD = '--edge\r\ncontent-disposition: form-data; name="a"\r\n\r\nb\r\n--edge--\r\n';
const PLACES = ["/api/nope", "/_next/x", "/_next/static/x", "/_next/data/x", "/%61pi/nope", "/", "/login", "/icon.svg"];

describe.each(PLACES)("a form for %s", (path) => {
  test("of another origin is 403, and one line", async () => {
    const ours = /evil\.example|was refused: cross_origin/;
    const before = lines(ours).length;
    const { status } = await ask({ path, headers: { ...FORM, origin: "http://evil.example" } }, FIELD);
    expect(status).toBe(403);
    await until("the line in the log", () => Promise.resolve(lines(ours).length > before));
    expect([lines(ours).length - before, failures()]).toEqual([1, []]);
  });

  test("of our own is no failure, whatever the host, nor is one that can't be read", async () => {
    const headers = { ...FORM, origin: PUBLIC, host: "elsewhere.example" };
    for (const body of [FIELD, "x", FIELD.slice(0, -9)]) {
      const { status } = await ask({ path, headers }, body);
      expect([body, status, status < 500 && status !== 403]).toEqual([body, status, true]);
    }
    expect(failures()).toEqual([]);
  });
});

const PAGES = ["/nope", "/login", "/", "/dashboard", "/_next/x", "/api/nope"];

test("a router's state that can't be read is 400, and one of Next's own is answered", async () => {
  const states = ["garbage", "%", '{"__proto__":1}', "[]", '["",{"a":["",1]}]', "x".repeat(9_000)];
  for (const path of PAGES) {
    for (const state of states) {
      const tree = state === "%" ? state : encodeURIComponent(state);
      const headers = { rsc: "1", "next-router-state-tree": tree };
      expect([path, state, (await ask({ method: "GET", path, headers })).status]).toEqual([path, state, 400]);
    }
    const own = encodeURIComponent('["",{"children":["__PAGE__",{}]},null,null]');
    const { status } = await ask({ method: "GET", path, headers: { rsc: "1", "next-router-state-tree": own } });
    expect([path, status < 500 && status !== 400]).toEqual([path, true]);
  }
  expect(failures()).toEqual([]);
});

test("an offer to upgrade is ignored, and the request answered", async () => {
  for (const upgrade of ["websocket", "h2c"]) {
    const headers = { connection: "Upgrade, HTTP2-Settings", upgrade, "http2-settings": "AAMAAABkAARAAAAAAAIAAAAA" };
    for (const [method, path, expected] of [
      ["GET", "/nope", 404],
      ["GET", "/_next/x", 404],
      ["GET", "/api/livez/", 200],
      ["POST", "/api/subscriptions/webhook/", 400],
      ["TRACE", "/", 405],
    ] as const) {
      expect([path, (await ask({ method, path, headers }, method === "GET" ? "" : "{}")).status]).toEqual([
        path,
        expected,
      ]);
    }
  }
});

test("under an https address every answer says that it stays so, whatever a proxy says", async () => {
  for (const proto of ["http", "https", "https,http", undefined]) {
    const headers: Record<string, string> = proto === undefined ? {} : { "x-forwarded-proto": proto };
    for (const path of ["/", "/login", "/nope", "/api/livez/", "/icon.svg", "/_next/x", "/login?%"]) {
      const answer = await ask({ method: "GET", path, headers });
      expect([path, answer.headers.get("strict-transport-security")]).toEqual([path, "max-age=31536000"]);
    }
    const refused = await ask({ method: "TRACE", path: "/", headers });
    expect(refused.headers.get("strict-transport-security")).toBe("max-age=31536000");
  }
});

test("a form that is larger than all that is taken is 413", async () => {
  const headers = { ...FORM, origin: PUBLIC, "content-length": "1200000" };
  const { status, headers: answered } = await ask({ path: "/", headers }, FIELD);
  expect([status, answered.get("connection")]).toEqual([413, "close"]);
});
