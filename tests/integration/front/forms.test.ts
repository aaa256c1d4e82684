import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AppClient, startApp, until, type TestApp } from "../../support/integration";
import { formsOf, pageOf, plain } from "../../support/forms";

/** Under a public name that no request to the app's own address bears, as behind a proxy. */
const PUBLIC = "http://localhost:45678";

let app: TestApp;
let ada: AppClient;
let form: Record<string, string>;
beforeAll(async () => {
  app = await startApp({ env: { FRONT_END_BASE_URL: PUBLIC, NEXTAUTH_URL: PUBLIC } });
  ada = await app.signUp();
  const { html } = await pageOf(ada, "/workspaces");
  form = formsOf(html).find(({ values }) => "name" in values)?.values ?? {};
});
afterAll(() => app?.stop());

type Sent = { status: number; location: string | undefined; text: string; headers: NodeJS.Dict<string | string[]> };

/** Sends a form as a proxy passes it on; `fetch` would not let us say which host was asked for. */
function send(path: string, values: Record<string, string>, headers: Record<string, string>): Promise<Sent> {
  const boundary = "edge";
  const parts = Object.entries(values).map(
    ([name, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const body = `${parts.join("")}--${boundary}--\r\n`;
  const { hostname, port } = new URL(app.url);
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        hostname,
        port,
        path,
        method: "POST",
        headers: {
          "content-type": `multipart/form-data; boundary=${boundary}`,
          "content-length": Buffer.byteLength(body),
          cookie: ada.cookieHeader(),
          ...headers,
        },
      },
      (answer) => {
        let text = "";
        answer.setEncoding("utf8").on("data", (piece: string) => (text += piece));
        answer.on("end", () =>
          resolve({ status: answer.statusCode ?? 0, location: answer.headers.location, text, headers: answer.headers }),
        );
      },
    );
    sent.on("error", reject).end(body);
  });
}

/** The hosts that proxies name: the public one, their own name for the app, its address, several of them. */
const hosts: Record<string, string>[] = [
  { host: "localhost:45678" },
  { host: "127.0.0.1:3000" },
  { host: "app" },
  { host: "app_upstream" },
  { host: "127.0.0.1:3000", "x-forwarded-host": "localhost:45678" },
  { host: "127.0.0.1:3000", "x-forwarded-host": "elsewhere.example" },
  { host: "127.0.0.1:3000", "x-forwarded-host": "elsewhere.example, localhost:45678" },
  { host: "evil.example", "x-forwarded-host": "evil.example" },
];

describe("a form of our own page is taken", () => {
  test.each(hosts)("with %j", async (names) => {
    const name = `Behind ${JSON.stringify(names).replaceAll(/\W+/g, " ")}`;
    const { status, location } = await send("/workspaces", { ...form, name }, { ...names, origin: PUBLIC });
    expect([status, location]).toEqual([303, expect.stringContaining("created")]);
  });

  test("the pages whose address is a setting are found, whatever the host", async () => {
    for (const names of hosts) {
      const { hostname, port } = new URL(app.url);
      const status = await new Promise((resolve, reject) => {
        request(
          { hostname, port, path: "/payment?session=cs_1", headers: { ...names, cookie: ada.cookieHeader() } },
          (answer) => resolve(answer.resume().statusCode),
        )
          .on("error", reject)
          .end();
      });
      expect([names, status]).toEqual([names, 200]);
    }
  });
});

const foreign = [
  "https://evil.example",
  "null",
  "",
  "localhost:45678",
  "http://localhost",
  "http://localhost:45679",
  "https://localhost:45678",
  "http://LOCALHOST:45678",
  "http://localhost:45678/",
  "http://localhost:45678, http://localhost:45678",
  "http://localhost:45678.evil.example",
  "http://evil.example#http://localhost:45678",
  "http://[bad",
  "not an origin",
  "file://",
  "x".repeat(5_000),
];
const pages = [
  "/",
  "/pricing",
  "/workspaces",
  "/login",
  "/dashboard/",
  "/nothing",
  "/icon.svg",
  "/icon.svgfoo",
  "/pricing/de",
];

