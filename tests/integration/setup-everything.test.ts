import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { CatalogFile } from "@/lib/billing/catalog-file/catalog-file";
import { defineCatalog } from "@/lib/billing/catalog-file/define";
import type { FeatureEntry } from "@/lib/billing/catalog-file/texts";
import type { PlanEntry, PriceEntry } from "@/lib/billing/catalog-file/types";
import { setup, type SetupOptions } from "@/lib/billing/setup/setup";
import { statement } from "@/lib/db";
import { everything } from "../support/catalogs/everything";
import { startMirror } from "../support/mirror";

let mirror: Awaited<ReturnType<typeof startMirror>>;
let ours: string;
beforeAll(async () => {
  mirror = await startMirror();
  ours = (await statement<{ id: string }>("ours", "SELECT id FROM installation", []))[0]!.id;
});
afterAll(() => mirror?.stop());
beforeEach(() => mirror.localStripe.clearRequests());

async function run(file: CatalogFile, more: Partial<SetupOptions> = {}) {
  const said: string[] = [];
  const result = await setup({ file, endpoint: null, installation: ours, say: (line) => said.push(line), ...more });
  const [will, done] = [/^ {2}will /, /^ {2}done, \d+ of \d+: /].map((start) =>
    said.filter((line) => start.test(line)).map((line) => line.replace(start, "")),
  );
  return { ...result, said, will: will ?? [], done: done ?? [] };
}

const calls = async (isWrite: boolean) =>
  (await mirror.localStripe.requests()).filter(({ method }) => (method !== "GET") === isWrite);

const priceOf = async (lookupKey: string) =>
  (await mirror.stripe.prices.list({ lookup_keys: [lookupKey], expand: ["data.currency_options"] })).data[0]!;

const seats = { every: "month", seats: "members", minSeats: 3 } as const;

type Codes = readonly ["usd", "eur"];

const FEATURES = {
  export: { en: { title: "Export", sentence: "As CSV." } },
  chat: { en: { title: "Chat", sentence: "Talk." } },
};

/** A catalogue of one plan, with one price unless it's told otherwise. */
const fileOf = (
  price: PriceEntry<Codes, "calls"> | null,
  plan: Partial<PlanEntry<"export" | "chat", Codes, "calls">> = {},
  { features = FEATURES as Record<string, FeatureEntry>, aggregation = "sum" as "sum" | "last", meter = "Calls" } = {},
): CatalogFile =>
  defineCatalog({
    features,
    currencies: ["usd", "eur"],
    meters: { calls: { en: { name: meter, unit: "call" }, aggregation } },
    plans: {
      one: {
        en: { name: "One", description: "A plan." },
        group: "plan",
        features: ["export"],
        prices: price ? { one_month: price } : {},
        ...plan,
      } as PlanEntry<"export" | "chat", Codes, "calls">,
    },
  });

test("everything is set up in one run of as many writes as changes, in the order that it said; the next run reads five lists", async () => {
  const first = await run(everything);
  expect(first.done).toEqual(first.will);
  expect(await calls(true)).toHaveLength(first.changes);
  await mirror.localStripe.clearRequests();
  expect((await run(everything)).will).toEqual([]);
  expect(await calls(true)).toEqual([]);
  expect((await calls(false)).length).toBeLessThanOrEqual(9);
});

test("a dry run shows each field before and after, and a run that isn't confirmed writes nothing", async () => {
  await run(fileOf({ ...seats, amountMinor: 800 }));
  await mirror.localStripe.clearRequests();
  const there = await priceOf("one_month");
  const dearer = fileOf({ ...seats, amountMinor: { usd: 900, eur: 850 } }, { features: ["export", "chat"] });
  const { said } = await run(dearer, { dryRun: true });
  expect(said).toEqual(
    expect.arrayContaining([
      "      metadata.features: export → export chat",
      `  will create the price one_month of One in place of ${there.id}`,
      `  will archive the price one_month (${there.id}) of One`,
      "      amount.usd: 800 → 900",
      "      amount.eur: — → 850",
    ]),
  );
  const asked: number[] = [];
  const { made, changes } = await run(dearer, {
    mayBegin: async (count) => {
      asked.push(count);
      return false;
    },
  });
  expect([made, asked]).toEqual([0, [changes]]);
  expect(await calls(true)).toEqual([]);
});

test("what only another price can have makes one, and archives the old one; a currency more is added", async () => {
  const flat = { every: "month", amountMinor: 800 } as const;
  await run(fileOf(flat));
  const old = await priceOf("one_month");
  await run(fileOf({ ...flat, amountMinor: { usd: 800, eur: 700 } }));
  expect(await priceOf("one_month")).toMatchObject({ id: old.id, currency_options: { eur: { unit_amount: 700 } } });
  const file = fileOf({ ...flat, amountMinor: { usd: 800, eur: 750 } });
  await run(file);
  expect(await priceOf("one_month")).toMatchObject({ active: true, currency_options: { eur: { unit_amount: 750 } } });
  expect(await mirror.stripe.prices.retrieve(old.id)).toMatchObject({ active: false, lookup_key: null });
  expect((await run(file)).will).toEqual([]);
});

