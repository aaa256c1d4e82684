import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { workspaceOf } from "../../support/billing";
import { type AppClient, startApp, type TestApp } from "../../support/integration";
import { actions, endpoints, pages } from "../../support/ways-in";

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app?.stop());

interface Raw {
  status: number;
  /** Names in lower case; several values in one text. */
  headers: Headers;
  html: boolean;
}

/** Sends the very words: fetch knows fewer methods, and tidies addresses up. */
function ask(method: string, target: string, more: string[] = []): Promise<Raw> {
  const { hostname, port } = new URL(app.url);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) });
    let text = "";
    socket.on("data", (piece) => (text += piece.toString("latin1"))).on("error", reject);
    socket.on("end", () => {
      const [head = ""] = text.split("\r\n\r\n", 1);
      const [first = "", ...lines] = head.split("\r\n");
      const headers = new Headers();
      for (const line of lines)
        headers.append(line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trim());
      const html = headers.get("content-type")?.includes("text/html") ?? false;
      resolve({ status: Number(first.split(" ")[1]), headers, html });
    });
    socket.write(
      [`${method} ${target} HTTP/1.1`, `Host: ${hostname}:${port}`, "Connection: close", ...more, "", ""].join("\r\n"),
    );
  });
}

const ways = () => [...pages(), ...endpoints()].map(({ path }) => path);

describe("a method that nothing of ours takes", () => {
  test.each(["TRACE", "PUT", "DELETE", "PATCH", "PROPFIND", "QUERY", "LINK", "SEARCH", "CONNECT"])(
    "%s is 405 at every address",
    async (method) => {
      const answers = await Promise.all(
        [...ways(), "/", "/nothing", "/_next/x", "/icon.svg"].map(async (path) => [
          path,
          (await ask(method, path)).status,
        ]),
      );
      expect(answers.filter(([, status]) => status !== 405)).toEqual([]);
    },
  );

  test("is told which ones are taken, and the connection goes on", async () => {
    for (const method of ["TRACE", "CONNECT"])
      expect((await ask(method, "/login")).headers.get("allow")).toBe("GET, HEAD, POST, OPTIONS");
    const body = "x".repeat(100);
    const { status } = await ask("PUT", "/login", [`Content-Length: ${body.length}`, "", body]);
    expect(status).toBe(405);
  });
});

test("a target that is no path of ours leads nowhere", async () => {
  for (const target of ["*", "login", "evil.example:443", "ftp://evil.example/x", "http://"])
    expect([target, (await ask("GET", target)).status]).toEqual([target, 400]);
  for (const target of ["//evil.example", "/\\evil.example", "http://evil.example/dashboard", "///evil.example/x"]) {
    const { status, headers } = await ask("GET", target);
    expect([target, status < 500, headers.get("location") ?? ""]).toEqual([
      target,
      true,
      expect.not.stringMatching(/^(\/[/\\]|http)/),
    ]);
  }
});

const NEAR_FILES = [
  "/icon.svgfoo",
  "/icon.svg/",
  "/icon.svg/x",
  "/robots.txtx",
  "/robots.txt/x",
  "/theme.jsx",
  "/theme.js/x",
  "/favicon.ico",
  "/_next",
  "/_next/",
  "/_next/x",
];
const NEAR_PAGES = [
  "/",
  "/nothing",
  "/pricing/x",
  "/pricing/de",
  "/pricing;x",
  "/login/x",
  "/500",
  "/404",
  "/_error",
  "/_document",
  "/_not-found",
  "/_global-error",
  "/index.html",
];
const MORE = [
  ...[
    "/_next/static/x.js",
    "/_next/static/x.html",
    "/_next/data/x/login.json",
    "/_next/image?url=%2Ficon.svg&w=64&q=75",
  ],
  ...[
    "/_nextfoo",
    "/api",
    "/api/",
    "/apifoo",
    "/api/nothing",
    "/api/auth",
    "/api/auth/nothing",
    "/%",
    "/%00",
    "/%2e%2e/x",
  ],
  ...["/login%2f", "/workspaces/%E0%A4%A", "/login.rsc", "/__nextjs_x", "/login?x=%", "/.env", "/.git/config"],
];

