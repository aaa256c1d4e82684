import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { CHECKOUT, checkout, type Problem, priceOf, setRole, userIdOf, workspaceOf } from "../../support/billing";
import { type AppClient, type Person, sharedApp, type TestApp } from "../../support/integration";

let app: TestApp;
let ada: AppClient & { person: Person };
let price: string;
let workspace: string;
beforeAll(async () => {
  app = await sharedApp();
  ada = await app.signUp();
  price = await priceOf(app, "pro_month");
  workspace = await workspaceOf(ada);
});
afterAll(() => app?.stop());
beforeEach(() => app.localStripe.clearRequests());

const good = () => ({ price_id: price, workspace_id: workspace });
const callsToStripe = async () => (await app.localStripe.requests()).length;

/** What every refusal has in common: RFC 9457, a stable code, nothing that is nobody's business, no call to Stripe. */
async function refused(
  answer: { status: number; headers: Headers; body: Problem },
  status: number,
  code: string,
): Promise<Problem> {
  const { body } = answer;
  expect(body).toMatchObject({ status, code, type: `urn:hypersaas:problem:${code}` });
  expect(answer.status).toBe(status);
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  expect(answer.headers.get("cache-control")).toContain("no-store");
  expect(body.title).not.toBe("");
  expect(body.detail).not.toBe("");
  expect(JSON.stringify(body)).not.toMatch(/sk_test|whsec_|\.ts:|\.js:|node_modules/);
  expect(await callsToStripe()).toBe(0);
  return body;
}

describe("another site", () => {
  test.each([
    ["with its own Origin", { origin: "https://evil.example" }],
    ["that hides its Origin", { origin: "null" }],
    ["on another port of this host", { origin: "http://127.0.0.1:1" }],
    ["whose address begins like ours", { origin: "OURS.evil.example" }],
    ["that the browser calls cross-site", { "sec-fetch-site": "cross-site" }],
    ["that the browser calls same-site", { "sec-fetch-site": "same-site" }],
  ])("%s is refused, although it has the user's cookie", async (_, headers) => {
    const sent = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, value.replace("OURS", app.url)]),
    );
    await refused(await ada.post<Problem>(CHECKOUT, good(), { headers: sent }), 403, "cross_origin");
  });

  test("our own pages, and clients that are no browsers, are allowed", async () => {
    const fromPage = { origin: app.url, "sec-fetch-site": "same-origin" };
    expect((await ada.post(CHECKOUT, good(), { headers: fromPage })).status).toBe(200);
    expect((await ada.post(CHECKOUT, good())).status).toBe(200);
  });
});

describe("who is not signed in", () => {
  test("gets 401", async () => {
    await refused(await app.anonymous().post<Problem>(CHECKOUT, good()), 401, "unauthenticated");
  });

  test("a token that somebody made up is no sign-in", async () => {
    const cookie = "next-auth.session-token=eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..aaaa.bbbb.cccc";
    const answer = await app.anonymous().post<Problem>(CHECKOUT, good(), { headers: { cookie } });
    await refused(answer, 401, "unauthenticated");
  });

  test("a user who was deleted is nobody, whatever their token says", async () => {
    const gone = await app.signUp();
    const own = await workspaceOf(gone);
    await app.database.pool.query(`DELETE FROM "user" WHERE email = $1`, [gone.person.email]);
    await refused(await checkout(gone, price, own), 401, "unauthenticated");
  });
});

