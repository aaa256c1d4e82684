import { join } from "node:path";
import Stripe from "stripe";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { HANDLED_EVENTS } from "@/lib/billing/mirror/events";
import { readEnvFile } from "@/scripts/local/env-file";
import { runNode } from "@/scripts/processes/run-node";
import { until } from "@/scripts/processes/until";
import { catalog } from "@/billing/catalog";
import { portal } from "@/billing/portal";
import { compiled } from "../support/compiled";
import { bareEnvironment } from "../support/environment";
import { createDatabase, type LocalStripe, startLocalStripe, type TestDatabase } from "../support/integration";

const APP = "http://127.0.0.1:3999";
const WEBHOOK_URL = `${APP}/api/subscriptions/webhook/`;

let stripe: LocalStripe;
let database: TestDatabase;
let file: string;
let firstRun: string;
let dryRun: string;
let accountAfterDryRun: string | null | undefined;

/** Runs the command as a person does, and answers what it printed. */
async function setup(
  more: Record<string, string> = {},
  args: string[] = ["--write-env", file],
  onOutput?: (output: string) => void,
): Promise<string> {
  const settings = {
    ...bareEnvironment(),
    STRIPE_API_SECRET: stripe.secretKey,
    STRIPE_API_BASE: stripe.url,
    FRONT_END_BASE_URL: APP,
    DATABASE_URL: database.url,
  };
  return runNode("stripe:setup", [await compiled("scripts/setup.ts"), ...args], { ...settings, ...more }, onOutput);
}

const writes = async () =>
  (await stripe.requests()).filter(({ method }) => method !== "GET").map(({ method, path }) => `${method} ${path}`);

beforeAll(async () => {
  [stripe, database] = await Promise.all([startLocalStripe(), createDatabase()]);
  file = join(stripe.dataDir, "setup-of-this-test.env");
  dryRun = await setup({}, ["--dry-run"]).catch(String);
  const { rows } = await database.pool.query<{ account: string | null }>(
    "SELECT stripe_account_id AS account FROM installation",
  );
  [accountAfterDryRun] = rows.map(({ account }) => account);
  firstRun = await setup();
});
afterAll(async () => {
  await stripe?.stop();
  await database?.drop();
});
beforeEach(() => stripe.clearRequests());

test("the plans kept as code are at Stripe, and in the app's copy", async () => {
  const { data: products } = await stripe.stripe.products.list({ active: true });
  expect(products.map(({ name }) => name).sort()).toEqual(catalog.plans.map(({ texts }) => texts.en.name).sort());
  for (const plan of catalog.plans) {
    const product = products.find(({ name }) => name === plan.texts.en.name);
    expect(product?.metadata).toMatchObject({ features: plan.features.join(" "), plan_group: "plan" });
    const { data: prices } = await stripe.stripe.prices.list({ product: product?.id ?? "" });
    const wanted = plan.prices.map(({ lookupKey, costs, currency, interval }) => [
      lookupKey,
      Number(costs[currency]?.unitAmount),
      interval,
    ]);
    expect(prices.map((price) => [price.lookup_key, price.unit_amount, price.recurring?.interval]).sort()).toEqual(
      wanted.sort(),
    );
  }
  const { rows } = await database.pool.query<{ count: string }>("SELECT count(*) FROM price WHERE active");
  expect(Number(rows[0]?.count)).toBe(6);
});

test("the webhook endpoint is at our API version, with exactly the events that are handled", async () => {
  const { data } = await stripe.stripe.webhookEndpoints.list();
  expect(data).toHaveLength(1);
  expect(data[0]).toMatchObject({ url: WEBHOOK_URL, api_version: Stripe.API_VERSION, status: "enabled" });
  expect(data[0]?.enabled_events.toSorted()).toEqual(HANDLED_EVENTS.toSorted());
});