describe("every answer", () => {
  test("that a browser could take for a page has one policy, without inline scripts of others", async () => {
    for (const path of [...ways(), ...NEAR_FILES, ...NEAR_PAGES, ...MORE]) {
      const { headers, html, status } = await ask("GET", path, ["Accept: text/html"]);
      const policy = headers.get("content-security-policy") ?? "";
      expect(status, path).toBeLessThan(500);
      expect(headers.get("x-content-type-options"), path).toBe("nosniff");
      if (!html) continue;
      expect(policy, path).toMatch(/^default-src 'none'/);
      expect(policy, path).toContain("frame-ancestors 'none'");
      // A second one would be joined by a comma, and both would have to be obeyed.
      expect(policy, `${path}: ${policy}`).not.toContain(",");
      expect(policy, path).not.toContain("unsafe");
    }
  });

  test("of the shared page names its inline scripts, and no other one runs", async () => {
    for (const path of ["/", "/pricing", "/pricing?workspace=x"])
      for (const language of ["en", "de"]) {
        const answer = await fetch(app.url + path, { headers: { "accept-language": language } });
        const html = await answer.text();
        const policy = answer.headers.get("content-security-policy") ?? "";
        const named = [...policy.matchAll(/'sha256-([^']+)'/g)].map(([, hash]) => hash);
        const inline = [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([^]*?)<\/script>/g)].map(
          ([, text = ""]) => text,
        );
        const hashes = await Promise.all(inline.map(sha256));
        expect(inline.length).toBeGreaterThan(0);
        expect(new Set(named), path).toEqual(new Set(hashes));
        expect(policy).toContain("script-src 'self' 'sha256-");
        expect(html).not.toMatch(/<[^>]+ (?:style|on\w+)=/);
      }
  });
});

const sha256 = async (text: string): Promise<string> =>
  Buffer.from(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))).toString("base64");

test("pictures of ours aren't resized for anyone", async () => {
  expect((await ask("GET", "/_next/image?url=%2Ficon.svg&w=64&q=75")).status).toBe(404);
});

describe("NextAuth's addresses", () => {
  test.each<[string, string, number]>([
    ["GET", "/api/auth/callback/credentials", 405],
    ["HEAD", "/api/auth/callback/credentials", 405],
    ["GET", "/api/auth/callback", 404],
    ["GET", "/api/auth/callback/github", 404],
    ["POST", "/api/auth/callback/nobody", 404],
    ["POST", "/api/auth/callback/mail-link", 404],
    ["GET", "/api/auth/signin/constructor", 404],
    ["GET", "/api/auth/callback/__proto__", 404],
    ["POST", "/api/auth/session", 405],
    ["POST", "/api/auth/csrf", 405],
    ["POST", "/api/auth/_log", 404],
    ["GET", "/api/auth/verify-request", 404],
    ["GET", "/api/auth/nothing", 404],
    ["GET", "/api/auth/session/x/y", 404],
  ])("%s %s is %i", async (method, path, status) => {
    expect((await ask(method, path, ["Content-Length: 0"])).status).toBe(status);
  });

  const BAD = [
    "//evil.example",
    "/\\evil.example",
    "https://evil.example/",
    "javascript:alert(1)",
    "data:text/html,x",
    "x",
    "%",
    "http://",
    "\0",
    "/\t/evil.example",
  ];

  test.each(BAD)("refuse the way back %j, in the address, a form and JSON", async (callbackUrl) => {
    const { body } = await app.anonymous().get<{ csrfToken: string }>("/api/auth/csrf");
    const fields = { callbackUrl, csrfToken: body.csrfToken, email: "a@example.com", password: "x", json: "true" };
    const query = new URLSearchParams({ callbackUrl }).toString();
    for (const path of ["signin", "signout", "session", "csrf"])
      expect((await app.anonymous().raw(`/api/auth/${path}?${query}`)).status, path).toBe(400);
    const headers = { "content-type": "application/json" };
    for (const init of [{ body: new URLSearchParams(fields) }, { body: JSON.stringify(fields), headers }])
      expect((await app.anonymous().raw("/api/auth/callback/credentials", { method: "POST", ...init })).status).toBe(
        400,
      );
  });

  test("take a way back to a page of ours", async () => {
    for (const callbackUrl of ["/dashboard", `${app.url}/login?price=x`]) {
      const { status, headers } = await app
        .anonymous()
        .raw(`/api/auth/signin?${new URLSearchParams({ callbackUrl }).toString()}`);
      expect([status, new URL(headers.get("location") ?? "", app.url).pathname]).toEqual([302, "/login"]);
    }
  });

  test.each([
    "constructor",
    "http://[",
    "http://a:99999",
    "https://%25",
    "http:/x",
    "/dashboard",
    "javascript:alert(1)",
  ])("take away the kept way back %s, which is no address, instead of failing as long as it is kept", async (kept) => {
    for (const path of ["csrf", "session", "signin", "error"]) {
      const answer = await fetch(`${app.url}/api/auth/${path}`, {
        headers: { cookie: `next-auth.callback-url=${kept}` },
        redirect: "manual",
      });
      expect([path, answer.status, answer.headers.get("set-cookie")]).toEqual([
        path,
        400,
        "next-auth.callback-url=; Path=/; Max-Age=0",
      ]);
    }
  });

  const REASONS = ["%00", "%0d%0aset-cookie:%20a=b", "%F0%9F%92%A5", "x%26callbackUrl=y", "a%20b", "%E5%BF%83"];
  test.each(REASONS)("take no reason %s for a failed sign-in, which would be written into a header", async (reason) => {
    for (const path of ["error", "signin", "signout", "session", "csrf"])
      for (const query of [`error=${reason}`, `error=x&error=${reason}`]) {
        const { status, headers } = await ask("GET", `/api/auth/${path}?${query}`);
        expect([path, status, headers.get("set-cookie")]).toEqual([path, 400, null]);
      }
    expect((await ask("GET", "/api/auth/error?error=OAuthCallback")).status).toBe(302);
  });

  test("fail at no odd value of any parameter and cookie that next-auth reads", async () => {
    const parameters = [
      "callbackUrl",
      "error",
      "code",
      "state",
      "iss",
      "csrfToken",
      "json",
      "provider",
      "nextauth",
      "scope",
    ];
    const cookies = [
      "csrf-token",
      "callback-url",
      "state",
      "pkce.code_verifier",
      "nonce",
      "session-token.0",
      "session-token",
    ];
    const odd = [
      "%00",
      "%0d%0a",
      "%F0%9F%92%A5",
      "%",
      "http://[",
      "constructor",
      "a|b|c",
      "[object Object]",
      "x".repeat(2_000),
    ];
    const failed: string[] = [];
    for (const path of ["session", "csrf", "providers", "signin", "signout", "error", "signin/credentials"])
      for (const value of odd) {
        const asked = [
          ...parameters.map((name) => [`/api/auth/${path}?${name}=${encodeURI(value)}`, ""] as const),
          ...cookies.flatMap((name) =>
            ["", "__Secure-", "__Host-"].map(
              (kind) => [`/api/auth/${path}`, `Cookie: ${kind}next-auth.${name}=${value}`] as const,
            ),
          ),
        ];
        const answers = await Promise.all(
          asked.map(async ([target, cookie]) => ({
            what: `${target} ${cookie}`,
            ...(await ask("GET", target, cookie ? [cookie] : [])),
          })),
        );
        failed.push(...answers.filter(({ status }) => !(status < 500)).map(({ what, status }) => `${what}: ${status}`));
      }
    expect(failed).toEqual([]);
  });
});

