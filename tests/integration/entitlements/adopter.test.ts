import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "@/scripts/local/paths";
import { falsify, priceOf, type Problem, rowOf, subscribe } from "../../support/billing";
import { buildCopy, copyApp } from "../../support/build";
import { alertOf, pageOf, plain, submit } from "../../support/forms";
import { type AppClient, startApp, type TestApp, until } from "../../support/integration";
import { blocksOf } from "../../support/snippets";
import { type SignInProvider, startProvider } from "../../support/provider";
import { followReadme, planFeatures } from "../../support/readme";
import { followSignInDoc } from "../../support/sign-in-doc";

/** The code in our docs, built into the app and run. */
const OVERLAY = "tests/integration/entitlements/adopter";

interface Buyer {
  client: AppClient;
  workspace: string;
  subscriptionId: string;
}

let dir: string;
let app: TestApp;
let pro: Buyer;
let starter: Buyer;
let provider: SignInProvider;
beforeAll(async () => {
  dir = copyApp("adopter", OVERLAY);
  followReadme(dir);
  followSignInDoc(dir);
  await buildCopy(dir);
  provider = await startProvider();
  const { GOOGLE_ISSUER: ACME_ISSUER, GOOGLE_CLIENT_ID: ACME_CLIENT_ID, ...keys } = provider.settings;
  const acme = { ACME_ISSUER, ACME_CLIENT_ID, ACME_CLIENT_SECRET: keys.GOOGLE_CLIENT_SECRET };
  app = await startApp({ dir, env: { ...keys, GOOGLE_CLIENT_ID: ACME_CLIENT_ID, ...acme } as Record<string, string> });
  const { data } = await app.stripe.products.list();
  const product = data.find(({ name }) => name === "Pro")?.id ?? "";
  // As `npm run stripe:setup` brings it from the catalog.
  await app.stripe.products.update(product, { metadata: { features: planFeatures() } });
  await until("the feature to arrive", async () => {
    const { rows } = await app.database.pool.query(
      "SELECT FROM product_feature WHERE product_id = $1 AND feature_id = 'reports'",
      [product],
    );
    return rows.length > 0;
  });
  [pro, starter] = await Promise.all([buyer("pro_month"), buyer("starter_month")]);
}, 600_000);
afterAll(async () => {
  await app?.stop();
  await provider?.stop();
});

async function buyer(price: string): Promise<Buyer> {
  const client = await app.signUp();
  const { workspaceId, subscriptionId } = await subscribe(app, client, await priceOf(app, price));
  return { client, workspace: workspaceId, subscriptionId };
}

type Refused = Problem & { upgrade?: object };
const plansOf = (workspace: string): string => `${app.url}/pricing?workspace=${workspace}`;

describe("the README's example", () => {
  test("its endpoint answers who has it, and refuses all others as it says", async () => {
    const ask = async (client: AppClient, workspace: string) =>
      client.get<Refused>(`/api/reports/?workspace_id=${workspace}`);
    expect(await ask(pro.client, pro.workspace)).toMatchObject({ status: 200, body: { numbers: [1, 2, 3] } });
    expect(await ask(app.anonymous(), pro.workspace)).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
    expect(await ask(starter.client, pro.workspace)).toMatchObject({
      status: 404,
      body: { code: "workspace_not_found" },
    });
    const upgrade = { plan: "Pro", href: plansOf(starter.workspace) };
    expect(await ask(starter.client, starter.workspace)).toMatchObject({
      status: 402,
      body: { code: "feature_not_included", detail: "Reports is part of Pro.", upgrade },
    });
  });

  test("its page shows what is behind the gate, or which plan has it", async () => {
    const page = async ({ client, workspace }: Buyer) =>
      (await pageOf(client, `/reports?workspace=${workspace}`)).html.replaceAll("<!-- -->", "");
    expect(plain(await page(pro))).toContain(" … ");
    const refused = await page(starter);
    expect(refused).toContain(`Reports is part of Pro. <a href="${plansOf(starter.workspace)}">See the plans</a>`);
    expect(plain(refused)).not.toContain(" … ");
  });

  test("its page opened signed out leads to sign-in, and from there back to the workspace", async () => {
    const signIn = await pageOf(app.anonymous(), `/reports?workspace=${pro.workspace}`);
    expect([signIn.status, signIn.to]).toEqual([307, `/login?workspace=${pro.workspace}`]);
    expect((await pageOf(pro.client, signIn.to ?? "")).to).toBe(`/dashboard?workspace=${pro.workspace}`);
  });

  test("its page is not found for people outside the workspace", async () => {
    expect((await pageOf(starter.client, `/reports?workspace=${pro.workspace}`)).status).toBe(404);
    expect((await pageOf(starter.client, "/reports")).status).toBe(404);
  });
});

