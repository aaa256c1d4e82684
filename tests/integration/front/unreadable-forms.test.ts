import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { formsOf, pageOf } from "../../support/forms";
import { type AppClient, startApp, until, type TestApp } from "../../support/integration";
import { headOf, RawConnection } from "../../support/raw-connection";

let app: TestApp;
let ada: AppClient;
let form: Record<string, string>;
/** The name of a function of ours, as each page's source tells it. */
let action: string;
beforeAll(async () => {
  app = await startApp();
  ada = await app.signUp();
  const { html } = await pageOf(ada, "/workspaces");
  form = formsOf(html).find(({ values }) => "name" in values)?.values ?? {};
  action = /"id":"(\w{42})"/.exec(JSON.stringify(Object.values(form)).replaceAll("\\", ""))?.[1] ?? "";
  expect(action).not.toBe("");
});
afterAll(() => app?.stop());

const MULTIPART = "multipart/form-data; boundary=edge";
const END = "--edge--\r\n";
const partsOf = (values: Record<string, string>) =>
  Object.entries(values)
    .map(([name, value]) => `--edge\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
    .join("");

/** Sends it, and the next person's request on the same connection. */
async function send(path: string, headers: Record<string, string>, body: string) {
  const connection = await RawConnection.open(app.url);
  const all = { origin: app.url, cookie: ada.cookieHeader(), ...headers };
  const length = { "content-length": String(Buffer.byteLength(body)) };
  await connection.write(headOf(app.url, { path, headers: { ...all, ...length } }) + body);
  const { status, headers: answered, body: text } = await connection.answer();
  if (answered.get("connection") !== "close") {
    await connection.write(headOf(app.url, { method: "GET", path: "/api/workspaces/" }));
    expect((await connection.answer()).status).toBe(401);
  }
  connection.close();
  return { status, text, type: answered.get("content-type") };
}

const isClients = (status: number) => status >= 400 && status < 500;

const bodies: [string, string, () => string][] = [
  ["without a boundary", "multipart/form-data", () => partsOf(form) + END],
  ["with an empty boundary", "multipart/form-data; boundary=", () => partsOf(form) + END],
  ["with another boundary", "multipart/form-data; boundary=other", () => partsOf(form) + END],
  ["without an end", MULTIPART, () => partsOf(form)],
  ["cut off in a part", MULTIPART, () => partsOf(form).slice(0, -9)],
  ["without a body", MULTIPART, () => ""],
  ["with parts that have no name", MULTIPART, () => `--edge\r\nfoo: bar\r\n\r\nx\r\n${END}`],
];

describe.each(["/", "/pricing", "/login", "/workspaces", "/dashboard", "/nothing", "/_next/x"])(
  "a form that can't be read, sent to %s, is the sender's fault",
  (path) => {
    test.each(bodies)("%s", async (_, type, body) => {
      const answer = await send(path, { "content-type": type }, body());
      expect(answer).toEqual({
        status: 400,
        text: "This form can't be read. Reload the page, then try again.\n",
        type: "text/plain; charset=utf-8",
      });
    });
  },
);

test.each([
  ["/api/language/"],
  ["/api/operator/replay/"],
  ["/api/users/"],
  ["/api/subscriptions/checkout/"],
  ["/api/auth/signout"],
  ["/api/auth/callback/credentials"],
])("at %s too", async (path) => {
  for (const [, type, body] of bodies) {
    const { status } = await send(path, { "content-type": type }, body());
    expect([type, status < 500]).toEqual([type, true]);
  }
});

describe("a call of one of our functions by a client of its own making is the client's fault", () => {
  const bound = (values: unknown) => JSON.stringify({ id: action, bound: values });
  const references: [string, () => Record<string, string>][] = [
    ["without its arguments", () => ({ [`$ACTION_ID_${action}`]: "", name: "x" })],
    ["that refers to nothing", () => ({ $ACTION_REF_1: "", "$ACTION_1:0": bound("$@9"), name: "x" })],
    ["that is cut off", () => ({ $ACTION_REF_1: "", "$ACTION_1:0": "{", name: "x" })],
    ["that names what all objects have", () => ({ $ACTION_ID_constructor: "", name: "x" })],
  ];
  test.each(references)("in a form %s", async (_, values) => {
    const { status } = await send("/workspaces", { "content-type": MULTIPART }, partsOf(values()) + END);
    // 303 where Next takes it for a form of an earlier release.
    expect(status === 303 || isClients(status), String(status)).toBe(true);
  });

  const texts = ["", "garbage", "{", "null", "[]", '["a","b"]', '["$K1"]', '[{}, "$F1"]'];
  const calls: [string, string][] = [
    ...texts.map((text): [string, string] => ["text/plain;charset=UTF-8", text]),
    ["application/json", "{"],
    ["application/x-www-form-urlencoded", "a=1"],
    ["multipart/form-data", partsOf({ 0: '["$K1"]' }) + END],
    [MULTIPART, ""],
    [MULTIPART, partsOf({ a: "1" })],
    [MULTIPART, partsOf({ a: "1" }) + END],
    [MULTIPART, partsOf({ 0: '["$K1","x"]', "1_a": "b" }) + END],
    [MULTIPART, partsOf({ 0: '[{},"$F2"]' }) + END],
    [MULTIPART, partsOf({ 0: '[{},{"a":' }) + END],
  ];
  test.each(["/workspaces", "/dashboard", "/"])("to %s, by its name and by nonsense", async (path) => {
    for (const name of [action, "", "x", "constructor", "__proto__", "40".repeat(21), "x".repeat(5_000)]) {
      for (const [type, body] of calls) {
        const { status } = await send(path, { "content-type": type, "next-action": name }, body);
        // Next leads a call for another page to that one, and answers with nothing where the other refuses.
        const isRefused = isClients(status) || (status === 200 && name === action && path !== "/workspaces");
        expect([name, type, body, status, isRefused]).toEqual([name, type, body, status, true]);
      }
    }
  });
});

test("each is a refusal in the log, and no failure", async () => {
  const lines = () => app.logs().split("\n");
  await send("/workspaces", { "content-type": MULTIPART }, "");
  await until("the line in the log", () =>
    Promise.resolve(lines().some((line) => line.includes("POST /workspaces was refused: invalid_request"))),
  );
  expect(lines().filter((line) => line.includes('"level":"error"'))).toEqual([]);
});

test("a form of ours is taken as before, and a failure of ours is still 500", async () => {
  const body = partsOf({ ...form, name: "Fine" }) + END;
  expect((await send("/workspaces", { "content-type": MULTIPART }, body)).status).toBe(303);
  await app.database.pool.query('ALTER TABLE "workspace" RENAME TO workspace_away');
  try {
    expect((await send("/workspaces", { "content-type": MULTIPART }, body)).status).toBe(500);
    // Nor is a page that fails, where the form names none of our functions.
    const plain = partsOf({ name: "x" }) + END;
    expect((await send("/workspaces", { "content-type": MULTIPART }, plain)).status).not.toBe(400);
  } finally {
    await app.database.pool.query('ALTER TABLE workspace_away RENAME TO "workspace"');
  }
});