/** What a reader without JavaScript sees. */
const seen = (html: string): string =>
  html
    .replaceAll(/<(script|style|template|title)[^]*?<\/\1>/g, "")
    .replaceAll(/<[^>]+>/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim();

describe("what there is not", () => {
  test("is told by a page that is complete without JavaScript, and whose styles its policy allows", async () => {
    const member = await app.signUp();
    const other = await app.signUp();
    const foreign = await workspaceOf(other);
    const asked: [AppClient, string][] = [
      ...["/nope", "/_next/x", "/_next/x/y.html", "/operator", "/pricing/x"].map((path): [AppClient, string] => [
        app.anonymous(),
        path,
      ]),
      ...[
        `/workspaces/${foreign}`,
        "/workspaces/nonsense",
        `/dashboard?workspace=${foreign}`,
        "/dashboard/change",
        `/dashboard/change?workspace=${foreign}&price=price_x`,
        "/dashboard/seats",
        `/dashboard/seats?workspace=${foreign}`,
        "/dashboard/resume",
        "/operator",
        `/operator/workspaces/${foreign}`,
      ].map((path): [AppClient, string] => [member, path]),
    ];
    for (const [client, path] of asked) {
      const answer = await client.raw(path);
      const html = await answer.text();
      expect([path, answer.status]).toEqual([path, 404]);
      expect(seen(html), path).toContain("Page not found");
      expect(html, path).not.toContain("__next_error__");
      const policy = answer.headers.get("content-security-policy") ?? "";
      expect(policy, path).toContain("style-src 'self'");
      expect(policy, path).toMatch(/script-src '(?:none|nonce-)/);
    }
  });

  test("is told to programs under /api/ by a problem document, whatever the method", async () => {
    for (const path of ["/api/nope", "/api", "/api/", "/api/x/y/z", "/api/subscriptions", "/api/operator", "/api/%00"])
      for (const method of ["GET", "POST", "OPTIONS"]) {
        const answer = await app.anonymous().raw(path, { method });
        expect([path, method, answer.status]).toEqual([path, method, 404]);
        expect(answer.headers.get("content-type")).toBe("application/problem+json");
        expect(await answer.json()).toMatchObject({ code: "not_found" });
      }
  });

  test("is the same for an operator's pages and endpoints, to all others", async () => {
    const differs = /^(?:date|x-request-id|content-security-policy)$/;
    const told = async (client: AppClient, path: string, init: RequestInit) => {
      const answer = await client.raw(path, init);
      const nonce = /'nonce-([^']+)'/.exec(answer.headers.get("content-security-policy") ?? "")?.[1] ?? "no nonce";
      const text = (await answer.text())
        .replaceAll(nonce, "NONCE")
        .replaceAll(path.slice(1), "PATH")
        .replaceAll(/"[\w-]{21}[vm]"/g, '"ID"');
      return {
        status: answer.status,
        headers: [...answer.headers].filter(([name]) => !differs.test(name)),
        seen: /json/.test(answer.headers.get("content-type") ?? "") ? text : seen(text),
        files: [...new Set(text.match(/\/_next\/static\/[\w./~-]+/g))].sort(),
      };
    };
    const signedIn = await app.signUp();
    for (const client of [app.anonymous(), signedIn]) {
      const ways: RequestInit[] = [
        {},
        { headers: { rsc: "1" } },
        { method: "HEAD" },
        { headers: { "accept-language": "de" } },
      ];
      for (const init of ways)
        for (const path of ["/operator", "/operator/workspaces/x", "/operator?event=x", "/operator/"])
          expect(await told(client, path, init), path).toEqual(
            await told(client, path.replace("operator", "nothings"), init),
          );
      for (const method of ["GET", "HEAD", "OPTIONS", "POST"])
        for (const path of ["/api/operator/replay", "/api/operator/resume", "/api/operator/subscriptions/"])
          expect(await told(client, path, { method }), path).toEqual(await told(client, "/api/nothing", { method }));
    }
  });
});

