import { beforeAll, describe, expect, test } from "vitest";
import { newWorkspace, priceOf, subscribe, workspaceOf } from "../support/billing";
import { formsOf, pageOf, plain, send } from "../support/forms";
import { type AppClient, newPerson, sharedApp, type TestApp } from "../support/integration";

let app: TestApp;
beforeAll(async () => {
  app = await sharedApp();
});

type Menu = { workspaces: { id: string; name: string; role: string; plans: string[] }[]; hasMore: boolean };

describe("the menu of workspaces", () => {
  test("lists the first seven and the present one, each with role and plans", async () => {
    const person = newPerson();
    const client = await app.signUp(person);
    const { workspaceId } = await subscribe(app, client, await priceOf(app, "pro_month"));
    const others: string[] = [];
    for (let n = 0; n < 8; n++) others.push(await newWorkspace(app, { [person.email]: "member" }));
    const { body } = await client.get<Menu>("/api/workspaces/menu/");
    expect(body.workspaces.map(({ id }) => id)).toEqual([workspaceId, ...others.slice(0, 6)]);
    expect(body.workspaces[0]).toMatchObject({ role: "owner", plans: ["Pro"] });
    expect(body.workspaces[1]).toMatchObject({ role: "member", plans: [] });
    expect(body.hasMore).toBe(true);
    const last = others.at(-1);
    const there = (await client.get<Menu>(`/api/workspaces/menu/?workspace_id=${last}`)).body;
    expect(there.workspaces.map(({ id }) => id)).toEqual([workspaceId, ...others.slice(0, 6), last]);
  });

  test("leaves out a workspace of others, and tells a visitor nothing", async () => {
    const client = await app.signUp();
    const foreign = await newWorkspace(app, {});
    const { body } = await client.get<Menu>(`/api/workspaces/menu/?workspace_id=${foreign}`);
    expect(body).toMatchObject({ workspaces: [{ id: await workspaceOf(client), plans: [] }], hasMore: false });
    expect((await app.anonymous().get("/api/workspaces/menu/")).status).toBe(401);
  });

  test("the page of all workspaces finds one by a part of its name, and says when there is none", async () => {
    const person = newPerson();
    const client = await app.signUp(person);
    const found = await newWorkspace(app, { [person.email]: "member" });
    await app.database.pool.query("UPDATE workspace SET name = $2 WHERE id = $1", [found, "100% Müller & Söhne"]);
    const titles = (html: string) =>
      [...html.matchAll(/<h2[^>]*>([^<]*)<\/h2>/g)].map(([, title]) => plain(title ?? ""));
    const { html } = await pageOf(client, `/workspaces?q=${encodeURIComponent("0% mÜLLER")}`);
    expect(titles(html)).toContain("100% Müller & Söhne");
    expect(titles(html)).not.toContain(`${person.name}'s workspace`);
    expect(plain((await pageOf(client, "/workspaces?q=_")).html)).toContain("No workspace found for “_”.");
  });
});

describe("signing out by a form", () => {
  const out = (client: Awaited<ReturnType<TestApp["signUp"]>>, fields = {}, headers = {}) =>
    client.raw("/api/sign-out/", { method: "POST", body: new URLSearchParams(fields), headers });

  test("ends the session, takes the cookie away and leads to the plans", async () => {
    const client = await app.signUp();
    const cookie = client.cookieHeader();
    const answer = await out(client);
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/pricing"]);
    expect(answer.headers.getSetCookie().join()).toMatch(/session-token=;.*Max-Age=0/);
    // The cookie as it was is worth nothing any more.
    expect((await fetch(`${app.url}/api/workspaces/`, { headers: { cookie } })).status).toBe(401);
  });

  test("leads back to a page of ours, and is refused to another site", async () => {
    const client = await app.signUp();
    const foreign = await out(client, {}, { origin: "https://evil.example" });
    expect(foreign.status).toBe(403);
    expect((await client.get("/api/workspaces/")).status).toBe(200);
    const back = await out(client, { stay: "true" }, { referer: `${app.url}/invitation?token=x` });
    expect(back.headers.get("location")).toBe("/invitation?token=x");
  });
});

/** What a browser shows that runs no script. */
const withoutScript = (html: string) =>
  `<main>${[...html.matchAll(/<noscript>([\s\S]*?)<\/noscript>/g)].map(([, inner]) => inner).join("")}</main>`;

async function submitPlainly(client: AppClient, path: string, button: string, values: Record<string, string>) {
  const form = formsOf(withoutScript((await pageOf(client, path)).html)).find((one) => one.button === button);
  if (!form) throw new Error(`${path} has no form with the button "${button}".`);
  return send(client, path, { ...form.values, ...values });
}