test("what was edited at Stripe is repaired on the same price, and other keys stay", async () => {
  const file = fileOf({ ...seats, amountMinor: 1_100 }, { metadata: { tier: "low" } });
  await run(file);
  const { id, product } = await priceOf("one_month");
  await mirror.stripe.prices.update(id, {
    metadata: { per_seat: "", seats: "chosen", min_seats: "7", hidden: "true", mine: "kept" },
    nickname: "Mine",
  });
  await mirror.stripe.products.update(String(product), { name: "Uno", metadata: { tier: "high", mine: "kept" } });
  await run(file);
  expect(await priceOf("one_month")).toMatchObject({
    id,
    nickname: "One Monthly",
    metadata: { per_seat: "true", seats: "members", min_seats: "3", mine: "kept" },
  });
  expect((await priceOf("one_month")).metadata).not.toHaveProperty("hidden");
  expect(await mirror.stripe.products.retrieve(String(product))).toMatchObject({
    name: "One",
    metadata: { tier: "low", mine: "kept" },
  });
});

test("a retired plan, and its default price, are archived, as is one that the file doesn't name; revived, they are the same again", async () => {
  const file = fileOf({ ...seats, amountMinor: 1_200 });
  await run(file);
  const { id, product } = await priceOf("one_month");
  await mirror.stripe.products.update(String(product), { default_price: id });
  for (const off of [fileOf({ ...seats, amountMinor: 1_200 }, { retired: true }), { ...file, plans: [] }]) {
    await run(off);
    expect((await mirror.stripe.prices.retrieve(id)).active).toBe(false);
    expect((await mirror.stripe.products.retrieve(String(product))).active).toBe(false);
    expect((await run(off)).will).toEqual([]);
    await run(file);
    expect(await priceOf("one_month")).toMatchObject({ id, active: true, product });
    expect((await mirror.stripe.products.retrieve(String(product))).active).toBe(true);
  }
});

test("of a price that the file doesn't name any more, what its holders' seats were made to be is repaired", async () => {
  const per = { every: "month", amountMinor: 1_700 } as const;
  await run(fileOf({ ...per, seats: "chosen", minSeats: 4 }));
  const seated = await priceOf("one_month");
  await run(fileOf(per));
  const flat = await priceOf("one_month");
  const last = fileOf({ ...per, amountMinor: 1_750 });
  await run(last);
  for (const { id } of [seated, flat])
    await mirror.stripe.prices.update(id, {
      active: true,
      metadata: { per_seat: id === flat.id ? "true" : "", seats: "members", min_seats: "9", mine: "kept" },
    });
  const { will } = await run(last);
  expect(will.filter((what) => what.startsWith("archive the price"))).toHaveLength(2);
  const [mended, single] = await Promise.all([seated, flat].map(({ id }) => mirror.stripe.prices.retrieve(id)));
  expect(mended).toMatchObject({
    active: false,
    metadata: { per_seat: "true", seats: "chosen", min_seats: "4", mine: "kept" },
  });
  expect([single?.active, single?.metadata.per_seat, single?.metadata.seats]).toEqual([false, undefined, undefined]);
  await mirror.stripe.prices.update(seated.id, { metadata: { per_seat: "" } });
  expect((await run(last, { dryRun: true })).will).toEqual([expect.stringMatching(/^repair the archived price/)]);
  await run(last);
  expect((await run(last)).will).toEqual([]);
});

test("a lookup key of an archived price that a catalogue made before installations had ids is taken over", async () => {
  const product = await mirror.stripe.products.create({ name: "Old", metadata: { catalog_key: "long_gone" } });
  const old = await mirror.stripe.prices.create({
    product: product.id,
    currency: "usd",
    unit_amount: 100,
    recurring: { interval: "month" },
    lookup_key: "gone_month",
  });
  const file = fileOf(null, { prices: { gone_month: { every: "month", amountMinor: 1_800 } } });
  await expect(run(file)).rejects.toThrow(/gone_month of One is at the price/);
  await mirror.stripe.prices.update(old.id, { active: false });
  await run(file);
  expect(await priceOf("gone_month")).toMatchObject({ unit_amount: 1_800, active: true });
  expect((await run(file)).will).toEqual([]);
});

test("a retired plan that Stripe never had isn't made", async () => {
  expect((await run(everything)).said.join("\n")).not.toContain("Classic");
});

test("two prices swap their lookup keys without another price", async () => {
  const both = (month: string, year: string) =>
    fileOf(null, {
      prices: { [month]: { every: "month", amountMinor: 300 }, [year]: { every: "year", amountMinor: 3_000 } },
    });
  await run(both("key_a", "key_b"));
  const [a, b] = [await priceOf("key_a"), await priceOf("key_b")];
  await run(both("key_b", "key_a"));
  expect([(await priceOf("key_b")).id, (await priceOf("key_a")).id]).toEqual([a.id, b.id]);
  expect((await run(both("key_b", "key_a"))).will).toEqual([]);
});