describe("a form whose server action asks", () => {
  const at = ({ workspace }: Buyer): string => `/adopter?workspace=${workspace}`;
  const linkIn = (html: string) => /role="alert"[^>]*>[\s\S]*?<a href="([^"]*)"[^>]*>/.exec(html)?.[1];
  const press = (who: Buyer, button: string, language = "en") =>
    submit(who.client, at(who), button, {}, { "accept-language": language });

  test("stands in the documents as it is run here", () => {
    const file = readFileSync(join(root, OVERLAY, "app/(pages)/adopter/actions.ts"), "utf8");
    expect(blocksOf("docs/entitlements.md")).toContain(file);
  });

  test("does its work for who has the feature", async () => {
    const { status, html } = await press(pro, "Send");
    expect([status, alertOf(html)]).toEqual([200, ""]);
  });

  test.each([
    ["en", "Export is part of Pro. See the plans"],
    ["de", "Export ist in Pro enthalten. Tarife ansehen"],
  ])("says which plan has it and leads there, in %s", async (language, sentence) => {
    const { html } = await press(starter, "Send", language);
    expect([alertOf(html), linkIn(html)]).toEqual([sentence, plansOf(starter.workspace)]);
  });

  test.each([
    [
      "en",
      "Pro stopped on May 5, 2025, because a payment is overdue. Export comes back as soon as it goes through. See what to do",
    ],
    [
      "de",
      "Pro ruht seit dem 5. Mai 2025, weil eine Zahlung überfällig ist. Export kommt wieder, sobald sie eingeht. Ansehen, was zu tun ist",
    ],
  ])("leads who has the plan to what brings it back, in %s", async (language, sentence) => {
    const unpaid = await buyer("pro_month");
    await falsify(
      app,
      "UPDATE subscription SET status = 'unpaid', status_since = '2025-05-05T12:00:00Z' WHERE id = $1",
      [unpaid.subscriptionId],
    );
    const { html } = await press(unpaid, "Send", language);
    expect([alertOf(html), linkIn(html)]).toEqual([
      sentence,
      `${app.url}/dashboard?workspace=${unpaid.workspace}#billing`,
    ]);
  });

  test("counts what it makes, and says when there is no room for more, as an endpoint does", async () => {
    const counting = await buyer("starter_month");
    const { client, workspace } = counting;
    const lacking = await press(counting, "Count");
    expect([alertOf(lacking.html), linkIn(lacking.html)]).toEqual([
      "API access is part of Business. See the plans",
      plansOf(workspace),
    ]);

    await app.database.pool.query(
      `INSERT INTO entitlement_override (id, workspace_id, feature_id, limit_value, until, note, granted_by, granted_at)
       VALUES (gen_random_uuid(), $1, 'api', 2, '2099-01-02T12:00Z', 'They try it', 'ada', now())`,
      [workspace],
    );
    expect(alertOf((await press(counting, "Count")).html)).toBe("");
    const endpoint = () =>
      client.post<Refused & { used: number; limit: number }>(`/api/adopter/?workspace_id=${workspace}`);
    expect(await endpoint()).toMatchObject({ status: 200, body: { used: 2, limit: 2 } });

    const refused = await press(counting, "Count");
    expect([alertOf(refused.html), linkIn(refused.html)]).toEqual([
      "API access: the plan allows 2, and 2 are in use. Business allows more. See the plans",
      plansOf(workspace),
    ]);
    expect(alertOf((await press(counting, "Count", "de")).html)).toBe(
      "API-Zugang: Der Tarif erlaubt 2, und 2 werden genutzt. Business erlaubt mehr. Tarife ansehen",
    );
    const { status, headers, body } = await endpoint();
    expect([status, headers.get("content-type")]).toEqual([402, "application/problem+json"]);
    expect(body).toEqual({
      type: "urn:hypersaas:problem:limit_reached",
      title: "Limit reached",
      status: 402,
      detail: "API access: the plan allows 2, and 2 are in use. Business allows more.",
      code: "limit_reached",
      feature: "api",
      upgrade: { plan: "Business", href: plansOf(workspace) },
    });
  });
});