/** Begins a request, and closes the connection in the middle of its body. */
function goAway(path: string, headers: string[], body: string): Promise<void> {
  const { hostname, port } = new URL(app.url);
  const socket = connect({ host: hostname, port: Number(port) });
  const head = [`POST ${path} HTTP/1.1`, `Host: ${hostname}:${port}`, `Origin: ${app.url}`, ...headers, "", ""];
  return new Promise((resolve) => {
    socket.on("error", () => undefined).on("close", () => resolve());
    // Written in two pieces, so that the head has been read when the connection ends.
    socket.write(head.join("\r\n"), () => socket.write(body, () => setImmediate(() => socket.destroy())));
  });
}

describe("a client that goes away", () => {
  type Line = { level: string; msg: string; error?: unknown };
  const lines = (): Line[] =>
    app
      .logs()
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line) as Line);
  const ANNOUNCED = ["Content-Length: 9000"];
  const CHUNKED = ["Transfer-Encoding: chunked"];
  const FORM = "Content-Type: multipart/form-data; boundary=x";
  const PART = '--x\r\nContent-Disposition: form-data; name="0"\r\n\r\nabc';

  test.each<[string, string[], string]>([
    ["/api/language/", ["Content-Type: application/x-www-form-urlencoded"], "language=d"],
    ["/api/users/", ["Content-Type: application/json"], '{"name":'],
    ["/api/auth/callback/credentials", ["Content-Type: application/x-www-form-urlencoded"], "email=a"],
    ["/api/subscriptions/webhook/", ["Stripe-Signature: t=1,v1=a"], '{"id":'],
    ["/login", [FORM, "Next-Action: ACTION"], PART],
    ["/login", [FORM], PART],
    ["/login", ["Content-Type: text/plain", "Next-Action: ACTION"], "[1,"],
  ])("in the middle of a body for %s is no fault of ours (%j)", async (path, headers, body) => {
    const known = headers.map((one) => one.replace("ACTION", actions().find(({ name }) => name === "ask")?.id ?? ""));
    const place = headers.some((one) => one.includes("ACTION")) ? "/forgot-password" : path;
    const before = lines().length;
    for (const length of [ANNOUNCED, CHUNKED]) {
      const piece = length === CHUNKED ? `${body.length.toString(16)}\r\n${body}\r\n` : body;
      for (let client = 0; client < 3; client++) await goAway(place, [...known, ...length], piece);
    }
    const since = () => lines().slice(before);
    // Next answers what comes after them when it has seen them end.
    for (let visit = 0; visit < 3; visit++) await app.anonymous().raw("/login");
    expect(since().filter(({ level }) => level !== "info")).toEqual([]);
    expect((await health()).body).toMatchObject({ status: "ok", failed_events: 0 });
  });
});

test("each line of the log is JSON, from the very first that Next prints while it starts", () => {
  const lines = app.logs().split("\n");
  expect(lines.filter((line) => !/^\{.*\}$/.test(line))).toEqual([]);
  const first = JSON.parse(lines[0] ?? "") as Record<string, string>;
  expect(first).toMatchObject({ level: "info", source: "console", msg: expect.stringContaining("Next.js") as string });
});

const health = () => app.anonymous().get("/api/health/");