describe("a body", () => {
  test("over 16 KB is refused, with its length announced or not", async () => {
    const text = JSON.stringify({ ...good(), more: "x".repeat(17 * 1024) });
    const headers = { "content-type": "application/json" };
    const streamed = { method: "POST", headers, body: new Blob([text]).stream(), duplex: "half" } as RequestInit;
    for (const init of [{ method: "POST", headers, body: text }, streamed]) {
      const answer = await ada.raw(CHECKOUT, init);
      const { status, headers: answered } = answer;
      await refused({ status, headers: answered, body: (await answer.json()) as Problem }, 413, "too_large");
    }
  });

  test.each([
    ["that is not JSON", "price_id=1", "application/json", ["body"]],
    ["that is cut off", '{"price_id": "pri', "application/json", ["body"]],
    ["that is a form", "price_id=1&workspace_id=2", "application/x-www-form-urlencoded", ["content-type"]],
    ["that calls itself text", "{}", "text/plain", ["content-type"]],
    ["that is a list", "[]", "application/json", ["body"]],
    ["that is null", "null", "application/json", ["body"]],
    ["that is empty", "", "application/json", ["price_id", "workspace_id"]],
    ["without fields", "{}", "application/json", ["price_id", "workspace_id"]],
    ["with wrong types", '{"price_id": 5, "workspace_id": ["x"]}', "application/json", ["price_id", "workspace_id"]],
    ["with a null", '{"price_id": null, "workspace_id": "x y"}', "application/json", ["price_id", "workspace_id"]],
    ["with a blank price", `{"price_id": " ", "workspace_id": "${randomUUID()}"}`, "application/json", ["price_id"]],
    [
      "with a currency that is no code",
      `{"price_id": "price_1", "workspace_id": "${randomUUID()}", "currency": "euro"}`,
      "application/json",
      ["currency"],
    ],
    ...["0", "-1", "2.5", '""', '"two"', "null"].map((quantity): [string, string, string, string[]] => [
      `with the quantity ${quantity}`,
      `{"price_id": "price_1", "workspace_id": "${randomUUID()}", "quantity": ${quantity}}`,
      "application/json",
      ["quantity"],
    ]),
    [
      "with a NUL in the price",
      `{"price_id": "price_1\\u0000", "workspace_id": "${randomUUID()}"}`,
      "application/json",
      ["price_id"],
    ],
    [
      "with a workspace that is no id, ours or another system's",
      '{"price_id": "price_1", "workspace_id": "ws/1"}',
      "application/json",
      ["workspace_id"],
    ],
  ])("%s is refused with one entry per field", async (_, body, type, fields) => {
    const answer = await ada.raw(CHECKOUT, { method: "POST", headers: { "content-type": type }, body });
    const { status, headers } = answer;
    const problem = await refused({ status, headers, body: (await answer.json()) as Problem }, 400, "invalid_request");
    expect(problem.errors?.map((error) => error.field)).toEqual(fields);
    for (const { message } of problem.errors ?? []) expect(message).toMatch(/^(must|is) /);
  });

  test("with a currency that the price is not sold in is refused by its field, and one that it is sold in is taken", async () => {
    const problem = await refused(
      await ada.post<Problem>(CHECKOUT, { ...good(), currency: "eur" }),
      400,
      "invalid_request",
    );
    expect(problem.errors?.map(({ field }) => field)).toEqual(["currency"]);
    expect((await ada.post(CHECKOUT, { ...good(), currency: "USD" })).status).toBe(200);
  });

  test("with a number of seats is refused by its field, where the price has none to choose", async () => {
    for (const quantity of [2, "2"]) {
      const problem = await refused(await ada.post<Problem>(CHECKOUT, { ...good(), quantity }), 400, "invalid_request");
      expect(problem.errors?.map(({ field }) => field)).toEqual(["quantity"]);
    }
  });

  test("with fields that nobody knows is taken", async () => {
    expect((await ada.post(CHECKOUT, { ...good(), customer: "cus_of_somebody_else" })).status).toBe(200);
  });
});

describe("the workspace", () => {
  test("of somebody else is not found, in the very words for one that does not exist", async () => {
    const eve = await app.signUp();
    const foreign = await refused(await checkout(eve, price, workspace), 404, "workspace_not_found");
    const unknown = await refused(await checkout(eve, price, randomUUID()), 404, "workspace_not_found");
    expect(JSON.stringify(foreign)).toBe(JSON.stringify(unknown));
  });

  test("a member without a billing role is refused", async () => {
    const bob = await app.signUp();
    await setRole(app, bob.person.email, workspace, "member");
    await refused(await checkout(bob, price, workspace), 403, "billing_role_required");
  });

  test("an admin may buy for it, and who lost the role may not, with the same token", async () => {
    const bob = await app.signUp();
    const shared = await workspaceOf(await app.signUp());
    await setRole(app, bob.person.email, shared, "admin");
    expect((await checkout(bob, price, shared)).status).toBe(200);
    await setRole(app, bob.person.email, shared, "member");
    await app.localStripe.clearRequests();
    await refused(await checkout(bob, price, shared), 403, "billing_role_required");
  });

  test("who was removed from it no longer finds it", async () => {
    const bob = await app.signUp();
    await setRole(app, bob.person.email, workspace, "admin");
    await app.database.pool.query("DELETE FROM membership WHERE user_id = $1 AND workspace_id = $2", [
      await userIdOf(app, bob.person.email),
      workspace,
    ]);
    await refused(await checkout(bob, price, workspace), 404, "workspace_not_found");
  });
});

test("both forms of the path answer, and neither by a redirect", async () => {
  for (const path of [CHECKOUT, CHECKOUT.slice(0, -1)]) {
    expect((await ada.post(path, good())).status).toBe(200);
    expect((await app.anonymous().post(path, good())).status).toBe(401);
  }
});