describe("the provider of docs/sign-in.md", () => {
  /** Goes there and comes back, as a browser does. @returns where the visitor ends */
  async function comeBy(client: AppClient, id: string): Promise<string> {
    const { body } = await client.get<{ csrfToken: string }>("/api/auth/csrf");
    const form = new URLSearchParams({ csrfToken: body.csrfToken, callbackUrl: "/login", json: "true" });
    const begun = await client.raw(`/api/auth/signin/${id}`, { method: "POST", body: form });
    const there = await fetch(((await begun.json()) as { url: string }).url, { redirect: "manual" });
    let end = new URL(there.headers.get("location") ?? "");
    while (end.pathname !== "/login") end = new URL((await client.raw(end.href)).headers.get("location") ?? "", end);
    return end.href;
  }

  test("has its button before GitHub's and Google's", async () => {
    const { html } = await pageOf(app.anonymous(), "/login");
    const names = [...html.matchAll(/Continue with (\w+)/g)].map(([, name]) => name);
    expect([...new Set(names)]).toEqual(["Acme", "GitHub", "Google"]);
  });

  test("signs in the same person again, whom /account says where they came from", async () => {
    const ada = { id: Date.now(), name: "Ada Byron", email: `ada-${Date.now()}@example.com`, verified: true };
    provider.visitor = ada;
    const sessions = [];
    for (const email of [ada.email, "another@example.com"]) {
      provider.visitor = { ...ada, email };
      const client = app.anonymous();
      expect(await comeBy(client, "acme")).toBe(`${app.url}/login`);
      sessions.push((await client.get<{ email: string }>("/api/account/export/")).status);
      expect(plain((await pageOf(client, "/account")).html)).toContain("with Acme");
    }
    expect(sessions).toEqual([200, 200]);
    const { rows } = await app.database.pool.query(
      `SELECT a.provider, u.email FROM account a JOIN "user" u ON u.id = a.user_id WHERE a.provider_account_id = $1`,
      [String(ada.id)],
    );
    expect(rows).toEqual([{ provider: "acme", email: ada.email }]);
  });

  test.each([
    [undefined, "verification_unknown", "aren&#x27;t told whether your e-mail address is verified"],
    [false, "address_not_verified", "No address of yours is verified there"],
  ])("lets nobody new in whose address it calls verified: %s", async (verified, error, sentence) => {
    const email = `eve-${error}@example.com`;
    provider.visitor = { id: Date.now(), name: "Eve", email, verified };
    const client = app.anonymous();
    const end = await comeBy(client, "acme");
    expect(end).toContain(`error=${error}`);
    expect((await pageOf(client, end.replace(app.url, ""))).html).toContain(sentence);
    const { rows } = await app.database.pool.query(`SELECT FROM "user" WHERE email = $1`, [email]);
    expect(rows).toEqual([]);
  });
});

test("a client component is told what the server knows, days as days, and so is the browser", async () => {
  const row = await rowOf(app, "subscription", pro.subscriptionId);
  const until = (row?.trial_end as Date).toISOString();
  const { html } = await pageOf(pro.client, `/adopter?workspace=${pro.workspace}`);
  expect(plain(html)).toContain(`Export: yes, trial, ${until}`);
  // What the page hands the component when it comes to life: React's notation of a date.
  expect(html).toContain(`$D${until}`);
  const other = await pageOf(starter.client, `/adopter?workspace=${starter.workspace}`);
  expect(plain(other.html)).toContain("Export: no, not_included, no day");
});