test("the portal lets people change plan and keep their trial, change the card, see invoices, and cancel at the period's end", async () => {
  const { data } = await stripe.stripe.billingPortal.configurations.list({
    expand: ["data.features.subscription_update.products"],
  });
  expect(data).toHaveLength(1);
  const { features, business_profile } = data[0] ?? {};
  expect(business_profile?.headline).toBe(portal.headline);
  expect(features?.subscription_update).toMatchObject({
    enabled: true,
    trial_update_behavior: "continue_trial",
    proration_behavior: "always_invoice",
    default_allowed_updates: ["price"],
  });
  const conditions = features?.subscription_update.schedule_at_period_end.conditions.map(({ type }) => type);
  expect(conditions?.toSorted()).toEqual(["decreasing_item_amount", "shortening_interval"]);
  const quantities = features?.subscription_update.products?.map(({ adjustable_quantity }) => adjustable_quantity);
  expect(quantities?.every(({ enabled }) => !enabled)).toBe(true);
  expect(features?.subscription_update.products?.flatMap(({ prices }) => prices)).toHaveLength(6);
  expect(features?.subscription_cancel).toMatchObject({
    enabled: true,
    mode: "at_period_end",
    cancellation_reason: { enabled: true },
  });
  expect([features?.payment_method_update.enabled, features?.invoice_history.enabled]).toEqual([true, true]);
});

test("it says what it does, shows no secret when it writes it into a file, and that file is its owner's alone", async () => {
  expect(firstRun).toMatch(/will create the product Pro/);
  expect(firstRun).toMatch(/will create the webhook endpoint/);
  const secret = readEnvFile(file).STRIPE_WEBHOOK_SECRET ?? "";
  expect(secret).toMatch(/^whsec_/);
  expect(firstRun).not.toContain(secret);
});

test("the first dry run says the same as the first run, and doesn't tie the database to the account", () => {
  const will = (said: string) => said.split("\n").filter((line) => line.startsWith("  will "));
  expect(will(dryRun)).toEqual(will(firstRun));
  expect(dryRun).toContain("exit code 1");
  expect(accountAfterDryRun).toBeNull();
});

test("a dry run fails as long as there is anything to change, names it, and changes nothing", async () => {
  expect(await setup({}, ["--dry-run", "--write-env", file])).toMatch(/nothing to change/);
  const [product] = (await stripe.stripe.products.list({ active: true })).data;
  const { name } = await stripe.stripe.products.update(product?.id ?? "", { description: "Cheap" });
  await stripe.clearRequests();
  await expect(setup({}, ["--dry-run", "--write-env", file])).rejects.toThrow(
    new RegExp(
      `exit code 1.*will update the product ${name} .*description: Cheap → .*1 change to make; nothing was changed`,
      "s",
    ),
  );
  expect(await writes()).toEqual([]);
  await setup();
});

test("a second run changes nothing", async () => {
  const before = readEnvFile(file);
  expect(await setup()).toMatch(/nothing to change/);
  expect(await writes()).toEqual([]);
  expect(readEnvFile(file)).toEqual(before);
});

test("a price whose amount is not that of the code is archived, and the lookup key moves to the one that has it", async () => {
  const { data } = await stripe.stripe.prices.list({ lookup_keys: ["pro_month"] });
  const [right] = data;
  const product = String(right?.product);
  const cheap = {
    product,
    currency: "usd",
    unit_amount: 100,
    recurring: { interval: "month" },
    lookup_key: "pro_month",
    transfer_lookup_key: true,
  } as const;
  const wrong = await stripe.stripe.prices.create(cheap);
  const said = await setup();
  expect(said).toContain(`will archive the price pro_month (${wrong.id}) of Pro`);
  expect(said).toContain(`will update the price pro_month (${right?.id}) of Pro\n      lookup_key: — → pro_month`);
  const { data: now } = await stripe.stripe.prices.list({ lookup_keys: ["pro_month"] });
  expect(now).toMatchObject([{ unit_amount: 2900, active: true }]);
  expect((await stripe.stripe.prices.retrieve(wrong.id)).active).toBe(false);
  await stripe.clearRequests();
  expect(await setup()).toMatch(/nothing to change/);
  expect(await writes()).toEqual([]);
});

