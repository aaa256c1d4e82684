import { startApp } from "@/tests/support/app";
import { expect, test } from "@/tests/support/browser";

const POLICY = /default-src 'none'.*form-action 'self'.*frame-ancestors 'none'/;

for (const path of ["/", "/pricing", "/pricing/", "/login", "/login/", "/not-found-page"]) {
  test(`${path} is sent with the headers that protect it`, async ({ app }) => {
    const { headers } = await app.anonymous().get(path);
    expect(headers.get("content-security-policy")).toMatch(POLICY);
    expect(headers.get("content-security-policy")).not.toMatch(/https?:/);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toBe("same-origin");
    expect(headers.get("permissions-policy")).toContain("camera=()");
    expect(headers.get("strict-transport-security")).toBeNull();
    expect(headers.get("x-powered-by")).toBeNull();
  });
}

test("on a developer's machine it is never said to stay under https, whatever a header says", async ({ app }) => {
  for (const path of ["/", "/login/", "/api/health/"]) {
    const { headers } = await app.anonymous().get(path, { headers: { "x-forwarded-proto": "https" } });
    expect(headers.get("strict-transport-security"), path).toBeNull();
  }
});

test("endpoints and files are not taken for something else either", async ({ app }) => {
  for (const path of ["/api/health/", "/api/subscriptions/subscribable-product/", "/icon.svg"]) {
    const { headers } = await app.anonymous().get(path);
    expect(headers.get("x-content-type-options"), path).toBe("nosniff");
  }
});

test("a page rendered for one request runs only the scripts of that request", async ({ app }) => {
  const nonceOf = async () =>
    /'nonce-([^']+)'/.exec((await app.anonymous().get("/login")).headers.get("content-security-policy") ?? "")?.[1];
  const [first, second] = [await nonceOf(), await nonceOf()];
  expect(first).toBeTruthy();
  expect(first).not.toBe(second);
  const { headers } = await app.anonymous().get("/login");
  expect(headers.get("content-security-policy")).not.toContain("unsafe-inline");
});

test("the shared page is kept by the app, by others for two seconds, and answers at its own addresses only", async ({
  app,
}) => {
  const first = await app.anonymous().get("/pricing");
  expect(first.headers.get("cache-control")).toBe("s-maxage=2");
  expect((await app.anonymous().get("/pricing")).headers.get("x-nextjs-cache")).toBe("HIT");
  for (const path of ["/pricing/en", "/pricing/de/", "/pricing/1", "/pricing/x/y", "//pricing/de"]) {
    expect((await app.anonymous().get(new URL(app.url).origin + path)).status, path).not.toBe(200);
  }
});

test("the shared page is kept once in each language, and says what decides on it", async ({ app }) => {
  const read = async (headers: Record<string, string>, path = "/pricing") => {
    const answer = await fetch(app.url + path, { headers });
    const [, language] = /<html lang="(\w+)"/.exec(await answer.text()) ?? [];
    return { language, kept: answer.headers.get("x-nextjs-cache"), vary: answer.headers.get("vary") };
  };
  for (const [headers, language] of [
    [{ "accept-language": "de-AT,de;q=0.9,en;q=0.8" }, "de"],
    [{ "accept-language": "en-GB,en;q=0.9,de;q=0.8" }, "en"],
    [{ "accept-language": "fr, de;q=0.5, en;q=0.2" }, "de"],
    [{ "accept-language": "fr" }, "en"],
    [{}, "en"],
    [{ "accept-language": "en", cookie: "language=de" }, "de"],
    [{ "accept-language": "de", cookie: "language=en" }, "en"],
    [{ "accept-language": "de", cookie: "language=../x" }, "de"],
  ] as [Record<string, string>, string][]) {
    // The first answer, which the page may have been rendered for, and the next one, out of memory.
    for (const answer of [await read(headers), await read(headers)]) {
      expect(answer.language, JSON.stringify(headers)).toBe(language);
      expect(answer.vary).toContain("Accept-Language, Cookie");
    }
    expect((await read(headers)).kept).toBe("HIT");
    for (const path of ["/", "/pricing/"]) {
      expect(await read(headers, path), `${path} ${JSON.stringify(headers)}`).toMatchObject({
        language,
        vary: expect.stringContaining("Accept-Language, Cookie"),
      });
    }
  }
});

test("a choice of language comes from our own pages, and leads nowhere else", async ({ app }) => {
  const choose = (language: string, headers: Record<string, string>) =>
    fetch(`${app.url}/api/language/`, {
      method: "POST",
      body: new URLSearchParams({ language }),
      headers,
      redirect: "manual",
    });
  const chosen = await choose("de", { origin: app.url, referer: `${app.url}/payment?session=cs_1` });
  expect([chosen.status, chosen.headers.get("location")]).toEqual([303, "/payment?session=cs_1"]);
  expect(chosen.headers.get("set-cookie")).toMatch(
    /^language=de; Path=\/; Expires=[^;]+; Max-Age=31536000; HttpOnly; SameSite=lax$/,
  );
  for (const referer of ["https://evil.example/x", `${app.url}//evil.example`, "nothing", ""]) {
    expect((await choose("en", { origin: app.url, referer })).headers.get("location"), referer).toBe("/");
  }
  expect((await choose("en", { origin: "https://evil.example" })).status).toBe(403);
  expect((await choose("en", { origin: app.url, "sec-fetch-site": "cross-site" })).status).toBe(403);
  const unknown = await choose("tlh; Path=/x", { origin: app.url });
  expect([unknown.status, unknown.headers.get("set-cookie")]).toEqual([400, null]);
});

test("pages answer by themselves with and without a slash, at the configured addresses too", async ({ app }) => {
  const base = "https://billing.example";
  const other = await startApp({
    beside: app,
    postgres: { templateUrl: app.database.url },
    env: {
      FRONT_END_BASE_URL: base,
      NEXTAUTH_URL: base,
      CHECKOUT_SUCCESS_URL_PATH: "billing/thanks",
      CHECKOUT_CANCEL_URL_PATH: "members",
    },
  });
  try {
    for (const [path, login] of [
      ["/billing/thanks?session=cs_1", "/login?session=cs_1"],
      ["/billing/thanks/?session=cs_1", "/login?session=cs_1"],
      ["/members", "/login"],
      ["/members/", "/login"],
      ["/dashboard/", "/login"],
    ] as const) {
      const { status, headers } = await other.anonymous().get(path);
      expect([status, headers.get("location")], path).toEqual([307, login]);
    }
  } finally {
    await other.stop();
  }
});