describe("without JavaScript", () => {
  test("a person signs up, and in again, and nothing of where they wanted to go is lost", async () => {
    const client = app.anonymous();
    const person = newPerson();
    const { name, email, password } = person;
    const price = await priceOf(app, "pro_month");
    const path = `/login?price=${price}&currency=usd`;
    expect((await pageOf(client, path)).html).toContain("<noscript>");
    const bad = await submitPlainly(client, path, "Create account", { name, email: "ada", password: "password1" });
    expect(plain(bad.html)).toContain("Enter a valid e-mail address.");
    expect(plain(bad.html)).toContain("too easy to guess");
    expect(formsOf(withoutScript(bad.html)).find(({ button }) => button === "Create account")?.values).toMatchObject({
      email: "ada",
    });
    const made = await submitPlainly(client, path, "Create account", { name, email, password });
    expect([made.status, made.to]).toEqual([303, path]);
    expect(plain((await pageOf(client, path)).html)).toContain(`You're signed in as ${email}.`);

    const again = app.anonymous();
    const wrong = await submitPlainly(again, "/login?session=cs_1", "Sign in", {
      email,
      password: "seven quiet herons",
    });
    expect(plain(wrong.html)).toContain("Incorrect e-mail or password.");
    const right = await submitPlainly(again, "/login?session=cs_1", "Sign in", { email, password });
    expect([right.status, right.to]).toEqual([303, "/payment?session=cs_1"]);
    expect((await again.get("/api/workspaces/")).status).toBe(200);
  });

  test("a taken address creates nothing, and its own password opens it", async () => {
    const person = newPerson();
    await app.signUp(person);
    const client = app.anonymous();
    const { email } = person;
    const taken = await submitPlainly(client, "/login?mode=sign-up", "Create account", {
      email,
      password: "seven quiet herons",
    });
    expect(plain(taken.html)).toContain("An account with this e-mail already exists.");
    const theirs = await submitPlainly(client, "/login?mode=sign-up", "Create account", {
      email,
      password: person.password,
    });
    expect(theirs.to).toBe("/dashboard");
  });
});

test("who has a plan and signs in with another one chosen comes straight to the change", async () => {
  const client = await app.signUp();
  const { workspaceId } = await subscribe(app, client, await priceOf(app, "pro_month"));
  const [business, pro, yearly] = await Promise.all(
    ["business_month", "pro_month", "pro_year"].map((key) => priceOf(app, key)),
  );
  const to = async (price: string | undefined, more = "") => (await pageOf(client, `/login?price=${price}${more}`)).to;
  expect(await to(business)).toBe(`/dashboard/change?workspace=${workspaceId}&price=${business}`);
  expect(await to(yearly, `&workspace=${workspaceId}`)).toBe(
    `/dashboard/change?workspace=${workspaceId}&price=${yearly}`,
  );
  expect(await to(pro)).toBe(`/dashboard?workspace=${workspaceId}`);
});

test("a page says what it is: titles with the workspace, absolute addresses, what robots may read", async () => {
  const client = await app.signUp();
  const id = await workspaceOf(client);
  await app.database.pool.query("UPDATE workspace SET name = 'Acme' WHERE id = $1", [id]);
  const titleOf = async (path: string) => /<title>([^<]*)<\/title>/.exec((await pageOf(client, path)).html)?.[1];
  expect(await titleOf("/dashboard")).toBe("Dashboard · Acme · HyperSaaS");
  expect(await titleOf(`/workspaces/${id}`)).toBe("Members and settings · Acme · HyperSaaS");
  expect(await titleOf(`/workspaces/${await newWorkspace(app, {})}`)).not.toContain("Acme");
  const { html } = await pageOf(client, "/pricing");
  const tags = [...html.matchAll(/<(?:link|meta) [^>]*>/g)].map(([tag]) => tag).join("\n");
  expect(tags).toContain(`<link rel="canonical" href="${app.url}/pricing"`);
  expect(tags).toMatch(new RegExp(`<meta property="og:image" content="${app.url}/share.png"`));
  expect(tags).toMatch(/<link rel="apple-touch-icon" href="\/apple-touch-icon.png"/);
  expect(tags).toMatch(/<link rel="icon" href="\/icon\.svg/);
  for (const path of ["/share.png", "/apple-touch-icon.png", "/logo.svg"])
    expect((await client.raw(path)).status, path).toBe(200);
  const robots = await (await client.raw("/robots.txt")).text();
  expect(robots).toContain("Disallow: /dashboard");
  expect(robots).toContain(`Sitemap: ${app.url}/sitemap.xml`);
  expect(await (await client.raw("/sitemap.xml")).text()).toContain(`<loc>${app.url}/pricing</loc>`);
});
