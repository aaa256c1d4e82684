import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { root } from "@/scripts/local/paths";
import { compiled } from "../../support/compiled";
import { bareEnvironment } from "../../support/environment";
import { until } from "../../support/integration";
import { askedAlone, startMirror } from "../../support/mirror";

const PRODUCTS = 230; // three pages

let mirror: Awaited<ReturnType<typeof startMirror>>;
beforeAll(async () => {
  mirror = await startMirror();
  for (let made = 1; made < PRODUCTS; made++) await mirror.stripe.products.create({ name: `Product ${made}` });
});
afterAll(() => mirror?.stop());
beforeEach(async () => {
  await mirror.localStripe.clearFaults();
  await mirror.localStripe.clearRequests();
});

const rowsOf = async (text: string) => (await mirror.database.pool.query<Record<string, unknown>>(text)).rows;
const pagesOf = async (path: string) =>
  (await mirror.localStripe.requests()).filter((request) => request.path === path).length;
const lastRun = async () => (await rowsOf("SELECT * FROM reconciliation ORDER BY started_at DESC LIMIT 1"))[0];

test("a run that Stripe's failure cut off goes on from its page, and counts on", async () => {
  await mirror.localStripe.fault({ method: "GET", path: "/v1/prices", kind: "status", status: 400 });
  await expect(mirror.sync()).rejects.toMatchObject({ code: "stripe_refused" });
  expect(await lastRun()).toMatchObject({ kind: "price", finished_at: null, lease_holder: null });
  expect(await rowsOf("SELECT count(*)::int FROM product")).toEqual([{ count: PRODUCTS }]);
  await mirror.localStripe.clearFaults();
  await mirror.localStripe.clearRequests();
  const { counts, finished } = await mirror.sync();
  expect([finished, counts.product?.read, counts.price?.read]).toEqual([true, PRODUCTS, 1]);
  expect(await pagesOf("/v1/products")).toBe(0);
  expect(await lastRun()).toMatchObject({ error: null, drift_count: PRODUCTS + 1, counts });
});

test("pages that end in the midst of a second leave nothing out and ask for nothing twice", async () => {
  const { counts } = await mirror.sync();
  expect(counts.product).toEqual({ read: PRODUCTS, same: PRODUCTS, repaired: 0, gone: 0, notOurs: 0, failed: 0 });
  expect(await pagesOf("/v1/products")).toBe(3);
  expect(await askedAlone(mirror.localStripe)).toEqual([]);
});

test("with no time left a run ends after a page, and each call goes on with the next", async () => {
  const pages: number[] = [];
  for (let finished = false; !finished; ) {
    const report = await mirror.sync({ budgetMs: 0 });
    finished = report.finished;
    pages.push(report.counts.product?.read ?? 0);
  }
  expect(pages).toEqual([100, 200, PRODUCTS]);
  expect(await rowsOf("SELECT count(*)::int FROM reconciliation WHERE finished_at IS NULL")).toEqual([{ count: 0 }]);
});

test("--restart starts over", async () => {
  await mirror.sync({ budgetMs: 0 });
  await until("the pages that it asked for ahead", async () => (await pagesOf("/v1/products")) === 3);
  await mirror.localStripe.clearRequests();
  const { counts } = await mirror.sync({ restart: true });
  expect(counts.product?.read).toBe(PRODUCTS);
  expect(await pagesOf("/v1/products")).toBe(3);
});

test("the object at which it stopped may be deleted meanwhile: it goes on from that second", async () => {
  await mirror.sync({ budgetMs: 0 });
  const cursor = String((await lastRun())?.cursor);
  await mirror.stripe.products.del(cursor);
  const { counts, finished } = await mirror.sync();
  expect(finished).toBe(true);
  expect(counts.product?.read).toBeGreaterThanOrEqual(PRODUCTS - 1);
  await mirror.database.pool.query("UPDATE product SET created_at = created_at - interval '1 hour' WHERE id = $1", [
    cursor,
  ]);
  await mirror.sync();
  expect(await rowsOf(`SELECT deleted FROM product WHERE id = '${cursor}'`)).toEqual([{ deleted: true }]);
});

test("a run that was killed goes on from its page as soon as its lease has ended, and nobody walks beside it before", async () => {
  await mirror.localStripe.fault({ method: "GET", path: "/v1/customers", kind: "hang" });
  const args = [await compiled("scripts/sync.ts")];
  const env = { ...bareEnvironment(), ...mirror.settings } as unknown as NodeJS.ProcessEnv;
  const command = spawn(process.execPath, args, { cwd: root, env, stdio: "ignore" });
  await until(
    "the run to reach the customers",
    async () => (await lastRun())?.kind === "customer" && (await lastRun())?.finished_at === null,
    { timeoutMs: 80_000 },
  );
  await expect(mirror.sync()).rejects.toMatchObject({ code: "sync_in_progress" });
  command.kill("SIGKILL");
  await once(command, "exit");
  await mirror.localStripe.clearFaults();
  await mirror.localStripe.clearRequests();
  await expect(mirror.sync()).rejects.toMatchObject({ code: "sync_in_progress" });
  await mirror.database.pool.query("UPDATE reconciliation SET lease_until = now() WHERE finished_at IS NULL");
  const { counts } = await mirror.sync();
  expect(counts.product?.read).toBe(PRODUCTS - 1);
  expect(await pagesOf("/v1/products")).toBe(0);
});

test("another account's key is refused before anything is compared", async () => {
  await mirror.database.pool.query("UPDATE installation SET stripe_account_id = 'acct_of_others'");
  await expect(mirror.sync()).rejects.toThrow(/mirrors the Stripe account acct_of_others/);
  await mirror.database.pool.query("UPDATE installation SET stripe_account_id = NULL");
});

test("a product that was made since the products were walked is fetched once for all its prices", async () => {
  await mirror.localStripe.fault({ method: "GET", path: "/v1/prices", kind: "status", status: 400 });
  await expect(mirror.sync()).rejects.toMatchObject({ code: "stripe_refused" });
  await mirror.localStripe.clearFaults();
  const product = await mirror.stripe.products.create({ name: "Made since" });
  const monthly = { product: product.id, currency: "usd", recurring: { interval: "month" } } as const;
  for (const unit_amount of [100, 200, 300]) await mirror.stripe.prices.create({ ...monthly, unit_amount });
  await mirror.localStripe.clearRequests();
  expect((await mirror.sync()).failures).toEqual([]);
  expect(await rowsOf(`SELECT count(*)::int FROM price WHERE product_id = '${product.id}'`)).toEqual([{ count: 3 }]);
  expect(await askedAlone(mirror.localStripe)).toEqual([`/v1/products/${product.id}`]);
});
