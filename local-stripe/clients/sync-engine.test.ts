// Stripe's own sync engine copies local Stripe into PostgreSQL: all of it, then what changes, by its webhook.
// TEST_DATABASE_URL leads to a server on which it may make a database.
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type Stripe from "stripe";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  checkout,
  confirm,
  control,
  eventually,
  monthly,
  startLocal,
  temporaryDirectory,
  type Local,
} from "../tests/support.ts";
import { startProgram, type Program } from "./program.ts";

type Row = { id: string; [field: string]: unknown };
type Lists = Record<string, () => AsyncIterable<object>>;

let local: Local;
let stripe: Stripe;
let engine: Program;
let charges: string[] = [];
const home = temporaryDirectory();

/** Every table of the engine, and how the API lists what belongs there. */
const tables = (): Lists => ({
  products: () => stripe.products.list({ limit: 100 }),
  coupons: () => stripe.coupons.list({ limit: 100 }),
  prices: () => stripe.prices.list({ limit: 100 }),
  plans: () => stripe.plans.list({ limit: 100 }),
  customers: () => stripe.customers.list({ limit: 100 }),
  subscriptions: () => stripe.subscriptions.list({ limit: 100, status: "all" }),
  subscription_schedules: () => stripe.subscriptionSchedules.list({ limit: 100 }),
  invoices: () => stripe.invoices.list({ limit: 100 }),
  charges: () => stripe.charges.list({ limit: 100 }),
  setup_intents: () => stripe.setupIntents.list({ limit: 100 }),
  payment_intents: () => stripe.paymentIntents.list({ limit: 100 }),
  disputes: () => stripe.disputes.list({ limit: 100 }),
  refunds: () => stripe.refunds.list({ limit: 100 }),
  checkout_sessions: () => stripe.checkout.sessions.list({ limit: 100 }),
  credit_notes: () => stripe.creditNotes.list({ limit: 100 }),
});

async function call(path: string): Promise<unknown> {
  const response = await fetch(`${engine.url}${path}`, { method: "POST" });
  const body: unknown = await response.json();
  if (!response.ok) throw new Error(`${path}: ${JSON.stringify(body)}\n${engine.output()}`);
  return body;
}
const rows = async (table: string): Promise<Row[]> =>
  (
    (await call(`/rows?sql=${encodeURIComponent(`SELECT _raw_data AS raw FROM stripe.${table}`)}`)) as { raw: Row }[]
  ).map(({ raw }) => raw);

async function all(list: AsyncIterable<object>): Promise<Row[]> {
  const found: Row[] = [];
  for await (const one of list) found.push(JSON.parse(JSON.stringify(one)) as Row);
  return found;
}
const byId = (objects: Row[]) => Object.fromEntries(objects.map((one) => [one.id, one]));

/**
 * The engine makes its columns from Stripe's OpenAPI description, which it downloads unless it is given one. This one has
 * what the answers have.
 */
async function describe(): Promise<string> {
  const schemas: Record<string, object> = {};
  const kinds: [string, Row[]][] = [];
  for (const list of Object.values(tables())) {
    const objects = await all(list());
    kinds.push([String(objects[0]?.object), objects]);
  }
  const subscriptions = (await all(stripe.subscriptions.list())) as unknown as Stripe.Subscription[];
  kinds.push(["subscription_item", subscriptions.flatMap(({ items }) => items.data as unknown as Row[])]);
  for (const [kind, objects] of kinds) {
    const properties: Record<string, object> = {};
    for (const object of objects)
      for (const [name, value] of Object.entries(object))
        if (value !== null || !(name in properties)) properties[name] = { type: typeOf(value), nullable: true };
    schemas[kind.replaceAll(".", "_")] = { "x-resourceId": kind, type: "object", properties };
  }
  const file = join(home, "spec.json");
  writeFileSync(file, JSON.stringify({ openapi: "3.0.0", info: { version: "local" }, components: { schemas } }));
  return file;
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return value === null ? "string" : typeof value;
}

/** Of everything a little, and more customers than one page has. */
async function trade(lookup_key: string): Promise<string[]> {
  const { id: feature } = await stripe.entitlements.features.create({ name: "Export", lookup_key });
  const price = await monthly(stripe, 2900);
  await stripe.products.createFeature(String(price.product), { entitlement_feature: feature });
  const coupon = await stripe.coupons.create({ percent_off: 12.5, duration: "once" });
  const customer = await stripe.customers.create({
    name: "Ada",
    email: "ada@example.com",
    metadata: { user_id: "u_1" },
  });
  const line_items = [{ price: price.id, quantity: 3 }];
  await confirm(
    stripe,
    await checkout(stripe, { customer: customer.id, line_items, discounts: [{ coupon: coupon.id }] }),
  );
  const trial = await confirm(
    stripe,
    await checkout(stripe, { line_items, subscription_data: { trial_period_days: 7 } }),
  );
  await stripe.subscriptionSchedules.create({ from_subscription: String(trial.subscription) });
  await checkout(stripe, { line_items });
  const ended = await confirm(stripe, await checkout(stripe, { line_items }));
  await stripe.subscriptions.cancel(String(ended.subscription));
  await stripe.invoiceItems.create({ customer: customer.id, amount: 900, currency: "usd", description: "By hand" });
  const made = await stripe.invoices.create({ customer: customer.id, pending_invoice_items_behavior: "include" });
  const { id: invoice = "" } = await stripe.invoices.pay(made.id ?? "", {
    payment_method: await savedCard(customer.id),
  });
  await stripe.creditNotes.create({ invoice, amount: 400, credit_amount: 400 });
  await stripe.setupIntents.create({
    customer: customer.id,
    payment_method: "pm_card_mastercard",
    confirm: true,
    usage: "off_session",
  });
  await Promise.all(Array.from({ length: 120 }, (_, n) => stripe.customers.create({ name: `Customer ${n}` })));
  const charges = await Promise.all(
    [String(ended.customer), customer.id].map((payer) => stripe.charges.list({ customer: payer, limit: 1 })),
  );
  return charges.flatMap(({ data }) => data.map(({ id }) => id));
}

