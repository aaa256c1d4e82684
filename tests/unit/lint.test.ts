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
  ["lib/mail/queue.ts", "@/lib/billing/catalog"],
  ["lib/lease.ts", "@/lib/billing/catalog"],
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
  ["lib/mail/smtp.ts", "@/local-mail/src/server"],
  ["local-mail/src/server.ts", "@/lib/format"],
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
  ["lib/mail/layout.tsx", "react"],
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

describe("a lookup by a text", { timeout: 60_000 }, () => {
  const record = 'const ENDINGS: Record<string, string> = { a: "b" };\n';
  test.each([
    `${record}export const x = (code: string) => ENDINGS[code];`,
    `${record}export const x = (code: string) => ENDINGS[code ?? ""] ?? "";`,
    "export const x = (on: Readonly<Record<string, number>>, code: string) => on[code];",
    "export const x = (on: object, code: string) => (on as Record<string, number>)[code];",
  ])("finds no `constructor`: %s", async (code) => {
    for (const file of ["app/pricing/page.tsx", "lib/billing/catalog/order.ts", "local-stripe/src/server.ts"])
      expect(await rulesBrokenBy(file, code)).toEqual(["records/own-lookups"]);
  });

  test.each([
    'const LOOKS: Record<"a" | "b", string> = { a: "1", b: "2" };\nexport const x = (one: "a" | "b") => LOOKS[one];',
    "export const x = (list: string[], index: number) => list[index];",
    "export const x = (made: Record<string, number>, code: string) => void (made[code] = 1);",
    'import { own } from "@/lib/own";\nexport const x = (on: Record<string, number>, code: string) => own(on, code);',
  ])("stays free where it is sure: %s", async (code) => {
    expect(await rulesBrokenBy("app/pricing/page.tsx", code)).toEqual([]);
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

describe("a write to Stripe", { timeout: 60_000 }, () => {
  const head = `import { stripe } from "@/lib/stripe/client"; import { setsValue, writeOnce } from "@/lib/stripe/write";
    export const all = [setsValue, writeOnce, stripe().accounts.list()];`;
  const brokenBy = (code: string, file = "lib/billing/checkout/create.ts") =>
    rulesBrokenBy(file, `${head}\nexport async function f(key, id, d, p) { ${code} return [key, id, d, p]; }`);

  test.each([
    "await stripe().customers.create(p);",
    "await stripe().customers.create(p, d.options({ idempotencyKey: key }));",
    "await stripe().checkout.sessions.create(p);",
    "await stripe().checkout.sessions.expire(id);",
    "await stripe().billingPortal.sessions.create(p);",
    "await stripe().subscriptions.update(id, p);",
    "await stripe().subscriptions.cancel(id);",
    "await stripe().subscriptions.resume(id);",
    "await stripe().subscriptions.deleteDiscount(id);",
    "await stripe().invoices.pay(id);",
    "await stripe().invoices.voidInvoice(id);",
    "await stripe().invoices.finalizeInvoice(id);",
    "await stripe().paymentMethods.attach(id, p);",
    "await stripe().paymentMethods.detach(id);",
    "await stripe().webhookEndpoints.del(id);",
    'await stripe().rawRequest("POST", "/v1/customers");',
    // Beside the function that is given, or given to another one.
    "await writeOnce(key, d, () => p.then(f)); await stripe().customers.create(p);",
    "await f((options) => stripe().customers.create(p, options));",
    "await writeOnce((options) => stripe().customers.create(p, options), d, f);",
    // The key gets lost on the way.
    "await writeOnce(key, d, () => stripe().customers.create(p));",
    "await writeOnce(key, d, (options) => stripe().customers.create(p, { ...options.timeout }));",
    "await writeOnce(key, d, (options) => stripe().customers.create(p, { timeout: options.timeout }));",
    // These must happen once.
    "await setsValue(d, (options) => stripe().customers.create(p, options));",
    "await setsValue(d, (options) => stripe().invoices.pay(id, {}, options));",
    "await setsValue(d, (options) => stripe().invoices.voidInvoice(id, {}, options));",
    'await setsValue(d, (options) => stripe().subscriptions.update(id, { trial_end: "now" }, options));',
    // The client under another name.
    "const client = stripe(); await client.customers.create(p);",
    "const { customers } = stripe(); await customers.create(p);",
    "const { customers } = stripe().beta; await customers.create(p);",
    "await f(stripe());",
    "await f(stripe);",
    'await stripe()["customers"].create(p);',
    'await new Stripe("sk_test_x").customers.create(p);',
  ])("says how it may be repeated: %s", async (code) => {
    expect(await brokenBy(code)).toEqual(["stripe/named-writes"]);
  });

  test("is found under another name of the client, too", async () => {
    const write = (from: string) => `${from}\nexport const f = (p) => connect().customers.create(p);`;
    const file = "lib/billing/setup/products.ts";
    for (const from of ["@/lib/stripe/client", "../../stripe/client"])
      expect(await rulesBrokenBy(file, write(`import { stripe as connect } from "${from}";`))).toEqual([
        "stripe/named-writes",
      ]);
    const namespace =
      'import * as client from "@/lib/stripe/client"; export const f = (p) => client.stripe().customers.create(p);';
    expect(await rulesBrokenBy(file, namespace)).toEqual(["stripe/named-writes"]);
  });

  test.each([
    "await writeOnce(key, d, (options) => stripe().customers.create(p, options));",
    "await writeOnce(key, d, async (o) => { const made = await stripe().refunds.create(p, { ...o, timeout: 1 }); return made; });",
    'await writeOnce(key, d, (options) => stripe().subscriptions.update(id, { trial_end: "now" }, options));',
    "await setsValue(d, (options) => stripe().subscriptions.update(id, p, options));",
    "await setsValue(d, (options) => stripe().checkout.sessions.expire(id, {}, options));",
    "await stripe().customers.retrieve(id, {}, d.options());",
    "await stripe().accounts.retrieveCurrent();",
    "await stripe().customers.list({ limit: 100 }).autoPagingToArray({ limit: 1_000 });",
    "await stripe().invoices.createPreview(p);",
    "await stripe().webhooks.constructEvent(p, p, p);",
    "await p.stripe.create(p); await p.customer.create({ stripe: p });",
  ])("passes when it does, and a read always: %s", async (code) => {
    expect(await brokenBy(code)).toEqual([]);
  });

  test("needs neither in scripts and tests", async () => {
    const code = 'import { stripe } from "@/lib/stripe/client"; export const f = (p) => stripe().customers.create(p);';
    for (const file of ["scripts/dev.ts", "tests/support/billing.ts"])
      expect(await rulesBrokenBy(file, code)).toEqual([]);
  });
});

test("one file looks into Stripe's errors", { timeout: 60_000 }, async () => {
  const code = 'import Stripe from "stripe"; export const f = (e) => e instanceof Stripe.errors.StripeCardError;';
  expect(await rulesBrokenBy("lib/billing/checkout/create.ts", code)).toEqual(["no-restricted-syntax"]);
  expect(await rulesBrokenBy("lib/stripe/failures.ts", code)).toEqual([]);
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
  test.each(["lib/db.ts", "lib/billing/checkout/create.ts", "app/pricing/page.tsx", "proxy.ts"])(
    "is not read in %s",
    async (file) => {
      for (const code of environment) expect(await rulesBrokenBy(file, code)).toHaveLength(1);
    },
  );

  test.each(["lib/env.ts", "next.config.mjs", "prisma.config.ts", "scripts/dev.ts"])(
    "may be read in %s",
    async (file) => {
      for (const code of environment) expect(await rulesBrokenBy(file, code)).toEqual([]);
    },
  );
});
