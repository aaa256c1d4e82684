import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startApp, type TestApp } from "../../support/integration";
import { endpoints, pages } from "../../support/ways-in";

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
  test.each(["TRACE", "PUT", "DELETE", "PATCH", "PROPFIND", "QUERY", "LINK", "SEARCH"])(
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
    expect((await ask("TRACE", "/login")).headers.get("allow")).toBe("GET, HEAD, POST, OPTIONS");
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

  test("take away a kept way back that is no address, instead of failing as long as it is kept", async () => {
    const answer = await fetch(`${app.url}/api/auth/csrf`, {
      headers: { cookie: "next-auth.callback-url=constructor" },
    });
    expect([answer.status, answer.headers.get("set-cookie")]).toEqual([
      400,
      "next-auth.callback-url=; Path=/; Max-Age=0",
    ]);
  });
});
