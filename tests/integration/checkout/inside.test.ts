import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CHECKOUT, callsToStripe, newWorkspace, pay, priceOf, workspaceOf } from "../../support/billing";
import { formsOf, pageOf, plain, send } from "../../support/forms";
import { type AppClient, startApp, type TestApp } from "../../support/integration";

const HOSTED = `${CHECKOUT}hosted/`;
type Inside = { session_id: string; client_secret?: string; url: string | null; code?: string };

let app: TestApp;
/** The same app after the setting went back. */
let hosted: TestApp;
beforeAll(async () => {
  app = await startApp({ env: { CHECKOUT_UI: "embedded" } });
  hosted = await startApp({ beside: app, env: { CHECKOUT_UI: "hosted" } });
});
afterAll(async () => {
  await hosted?.stop();
  await app?.stop();
});

async function begun(more: Record<string, unknown> = {}) {
  const client = await app.signUp();
  const workspaceId = await workspaceOf(client);
  const wanted = { price_id: await priceOf(app, "pro_month"), workspace_id: workspaceId, ...more };
  const { body } = await client.post<Inside>(CHECKOUT, wanted);
  return { client, workspaceId, wanted, body, sessionId: body.session_id };
}

const sessionsOf = async (workspaceId: string) =>
  (
    await app.database.pool.query<{ what: string; trial: boolean }>(
      `SELECT COALESCE(parameters->>'ui_mode', 'hosted') || ' ' || state AS what, with_trial AS trial
       FROM checkout_session WHERE workspace_id = $1 ORDER BY created_at`,
      [workspaceId],
    )
  ).rows;

describe("a checkout within our page", () => {
  test("has a secret instead of an address, and the same request gets the same one", async () => {
    const { client, wanted, body, sessionId } = await begun();
    expect(body).toEqual({
      session_id: sessionId,
      client_secret: expect.stringMatching(new RegExp(`^${sessionId}_secret_\\w+$`)) as string,
      url: null,
    });
    expect((await client.post<Inside>(CHECKOUT, wanted)).body).toEqual(body);
    const session = await app.stripe.checkout.sessions.retrieve(sessionId);
    expect(session.return_url).toMatch(/\/payment\?session=\{CHECKOUT_SESSION_ID\}$/);
    expect([session.success_url, session.cancel_url]).toEqual([null, null]);
    expect((await client.post(CHECKOUT, { ...wanted, ui: "embedded" })).status).toBe(400);
  });

  test("its secret is its user's alone: on their page, in one column while it is open, and nowhere else", async () => {
    const { client, workspaceId, body, sessionId } = await begun();
    const secret = body.client_secret ?? "";
    const page = `/checkout?session=${sessionId}`;
    expect((await pageOf(client, page)).html).toContain(secret);
    const colleague = await app.signUp();
    await newWorkspace(app, { [colleague.person.email]: "owner" });
    for (const path of [page, `/payment?session=${sessionId}`, `/dashboard?workspace=${workspaceId}`])
      expect((await pageOf(colleague, path)).html, path).not.toContain(secret);
    const held = async () => {
      const { rows: tables } = await app.database.pool.query<{ name: string }>(
        "SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public'",
      );
      const found: string[] = [];
      for (const { name } of tables) {
        const { rows } = await app.database.pool.query<{ columns: string[] }>(
          `SELECT array(SELECT key FROM jsonb_each_text(to_jsonb(t)) WHERE position($1 IN value) > 0) AS columns FROM ${name} t`,
          [secret],
        );
        found.push(...rows.flatMap(({ columns }) => columns.map((column) => `${name}.${column}`)));
      }
      return found;
    };
    expect(await held()).toEqual(["checkout_session.client_secret"]);
    await app.stripe.checkout.sessions.expire(sessionId);
    await expect.poll(held).toEqual([]);
    expect(app.logs()).not.toContain(secret);
  });

  test("one policy more, on its page alone", async () => {
    const { client, sessionId } = await begun();
    const stripe = new URL(app.localStripe.url).origin;
    const headersOf = async (path: string) => {
      const { headers } = await client.raw(path);
      return `${headers.get("content-security-policy")} ${headers.get("permissions-policy")}`;
    };
    const there = await headersOf(`/checkout?session=${sessionId}`);
    expect(there).toContain(`; frame-src ${stripe};`);
    expect(there).toContain(`payment=(self "${stripe}")`);
    expect(there).not.toMatch(/stripe\.com|unsafe/);
    for (const path of ["/pricing", "/dashboard", "/login?price=x", "/account", `/payment?session=${sessionId}`]) {
      expect(await headersOf(path), path).not.toContain(stripe);
      expect(await headersOf(path), path).toContain("payment=()");
    }
  });

  test("a setting that changes strands nobody", async () => {
    const { client, wanted, sessionId, workspaceId } = await begun();
    const after = client.at(hosted.url);
    expect((await pageOf(after, `/checkout?session=${sessionId}`)).html).toContain("Complete your order");
    expect((await pageOf(after, `/dashboard?workspace=${workspaceId}`)).html).toContain(
      `href="/checkout?session=${sessionId}"`,
    );
    const { body } = await after.post<Inside>(CHECKOUT, wanted, {
      headers: { origin: String(app.env.FRONT_END_BASE_URL) },
    });
    expect(body.url).toContain("/c/pay/");
    expect((await sessionsOf(workspaceId)).map(({ what }) => what)).toEqual(["embedded_page expired", "hosted open"]);
    // And the other way: a page of Stripe's that is open stays there until something is bought anew.
    expect((await pageOf(client, `/checkout?session=${body.session_id}`)).html).toContain(`0;url=${body.url}`);
  });
});

