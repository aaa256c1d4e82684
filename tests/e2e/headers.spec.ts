import { startApp } from "@/tests/support/app";
import { expect, test } from "@/tests/support/browser";

const POLICY = /default-src 'none'.*form-action 'self'.*frame-ancestors 'none'/;

for (const path of ["/", "/pricing", "/pricing/", "/login", "/login/", "/nothing-here"]) {
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

test("under https it is said to stay", async ({ app }) => {
  for (const path of ["/", "/login/", "/api/health/"]) {
    const { headers } = await app.anonymous().get(path, { headers: { "x-forwarded-proto": "https" } });
    expect(headers.get("strict-transport-security"), path).toMatch(/^max-age=\d+/);
  }
});

test("endpoints and files are not taken for something else either", async ({ app }) => {
  for (const path of ["/api/health/", "/api/subscriptions/subscribable-product/", "/icon.svg"]) {
    const { headers } = await app.anonymous().get(path);
    expect(headers.get("x-content-type-options"), path).toBe("nosniff");
  }
});

test("a page rendered for one request runs only the scripts of that request", async ({ app }) => {
  const nonceOf = async () => /'nonce-([^']+)'/.exec((await app.anonymous().get("/login")).headers.get("content-security-policy") ?? "")?.[1];
  const [first, second] = [await nonceOf(), await nonceOf()];
  expect(first).toBeTruthy();
  expect(first).not.toBe(second);
  const { headers } = await app.anonymous().get("/login");
  expect(headers.get("content-security-policy")).not.toContain("unsafe-inline");
});

test("the shared page is kept by the app, by others for two seconds, and answers at its own addresses only", async ({ app }) => {
  const first = await app.anonymous().get("/pricing");
  expect(first.headers.get("cache-control")).toBe("s-maxage=2");
  expect((await app.anonymous().get("/pricing")).headers.get("x-nextjs-cache")).toBe("HIT");
  for (const path of ["/pricing/everybody", "/pricing/everybody/", "/pricing/1", "/pricing/x/y", "//pricing/everybody"]) {
    expect((await app.anonymous().get(new URL(app.url).origin + path)).status, path).not.toBe(200);
  }
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
      CHECKOUT_CANCEL_URL_PATH: "account",
    },
  });
  try {
    for (const [path, login] of [
      ["/billing/thanks?session=cs_1", "/login?session=cs_1"],
      ["/billing/thanks/?session=cs_1", "/login?session=cs_1"],
      ["/account", "/login"],
      ["/account/", "/login"],
      ["/dashboard/", "/login"],
    ] as const) {
      const { status, headers } = await other.anonymous().get(path);
      expect([status, headers.get("location")], path).toEqual([307, login]);
    }
  } finally {
    await other.stop();
  }
});
