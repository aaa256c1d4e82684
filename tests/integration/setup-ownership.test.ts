import { afterAll, beforeAll, expect, test } from "vitest";
import { requirePurchasable } from "@/lib/billing/catalog/catalog";
import { syncCatalog } from "@/lib/billing/reconcile/reconcile";
import { setup } from "@/lib/billing/setup/setup";
import { statement } from "@/lib/db";
import { catalog } from "@/billing/catalog";
import { startMirror } from "../support/mirror";

let mirror: Awaited<ReturnType<typeof startMirror>>;
let ours: string;
beforeAll(async () => {
  process.env.SELL_ONLY_CATALOG = "true";
  mirror = await startMirror();
  ours = (await statement<{ id: string }>("ours", "SELECT id FROM installation", []))[0]!.id;
});
afterAll(() => mirror?.stop());

async function run(installation: string | null): Promise<string[]> {
  const said: string[] = [];
  await setup({ endpoint: null, installation, say: (line) => said.push(line) });
  return said;
}

const keyed = async () =>
  (await mirror.stripe.products.list({ limit: 100 })).data.filter(({ metadata }) => metadata.catalog_key);

test("a dry run says what it would do, and does nothing", async () => {
  const said: string[] = [];
  const say = (line: string) => void said.push(line);
  await setup({ endpoint: null, installation: null, dryRun: true, say });
  expect(said.filter((line) => line.includes("will create the product"))).toHaveLength(catalog.plans.length);
  expect(await keyed()).toEqual([]);
});

test("products without an installation's id are claimed by the first setup, and another installation's left alone", async () => {
  await run(null);
  expect((await keyed()).map(({ metadata }) => metadata.installation_id)).toEqual(catalog.plans.map(() => undefined));
  const said = await run(ours);
  expect(said.filter((line) => line.includes("will claim the product"))).toHaveLength(catalog.plans.length);
  expect(said).toContain(`  not in the catalog: Pro (${String(mirror.price.product)}), left as it is`);
  expect((await keyed()).map(({ metadata }) => metadata.installation_id)).toEqual(catalog.plans.map(() => ours));
  expect((await run(ours)).filter((line) => line.includes("will"))).toEqual([]);

  const before = JSON.stringify(await keyed());
  await expect(run("0b9df9a1-6a3c-4a5e-9d4e-2c8f1f0f7a11")).rejects.toThrow("belongs to another installation");
  expect(JSON.stringify(await keyed())).toBe(before);
});

test("with SELL_ONLY_CATALOG nothing else is sold", async () => {
  await syncCatalog();
  await expect(requirePurchasable(mirror.price.id, null)).rejects.toMatchObject({ code: "price_not_available" });
  const { data } = await mirror.stripe.prices.list({ lookup_keys: [catalog.plans[0]!.prices[0]!.lookupKey] });
  await expect(requirePurchasable(data[0]!.id, null)).resolves.toMatchObject({ price: { priceId: data[0]!.id } });
});