describe("a form of another origin is refused with 403, and logged once", () => {
  const created = async () => (await ada.get<unknown[]>("/api/workspaces/")).body.length;
  const logged = () =>
    app
      .logs()
      .split("\n")
      .filter((line) => /was refused/.test(line)).length;
  const failures = () =>
    app
      .logs()
      .split("\n")
      .filter((line) => /Aborting|Invalid Server Actions|Error/.test(line));

  test.each(foreign)("from %j", async (origin) => {
    const [workspaces, lines] = [await created(), logged()];
    // A host that agrees with the foreign origin changes nothing.
    const host = /^https?:\/\/([\w.:]+)$/.exec(origin)?.[1] ?? "localhost:45678";
    const sent = await send("/workspaces", { ...form, name: "Stolen" }, { host, origin });
    expect(sent.status).toBe(403);
    expect(sent.headers["content-type"]).toContain("text/plain");
    await until("the line in the log", () => Promise.resolve(logged() === lines + 1));
    expect([await created(), failures()]).toEqual([workspaces, []]);
  });

  test.each(pages)("to %s", async (path) => {
    for (const action of [{}, { "next-action": "40".repeat(21) }] as Record<string, string>[]) {
      const sent = await send(path, form, { host: "localhost:45678", origin: "https://evil.example", ...action });
      expect(sent.status).toBe(403);
    }
  });

  test("and one that names no origin but comes across sites is refused on the page", async () => {
    const workspaces = await created();
    const sent = await send("/workspaces", { ...form, name: "Stolen" }, { "sec-fetch-site": "cross-site" });
    expect(plain(sent.text)).toContain("came from another site");
    expect(await created()).toBe(workspaces);
  });

  test("to next-auth", async () => {
    const sent = await send("/api/auth/signout", {}, { origin: "https://evil.example" });
    expect([sent.status, sent.text]).toEqual([403, expect.stringContaining("cross_origin")]);
  });
});

test("pages are read from anywhere: an origin forbids no GET", async () => {
  for (const path of ["/", "/pricing", "/login"]) {
    expect((await app.anonymous().raw(path, { headers: { origin: "https://evil.example" } })).status).toBe(200);
  }
});

describe("a form of a page of an earlier release, without JavaScript", () => {
  /** As a release before this one named its functions. */
  const outdated = (values: Record<string, string>) =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        name,
        value.replaceAll(/"id":"\w{42}"/g, `"id":"${"7f".repeat(21)}"`),
      ]),
    );

  test("leads back to the page, which says so, keeps what was typed, and shows it once", async () => {
    expect(JSON.stringify(outdated(form))).toContain("7f7f7f7f");
    const sent = await send("/workspaces", { ...outdated(form), name: 'Typed "here" & there ü' }, { origin: PUBLIC });
    expect([sent.status, sent.location]).toEqual([303, "/workspaces"]);
    const cookie = [sent.headers["set-cookie"]].flat().find((one) => one?.startsWith("unsent-form=")) ?? "";
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Lax/);
    ada.keep(cookie);
    const { html } = await pageOf(ada, "/workspaces");
    expect(plain(html)).toContain("We've updated this page since you opened it, so nothing was saved.");
    expect(formsOf(html).find(({ values }) => "name" in values)?.values.name).toBe('Typed "here" & there ü');
    const again = await pageOf(ada, "/workspaces");
    expect(plain(again.html)).not.toContain("We've updated this page");
    // As it is now, the form is taken.
    expect((await send("/workspaces", { ...form, name: "Sent again" }, { origin: PUBLIC })).status).toBe(303);
  });

  test.each([
    ["more than a cookie holds", "x".repeat(5_000)],
    ["more than we read along", "x".repeat(100_000)],
  ])("with %s says so, and keeps nothing", async (_, name) => {
    const sent = await send("/workspaces", { ...outdated(form), name }, { origin: PUBLIC });
    expect(sent.status).toBe(303);
    for (const cookie of [sent.headers["set-cookie"]].flat()) ada.keep(cookie ?? "");
    expect(plain((await pageOf(ada, "/workspaces")).html)).toContain("We've updated this page since you opened it");
  });

  test("leads to no other site", async () => {
    for (const path of ["//evil.example/workspaces", "/\\evil.example"]) {
      const sent = await send(path, { ...outdated(form), name: "x" }, { origin: PUBLIC });
      expect(sent.location ?? "/").toMatch(/^\/(?![/\\])/);
    }
  });
});