describe("what can't be carried out is refused before anything is changed:", () => {
  test("a lookup key that a product that is not ours holds", async () => {
    await mirror.stripe.prices.create({
      product: String(mirror.price.product),
      currency: "usd",
      unit_amount: 100,
      recurring: { interval: "month" },
      lookup_key: "theirs",
    });
    await mirror.localStripe.clearRequests();
    const file = fileOf(null, { prices: { theirs: { every: "month", amountMinor: 100 } } });
    await expect(run(file)).rejects.toThrow(/theirs of One is at the price price_\w+ of the product Pro/);
    expect(await calls(true)).toEqual([]);
  });

  test("a lookup key that the file has twice", async () => {
    const [plan] = fileOf({ ...seats, amountMinor: 100 }).plans;
    const file = { ...fileOf(null), plans: [plan!, { ...plan!, key: "two" }] };
    await expect(run(file)).rejects.toThrow(/uses the lookup key one_month, which plans.one has already/);
    expect(await calls(true)).toEqual([]);
  });

  test("a meter that counts in another way", async () => {
    await run(fileOf(null));
    await mirror.localStripe.clearRequests();
    await expect(run(fileOf(null, {}, { aggregation: "last" }))).rejects.toThrow(
      /meters.calls.aggregation is "last" .* has "sum", which can't be changed/,
    );
    expect(await calls(true)).toEqual([]);
  });
});

test("a meter that was stopped counts again, under the file's name", async () => {
  const file = fileOf({ every: "month", meter: "calls", amountMinor: 2 });
  await run(file);
  const { id, recurring } = await priceOf("one_month");
  await mirror.stripe.billing.meters.deactivate(recurring!.meter!);
  await run(fileOf({ every: "month", meter: "calls", amountMinor: 2 }, {}, { meter: "API calls" }));
  expect(await mirror.stripe.billing.meters.retrieve(recurring!.meter!)).toMatchObject({
    status: "active",
    display_name: "API calls",
  });
  expect((await priceOf("one_month")).id).toBe(id);
});

test("of two endpoints with one address, which a run leaves that is cut off, nobody knows the secret: one takes their place", async () => {
  const url = "https://app.example.com/api/subscriptions/webhook/";
  const file = fileOf(null);
  const first = await run(file, { endpoint: { url, secretIsKnown: true } });
  await mirror.stripe.webhookEndpoints.create({ url, enabled_events: ["*"] });
  const second = await run(file, { endpoint: { url, secretIsKnown: true } });
  expect([first, second].map(({ webhookSecret }) => webhookSecret?.slice(0, 6))).toEqual(["whsec_", "whsec_"]);
  expect((await mirror.stripe.webhookEndpoints.list()).data.filter((one) => one.url === url)).toHaveLength(1);
  expect((await run(file, { endpoint: { url, secretIsKnown: true } })).will).toEqual([]);
});

test("who loses a feature is counted, also in a dry run, but not where it got another id with `was`", async () => {
  const price = { every: "month", amountMinor: 1_400 } as const;
  await run(fileOf(price, { features: ["export", "chat:9"] }));
  const customer = await mirror.customer();
  await mirror.subscription(customer, { items: [{ price: (await priceOf("one_month")).id }] });
  await mirror.sync();
  const warnings = async (file: CatalogFile) =>
    (await run(file, { dryRun: true })).said.filter((line) => line.includes("warning"));
  expect(await warnings(fileOf(price, { features: ["chat:5"] }))).toEqual([
    "  warning: the feature export is taken from One: 1 workspace has it.",
    "  warning: the feature chat goes from 9 to 5 in One: 1 workspace has it.",
  ]);
  const renamed = (was?: string) => ({
    features: { chat: FEATURES.chat, csv: { ...FEATURES.export, ...(was && { was }) } },
  });
  const plan = { features: ["csv", "chat"] } as never;
  expect(await warnings(fileOf(price, plan, renamed()))).toHaveLength(1);
  expect(await warnings(fileOf(price, plan, renamed("export")))).toEqual([]);
});

test("a plan that somebody has and the file doesn't name any more is a warning, until the file names it as retired", async () => {
  const price = { every: "month", amountMinor: 1_450 } as const;
  await run(fileOf(price));
  await mirror.subscription(await mirror.customer(), { items: [{ price: (await priceOf("one_month")).id }] });
  await mirror.sync();
  const warnings = async (file: CatalogFile) => (await run(file)).said.filter((line) => line.includes("warning"));
  const without = { ...fileOf(price), plans: [] };
  for (const _run of ["first", "second"])
    expect(await warnings(without)).toEqual([
      expect.stringMatching(
        /^ {2}warning: \d+ workspaces? ha(s|ve) One, which the file doesn't name any more\. Keep plans\.one with "retired: true"/,
      ),
    ]);
  expect(await warnings(fileOf(price, { retired: true }))).toEqual([]);
});
