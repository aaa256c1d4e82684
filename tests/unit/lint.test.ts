import { fileURLToPath } from "node:url";
import { ESLint } from "eslint";
import { describe, expect, test } from "vitest";

const eslint = new ESLint({ cwd: fileURLToPath(new URL("../..", import.meta.url)) });

async function rulesBrokenBy(filePath: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath });
  return (result?.messages ?? []).map(({ ruleId, message }) => ruleId ?? message);
}

/** A file, and an import that it must not have. */
const planted: [string, string][] = [
  ["lib/format.ts", "@/app/pricing/page"],
  ["lib/billing/checkout/create.ts", "../../app/pricing/page"],
  ["lib/format.ts", "@/tests/support/app"],
  ["lib/db.ts", "../scripts/local/paths"],
  ["lib/billing/checkout/create.ts", "next/server"],
  ["lib/billing/checkout/create.ts", "next-auth"],
  ["lib/billing/checkout/create.ts", "react"],
  ["lib/billing/checkout/create.ts", "@/local-stripe/src/server"],
  ["lib/workspaces/members.ts", "@/lib/billing/catalog"],
  ["lib/stripe/client.ts", "../billing/catalog"],
  ["lib/auth.ts", "./billing/catalog"],
  ["lib/http.ts", "@/lib/billing/catalog"],
  ["lib/messages/index.ts", "@/lib/env"],
  ["lib/messages/en/pricing.ts", "react"],
  ["lib/format.ts", "@/lib/db"],
  ["app/pricing/page.tsx", "stripe"],
  ["app/pricing/page.tsx", "@/lib/stripe/client"],
  ["app/pricing/page.tsx", "@/lib/db"],
  ["app/api/health/route.ts", "../../../lib/db"],
  ["app/api/health/route.ts", "@/prisma/generated/client"],
  ["app/api/health/route.ts", "pg"],
  ["pages/api/subscriptions/webhook.ts", "@/lib/db"],
  ["pages/api/subscriptions/webhook.ts", "stripe"],
  ["lib/billing/dashboard/dashboard.ts", "@/pages/api/subscriptions/webhook"],
  ["proxy.ts", "@/lib/db"],
  ["local-stripe/src/server.ts", "@/lib/format"],
  ["local-stripe/src/server.ts", "../../lib/format"],
];

/** A file, and an import that it needs. */
const allowed: [string, string][] = [
  ["app/pricing/page.tsx", "@/lib/billing/catalog"],
  ["app/api/workspaces/route.ts", "@/lib/workspaces/members"],
  ["app/api/health/route.ts", "@/lib/http"],
  ["pages/api/subscriptions/webhook.ts", "@/lib/billing/events"],
  ["lib/billing/checkout/create.ts", "@/lib/stripe/client"],
  ["lib/billing/checkout/create.ts", "stripe"],
  ["lib/auth.ts", "next-auth"],
  ["lib/messages/index.ts", "use-intl/core"],
  ["local-stripe/src/server.ts", "./store"],
  ["tests/unit/billing/records.test.ts", "@/lib/billing/records"],
];

/** Ways to read the environment. */
const environment = ["export const x = process.env.SECRET;", "const { env } = process;\nexport const x = env.SECRET;"];

describe("the directions of imports", { timeout: 60_000 }, () => {
  test.each(planted)("%s does not import %s", async (file, source) => {
    expect(await rulesBrokenBy(file, `import * as it from "${source}";\nexport const x = it;\n`)).toEqual([
      "no-restricted-imports",
    ]);
  });

  test.each(allowed)("%s may import %s", async (file, source) => {
    expect(await rulesBrokenBy(file, `import * as it from "${source}";\nexport const x = it;\n`)).toEqual([]);
  });
});

describe("a circle of imports", { timeout: 60_000 }, () => {
  // lib/billing/catalog/catalog.ts imports order.ts, which imports the types of product.ts.
  test.each([
    ["lib/billing/catalog/order.ts", 'import { getCatalog } from "./catalog"; export const x = getCatalog;'],
    [
      "lib/billing/catalog/order.ts",
      'import type { Catalog } from "@/lib/billing/catalog/catalog"; export type X = Catalog;',
    ],
    ["lib/billing/catalog/product.ts", 'export const x = () => import("./catalog");'],
    ["lib/billing/catalog/product.ts", 'export { inOrder } from "./order";'],
    ["scripts/local/paths.ts", 'import { readSettings } from "./settings"; export const x = readSettings;'],
    [
      "local-stripe/src/store/rows.ts",
      'import type { RunningServer } from "../server.ts"; export type X = RunningServer;',
    ],
  ])("is caught in %s: %s", async (file, code) => {
    expect(await rulesBrokenBy(file, code)).toEqual(["imports/no-cycle"]);
  });

  test("is not reported without one", async () => {
    const code = 'import { inOrder } from "./order"; export const x = inOrder;';
    expect(await rulesBrokenBy("lib/billing/catalog/catalog.ts", code)).toEqual([]);
  });
});

describe("an answer that is always true", { timeout: 60_000 }, () => {
  test.each([
    "if (await can(a, b)) c();",
    "const x = (await can(a, b)) ? 1 : 2;",
    "const x = !(await can(a, b));",
    "const x = (await can(a, b)) && c;",
  ])("is not asked for: %s", async (code) => {
    expect(
      await rulesBrokenBy("app/pricing/page.tsx", `export async function f(a, b, c, can) { ${code} return x; }`),
    ).toContain("no-restricted-syntax");
  });

  test("is told by `allowed`", async () => {
    const code = "export async function f(a, b, c, can) { if ((await can(a, b)).allowed) c(); }";
    expect(await rulesBrokenBy("app/pricing/page.tsx", code)).toEqual([]);
  });
});

test.each(["requireFeature", "requireMembership", "requireBillingRole", "consume"])(
  "a gate is awaited: %s",
  { timeout: 60_000 },
  async (gate) => {
    const within = (call: string) =>
      rulesBrokenBy("app/pricing/page.tsx", `export async function f(a, b, ${gate}) { ${call}; }`);
    expect(await within(`${gate}(a, b)`)).toEqual(["no-restricted-syntax"]);
    expect(await within(`await ${gate}(a, b)`)).toEqual([]);
  },
);

describe("the environment", { timeout: 60_000 }, () => {
  test.each(["lib/db.ts", "lib/billing/checkout/create.ts", "app/pricing/page.tsx", "proxy.ts", "next.config.mjs"])(
    "is not read in %s",
    async (file) => {
      for (const code of environment) expect(await rulesBrokenBy(file, code)).toHaveLength(1);
    },
  );

  test.each(["lib/env.ts", "prisma.config.ts", "scripts/dev.ts"])("may be read in %s", async (file) => {
    for (const code of environment) expect(await rulesBrokenBy(file, code)).toEqual([]);
  });
});