test("the price that takes another's place is put first, and one that is cut off in between goes on next time", async () => {
  const { data } = await stripe.stripe.prices.list({ lookup_keys: ["pro_month"] });
  const product = String(data[0]?.product);
  const cheap = {
    product,
    currency: "usd",
    unit_amount: 100,
    recurring: { interval: "month" },
    lookup_key: "pro_month",
    transfer_lookup_key: true,
  } as const;
  const old = await stripe.stripe.prices.create(cheap);
  await stripe.fault({ path: `^/v1/prices/${old.id}$`, kind: "status", status: 500, times: 2 });
  await expect(setup()).rejects.toThrow(
    /1 of 2 changes were made\. This one failed: archive the price pro_month \(price_.*\nRun it again: it continues from here\./s,
  );
  const named = async () => (await stripe.stripe.prices.list({ lookup_keys: ["pro_month"] })).data;
  expect(await named()).toMatchObject([{ unit_amount: 2_900, active: true }]);
  expect((await stripe.stripe.prices.retrieve(old.id)).active).toBe(true);
  await setup();
  expect((await stripe.stripe.prices.retrieve(old.id)).active).toBe(false);
  expect(await named()).toMatchObject([{ unit_amount: 2_900, active: true }]);
});

test("what was changed by hand is corrected, and nothing else is touched", async () => {
  const [endpoint] = (await stripe.stripe.webhookEndpoints.list()).data;
  await stripe.stripe.webhookEndpoints.update(endpoint?.id ?? "", { enabled_events: ["charge.succeeded"] });
  const [product] = (await stripe.stripe.products.list({ active: true })).data;
  await stripe.stripe.products.update(product?.id ?? "", { metadata: { features: "none", mine: "kept" } });
  await stripe.clearRequests();
  await setup();
  expect((await writes()).toSorted()).toEqual(
    [`POST /v1/products/${product?.id ?? ""}`, `POST /v1/webhook_endpoints/${endpoint?.id ?? ""}`].toSorted(),
  );
  expect((await stripe.stripe.products.retrieve(product?.id ?? "")).metadata).toMatchObject({ mine: "kept" });
});

test("the portal's login page stays as somebody set it at Stripe, and the command says how it is", async () => {
  expect(firstRun).toContain("the portal's login page is off; loginPage in billing/portal.ts switches it on");
  const [configuration] = (await stripe.stripe.billingPortal.configurations.list()).data;
  const { login_page } = await stripe.stripe.billingPortal.configurations.update(configuration?.id ?? "", {
    login_page: { enabled: true },
  });
  await stripe.clearRequests();
  expect(await setup()).toContain(`the portal's login page is on: ${login_page.url}`);
  expect(await writes()).toEqual([]);
});

test("an endpoint whose secret nobody has any more is replaced, and the new secret is shown, once", async () => {
  const said = await setup({}, []);
  const [endpoint, ...others] = (await stripe.stripe.webhookEndpoints.list()).data;
  expect([endpoint?.url, others]).toEqual([WEBHOOK_URL, []]);
  const secret = /STRIPE_WEBHOOK_SECRET=(whsec_\w+)/.exec(said)?.[1] ?? "";
  expect(secret).toMatch(/^whsec_/);
  expect(await setup({ STRIPE_WEBHOOK_SECRET: secret }, [])).toMatch(/nothing to change/);
});

test("it waits while another one runs, as when two instances are deployed at once", async () => {
  const [fresh, empty] = await Promise.all([startLocalStripe(), createDatabase()]);
  try {
    await empty.pool.query("UPDATE installation SET lease_holder = gen_random_uuid(), lease_until = now() + '1 hour'");
    let said = "";
    const settings = { STRIPE_API_SECRET: fresh.secretKey, STRIPE_API_BASE: fresh.url, DATABASE_URL: empty.url };
    const run = setup(settings, ["--write-env", join(fresh.dataDir, "this.env")], (output) => (said = output));
    await Promise.race([run, until("it to wait", () => said.includes("Another run is under way"))]);
    expect((await fresh.stripe.products.list()).data).toEqual([]);
    await empty.pool.query("UPDATE installation SET lease_holder = NULL, lease_until = NULL");
    expect(await run).toContain("done: ");
    expect((await fresh.stripe.products.list({ limit: 100 })).data).toHaveLength(catalog.plans.length);
  } finally {
    await Promise.all([fresh.stop(), empty.drop()]);
  }
});

test("a key that may not write something ends it with the request and Stripe's words", async () => {
  const [product] = (await stripe.stripe.products.list({ active: true })).data;
  await stripe.stripe.products.update(product?.id ?? "", { description: "Changed by hand" });
  const error = { message: "Having the 'rak_product_write' permission would allow this request to continue." };
  await stripe.fault({ method: "POST", path: "^/v1/products/", kind: "status", status: 403, error, times: 9 });
  await expect(setup()).rejects.toThrow(`POST /v1/products/:id: ${error.message}`);
  await stripe.clearFaults();
  await setup();
  expect((await stripe.stripe.products.retrieve(product?.id ?? "")).description).toBe(product?.description);
});
