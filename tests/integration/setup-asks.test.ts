/** What `stripe:setup` refuses, or asks, before it sends anything. */
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { refuseDoubleNames } from "@/scripts/cli/double-names";
import { root } from "@/scripts/local/paths";
import type { Settings } from "@/scripts/local/settings";
import { compiled } from "../support/compiled";
import { bareEnvironment } from "../support/environment";
import { createDatabase, type LocalStripe, startLocalStripe, type TestDatabase } from "../support/integration";

let stripe: LocalStripe;
let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  [stripe, database] = await Promise.all([startLocalStripe(), createDatabase()]);
  folder = await mkdtemp(join(tmpdir(), "billing-files-"));
});
afterAll(async () => {
  await Promise.all([stripe?.stop(), database?.drop(), rm(folder, { recursive: true, force: true })]);
});
beforeEach(() => stripe.clearRequests());

/** @param input what is typed; the end of the input comes after it */
async function run(args: string[], more: Record<string, string>, input = ""): Promise<{ code: number; said: string }> {
  const env: Settings = { ...bareEnvironment(), DATABASE_URL: database.url, ...more };
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: env as NodeJS.ProcessEnv,
    stdio: ["pipe", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (said += text));
  child.stdin.end(input);
  const code = await new Promise<number>((resolve) => child.once("close", (ended) => resolve(ended ?? -1)));
  return { code, said };
}

const writes = async () => (await stripe.requests()).filter(({ method }) => method !== "GET").length;

/** The command as it is, from its sources, with other files in place of those of billing/. */
async function runWith(files: Record<string, (text: string) => string>) {
  const dir = await mkdtemp(join(folder, "billing-"));
  for (const name of ["brand.ts", "catalog.ts", "features.ts", "portal.ts", "questions.ts"])
    await writeFile(join(dir, name), (files[name] ?? String)(await readFile(join(root, "billing", name), "utf8")));
  const config = {
    extends: join(root, "tsconfig.json"),
    compilerOptions: { paths: { "@/billing/*": [join(dir, "*")], "@/*": [join(root, "*")] } },
  };
  await writeFile(join(dir, "tsconfig.json"), JSON.stringify(config));
  await writeFile(join(dir, "package.json"), '{ "type": "module" }');
  return run(["--import", "tsx", "scripts/setup.ts", "--yes"], {
    STRIPE_API_SECRET: stripe.secretKey,
    STRIPE_API_BASE: stripe.url,
    TSX_TSCONFIG_PATH: join(dir, "tsconfig.json"),
  });
}

test("files that don't compile are refused with all that is wrong in them, and nothing is sent", async () => {
  const { code, said } = await runWith({
    "catalog.ts": (text) =>
      text
        .replace('pro_month: { every: "month"', 'pro_month: { every: "month", seats: "member"')
        .replace('currencies: ["usd"]', 'currencies: ["usd", "xyz"]')
        .replace("starter_year: {", "starter_year: { amuont: 1,"),
    "features.ts": (text) => text.replace('en: { title: "Export"', 'en: { titel: "Export"'),
    "portal.ts": (text) => text.replace('"always_invoice"', '"sometimes"'),
  });
  expect(code).toBe(1);
  const lines = said.split("\n");
  for (const [file, ...places] of [
    ["billing/features.ts", "features.export.en.titel is no field", "features.export.en.title is missing"],
    [
      "billing/catalog.ts",
      'currencies[1] must be a lower-case ISO code, such as "usd", not "xyz"',
      "plans.starter.prices.starter_year.amuont is no field of a price",
      'plans.pro.prices.pro_month.seats must be "members" or "chosen", not "member"',
    ],
    ["billing/portal.ts", 'planChange.proration must be "always_invoice"'],
  ]) {
    expect(lines).toContain(`${file} can't be used:`);
    for (const place of places)
      expect(
        lines.filter((line) => line.startsWith(`  ${place}`)),
        said,
      ).toHaveLength(1);
  }
  expect(said).not.toMatch(/TypeError|^ {4}at /m);
  expect(await stripe.requests()).toEqual([]);
});

test("a plan, a price or a feature that is there twice is refused with its lines, in any file of billing/", async () => {
  const dir = join(folder, "double");
  await mkdir(join(dir, "plans"), { recursive: true });
  await writeFile(
    join(dir, "catalog.ts"),
    "export const plans = {\n  pro: { a: 1 },\n  team: {},\n  pro: { b: 1 },\n};\n",
  );
  await writeFile(join(dir, "plans", "more.ts"), "export const prices: object = { x: 1,\n  x: 2 } as const;\n");
  await expect(refuseDoubleNames(dir)).rejects.toThrow(
    /^billing\/catalog.ts can't be used:\n {2}line 4 names pro again, which line 2 names already\nbilling\/plans\/more.ts can't be used:\n {2}line 2 names x again, which line 1 names already$/,
  );
  await refuseDoubleNames();
});

/** With a live key, of which only the outside is replaced: the account at Stripe, and the terminal. */
const live = async (args: string[], input: string) =>
  run(
    [
      "--import",
      pathToFileURL(join(root, "tests/support/live-account.mjs")).href,
      await compiled("scripts/setup.ts"),
      ...args,
    ],
    {
      STRIPE_API_SECRET: "sk_live_notarealkeyofanybody",
      FRONT_END_BASE_URL: "https://app.example.com",
      TEST_LOCAL_STRIPE: stripe.url,
      TEST_LOCAL_STRIPE_KEY: stripe.secretKey,
    },
    input,
  );

test("with a live key it asks: no, or the end of the input, changes nothing; yes does, and --yes without asking", async () => {
  for (const input of ["no\n", ""]) {
    const { code, said } = await live([], input);
    expect(said).toMatch(/The key is a live one\. Make these \d+ changes\? \(y\/N\)/);
    expect(said).toContain("Nothing was changed.");
    expect([code, await writes()], said).toEqual([1, 0]);
  }
  // No lease is left behind, which the next run would wait for.
  const asked = await live([], "y\n");
  expect([asked.code, asked.said.includes("Another run is under way")], asked.said).toEqual([0, false]);
  expect(asked.said).toMatch(/done: \d+ changes/);
  const [product] = (await stripe.stripe.products.list({ active: true })).data;
  await stripe.stripe.products.update(product!.id, { name: "By hand" });
  await stripe.clearRequests();
  const { code, said } = await live(["--yes"], "");
  expect(said).not.toContain("The key is a live one");
  expect([code, (await stripe.stripe.products.retrieve(product!.id)).name], said).toEqual([0, product!.name]);
});