const savedCard = async (customer: string) => (await stripe.paymentMethods.attach("pm_card_visa", { customer })).id;

const refundPart = () => stripe.refunds.create({ charge: charges[0] ?? "", amount: 100 });
const dispute = () => control(local, "POST", "/disputes", { charge: charges[1] });

beforeAll(async () => {
  const database = process.env.TEST_DATABASE_URL;
  if (!database) throw new Error("TEST_DATABASE_URL must lead to a PostgreSQL whose user may do everything there.");
  local = await startLocal();
  stripe = local.stripe;
  charges = await trade("export");
  await refundPart();
  engine = await startProgram("sync-engine/app.mjs", {
    STRIPE_URL: local.server.url,
    DATABASE_URL: database,
    SPEC: await describe(),
    ACCOUNT: (await stripe.accounts.retrieveCurrent()).id,
  });
});
afterAll(async () => {
  await engine?.stop();
  await local?.stop();
  rmSync(home, { recursive: true, force: true });
});

/** Lists that the engine fetches and adds (`autoExpandLists`), which the API's lists don't have. */
const ADDED: Record<string, string> = { charges: "refunds", checkout_sessions: "lines" };
/** What changes without an event, as at Stripe: copies of events have it as it was. */
const SILENT = { coupons: ["times_redeemed"] };

/** What neither a list nor an event tells: what was canceled before the backfill, an open session, an amount's own product. */
const UNTOLD = new Set(["subscriptions canceled", "checkout_sessions open", "products false"]);

/** What differs between the rows and the API: each field once, with an example. */
async function differences(without: Record<string, string[]> = {}): Promise<Record<string, object>> {
  const found: Record<string, object> = {};
  for (const [table, list] of Object.entries(tables())) {
    const [kept, said] = [byId(await rows(table)), byId(await all(list()))];
    for (const id of new Set([...Object.keys(kept), ...Object.keys(said)])) {
      const [row, api] = [kept[id], said[id]];
      // The engine keeps a deleted object, and says so
      if (row?.deleted === true && !api) continue;
      if (!row && UNTOLD.has(`${table} ${String(api?.status ?? api?.active)}`)) continue;
      if (!row || !api) found[`${table}: ${row ? "row without an object" : "object without a row"}`] = { id };
      else
        for (const field of new Set([...Object.keys(row), ...Object.keys(api)]))
          if (field !== ADDED[table] && !without[table]?.includes(field) && !isDeepStrictEqual(row[field], api[field]))
            found[`${table}.${field}`] = { id, row: row[field], api: api[field] };
    }
  }
  return found;
}

it("backfills everything, and its rows are what the API says", async () => {
  const { totals, errors } = (await call("/backfill")) as { totals: Record<string, number>; errors: object[] };
  expect(errors).toEqual([]);
  expect(totals.customers).toBeGreaterThan(120);
  expect(await differences()).toEqual({});
  const columns = "SELECT id, email, metadata->>'user_id' AS user_id FROM stripe.customers WHERE name = 'Ada'";
  expect(await call(`/rows?sql=${encodeURIComponent(columns)}`)).toMatchObject([
    { email: "ada@example.com", user_id: "u_1" },
  ]);
});

it("listens, and its rows follow: entitlements too", async () => {
  await call(`/listen?url=${encodeURIComponent(`${engine.url}/webhook`)}`);
  await trade("import");
  // An event's time is in whole seconds, and the engine takes none from before its last look
  const now = Math.ceil(Date.now() / 1000);
  await eventually(() => expect(Date.now() / 1000).toBeGreaterThan(now));
  await refundPart();
  await dispute();
  const { data: customers } = await stripe.customers.list({ email: "ada@example.com" });
  await stripe.customers.update(customers[0]?.id ?? "", { name: "Ada Lovelace" });
  await stripe.customers.del(customers[1]?.id ?? "");
  await eventually(async () => expect(await control(local, "GET", "/deliveries?status=pending")).toEqual([]));
  expect(await differences(SILENT)).toEqual({});
  expect((await rows("subscriptions")).map(({ status }) => status)).toContain("canceled");
  const rowsOf = (list: Row[]) => list.map(({ id, feature, lookup_key }) => ({ id, feature, lookup_key }));
  const said = await all(stripe.entitlements.activeEntitlements.list({ customer: customers[0]?.id ?? "" }));
  expect(said).toMatchObject([{ lookup_key: "import" }]);
  // Those of the other customer of this trade ended with the customer
  const kept = (await rows("active_entitlements")).filter(({ customer }) => customer === customers[0]?.id);
  expect(rowsOf(kept)).toEqual(rowsOf(said));
});

it("was refused nothing", async () => {
  const requests = (await control(local, "GET", "/requests")) as { method: string; path: string; status: number }[];
  expect(requests.filter(({ status }) => status >= 400)).toEqual([]);
});
