import { afterAll, beforeAll, expect, test } from "vitest";
import { listForAnyone } from "@/lib/billing/catalog/subscribable";
import { everything } from "../support/catalogs/everything";
import { sellAll } from "../support/catalogs/sell-all";
import { type Mirror, startMirror } from "../support/mirror";

// The list that callers rely on, where a price is no single amount: its fields and order stay, and what doesn't fit is null.

let mirror: Mirror;
let keys: Map<string, string>;
beforeAll(async () => {
  const started = await startMirror();
  mirror = started;
  await started.stripe.products.update(String(started.price.product), { active: false });
  const ids = await sellAll(started.stripe, everything);
  keys = new Map([...ids].map(([key, id]) => [id, key]));
  await started.sync();
});
afterAll(() => mirror?.stop());

type Row = { price_id: string; price: number | null; freq: string; currency: string };

const listed = async (currency?: string) =>
  (JSON.parse((await listForAnyone(currency)).body) as Row[]).map(({ price_id, price, freq, currency: code }) => [
    keys.get(price_id),
    price,
    freq,
    code,
  ]);

// What usage costs, what a set-up costs, and what is hidden or retired is in no row.
test("each price is one row with one seat's amount, or with none, by the lowest amount for a month", async () => {
  const rows = await listed();
  expect(rows.slice(0, -2)).toEqual([
    ["free_month", 0, "month_1", "usd"],
    ["team_month", 800, "month_1", "usd"],
    ["team_year", null, "year_1", "usd"],
    ["solo_month", 1_200, "month_1", "usd"],
    ["solo_quarter", 3_300, "month_3", "usd"],
    ["solo_year", 12_000, "year_1", "usd"],
    ["studio_month", 2_000, "month_1", "usd"],
    ["studio_year", null, "year_1", "usd"],
    ["phone_month", 3_000, "month_1", "usd"],
    ["build_month", 4_900, "month_1", "usd"],
  ]);
  // Without an amount they come last, by their products' ids.
  expect(rows.slice(-2).toSorted()).toEqual([
    ["calls_month", null, "month_1", "usd"],
    ["packs_month", null, "month_1", "usd"],
  ]);
});

test("in another of its currencies a price costs what it costs there; what isn't sold in it is no row", async () => {
  expect((await listed("eur")).slice(0, -2)).toEqual([
    ["free_month", 0, "month_1", "eur"],
    ["team_month", 700, "month_1", "eur"],
    ["team_year", null, "year_1", "eur"],
    ["solo_month", 1_100, "month_1", "eur"],
    ["solo_quarter", 3_000, "month_3", "eur"],
    ["solo_year", 11_000, "year_1", "eur"],
    ["studio_month", 1_900, "month_1", "eur"],
    ["studio_year", null, "year_1", "eur"],
    ["phone_month", 2_800, "month_1", "eur"],
    ["build_month", 4_500, "month_1", "eur"],
  ]);
  expect(await listed("jpy")).toEqual([
    ["free_month", 0, "month_1", "jpy"],
    ["solo_month", 1_800, "month_1", "jpy"],
    ["solo_quarter", 4_900, "month_3", "jpy"],
    ["solo_year", 18_000, "year_1", "jpy"],
  ]);
  expect(await listed("gbp")).toEqual([]);
});