describe("on Stripe's page instead", () => {
  const instead = (client: AppClient, session_id: string) => client.post<Inside>(HOSTED, { session_id });

  test("of twenty at once all get the one session: the first is expired once, and the trial offer stays", async () => {
    const { client, workspaceId, sessionId } = await begun();
    await app.localStripe.clearRequests();
    const answers = await Promise.all(Array.from({ length: 20 }, () => instead(client, sessionId)));
    const made = answers.filter(({ status }) => status === 200).map(({ body }) => body);
    expect(made.length).toBeGreaterThan(0);
    expect(new Set(made.map(({ url }) => url)).size).toBe(1);
    // Who waited too long is told to ask again.
    for (const { status, body } of answers) if (status !== 200) expect(body.code).toBe("checkout_in_progress");
    const calls = await callsToStripe(app);
    expect(calls.filter((call) => call.endsWith("/expire"))).toHaveLength(1);
    expect(calls.filter((call) => call === "POST /v1/checkout/sessions")).toHaveLength(1);
    expect(await sessionsOf(workspaceId)).toEqual([
      { what: "embedded_page expired", trial: true },
      { what: "hosted open", trial: true },
    ]);
  });

  test("is refused to others, and one that is paid leads to the page that says so", async () => {
    const { client, sessionId } = await begun();
    const stranger = await app.signUp();
    for (const id of [sessionId, "cs_test_made_up"]) expect((await instead(stranger, id)).status).toBe(404);
    expect((await instead(app.anonymous(), sessionId)).status).toBe(401);
    expect((await instead(client, "")).status).toBe(400);
    await pay(app, sessionId);
    const { status, body } = await instead(client, sessionId);
    expect([status, new URL(String(body.url)).pathname]).toEqual([200, "/payment"]);
  });

  test("without JavaScript a form does it", async () => {
    const { client, workspaceId, sessionId } = await begun();
    const path = `/checkout?session=${sessionId}`;
    const { html } = await pageOf(client, path);
    expect(plain(html)).toContain("Complete your order");
    const form = formsOf(html).find(({ values }) => values.session === sessionId);
    const { to } = await send(client, path, form?.values ?? {});
    expect(to).toMatch(/^\/checkout\?session=cs_test_/);
    expect((await pageOf(client, String(to))).html).toContain('http-equiv="refresh"');
    expect((await sessionsOf(workspaceId)).map(({ what }) => what)).toEqual(["embedded_page expired", "hosted open"]);
    // So does the form on the page before it, at once.
    const other = await begun();
    const login = `/login?price=${other.wanted.price_id}`;
    const plainForm = formsOf((await pageOf(other.client, login)).html).find(({ values }) => "price_id" in values);
    const next = await send(other.client, login, plainForm?.values ?? {});
    expect((await pageOf(other.client, String(next.to))).html).toContain('http-equiv="refresh"');
  });
});
