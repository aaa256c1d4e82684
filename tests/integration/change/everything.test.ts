/**
 * Every change of plan in a catalog with every shape of price: what the page says, where it is confirmed, and what Stripe
 * then has and charges, to the cent.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type PlanChange, previewPlanChange } from "@/lib/billing/portal/plan-change";
import { syncObject } from "@/lib/billing/mirror/sync";
import { setClock } from "@/lib/clock";
import { everything } from "../../support/catalogs/everything";
import { startMirror } from "../../support/mirror";
import { besides, choosable, priceNamed, retire, type Sold, type SoldFile, sellFile } from "../../support/sell-file";
import { itemsNow, itemsOf, makeChange } from "./compare";
import { advance, bring, DAY, goTo, invoicesOf, type Person, type Prices, setPortal, subscribeAt } from "./people";

const START = Date.UTC(2026, 10, 3, 9, 30) / 1000;
const NOW = START + 9 * DAY + 4_321;
const NEXT_MONTH = Date.UTC(2026, 11, 3, 9, 30) / 1000;
const HOUR = 3600;
const MEMBERS = 4;
const CHOSEN = 6;
const USED = { api_calls: 5_000, storage_gb: 250 };

/**
 * From each price (a row) to each other (a column): at once (`now`) or when the period ends (`end`), in Stripe's portal
 * (`*`) or on our page. What no column has is sold to nobody, or only to whom it is offered.
 */
const TABLE = `
free_month: solo_month now*, solo_quarter now*, solo_year now*, team_month now, team_year now, studio_month now*, studio_year now, build_month now
solo_month: free_month end*, solo_quarter now, solo_year now, team_month now, team_year now, studio_month now*, studio_year now, build_month now
solo_quarter: free_month end*, solo_month end*, solo_year now, team_month end, team_year now, studio_month end*, studio_year now, build_month end
solo_year: free_month end*, solo_month end*, solo_quarter end*, team_month end, team_year now, studio_month end*, studio_year now, build_month end
team_month: free_month end*, solo_month end*, solo_quarter now, solo_year now, team_year now, studio_month now*, studio_year now, build_month now
team_year: free_month end, solo_month end, solo_quarter end, solo_year end, team_month end, studio_month end, studio_year now, build_month end
studio_month: free_month end*, solo_month end*, solo_quarter now, solo_year now, team_month end, team_year now, studio_year now, build_month end
studio_year: free_month end, solo_month end, solo_quarter end, solo_year end, team_month end, team_year end, studio_month end, build_month end
build_month: free_month end, solo_month end, solo_quarter now, solo_year now, team_month end, team_year now, studio_month now, studio_year now
build_month_negotiated: free_month end, solo_month end, solo_quarter now, solo_year now, team_month end, team_year now, studio_month now, studio_year now, build_month now
classic_month: free_month end*, solo_month now*, solo_quarter now*, solo_year now*, team_month now, team_year now, studio_month now*, studio_year now, build_month now
enterprise_year: free_month end*, solo_month end*, solo_quarter end*, solo_year end*, team_month end, team_year end, studio_month end*, studio_year end, build_month end
phone_week: phone_month now
`;

const ALL = choosable(everything);
const isSold = ({ price }: Sold) => !price.isRetired && !price.isHidden;
const fits = (from: Sold, to: Sold) =>
  from.plan === to.plan || (from.plan.group !== null && from.plan.group === to.plan.group);
const PAIRS = ALL.flatMap((from) =>
  ALL.filter((to) => to !== from && isSold(to) && fits(from, to)).map((to) => ({ from, to })),
);
const nameOf = ({ price }: Sold) => price.lookupKey;

let mirror: Awaited<ReturnType<typeof startMirror>>;
let sold: SoldFile;
let colleagues: string[];
/** One of each pair, who has the first price. */
const holders = new Map<string, Person>();

beforeAll(async () => {
  mirror = await startMirror();
  const { stripe } = mirror;
  sold = await sellFile(stripe, everything);
  await mirror.sync();
  const inPortal = ALL.filter(({ price }) => price.quantity.kind !== "metered" && !price.tiersMode && !price.isHidden);
  const listed = Object.fromEntries(inPortal.map((one) => [nameOf(one), priceOf(one)]));
  await setPortal(mirror, listed as unknown as Prices, {
    proration_behavior: "always_invoice",
    trial_update_behavior: "continue_trial",
    schedule_at_period_end: { conditions: [{ type: "decreasing_item_amount" }, { type: "shortening_interval" }] },
  });
  colleagues = await Promise.all(Array.from({ length: MEMBERS - 1 }, async () => (await mirror.user()).userId));
  // A clock takes three customers.
  for (let at = 0; at < PAIRS.length; at += 3) {
    const clock = await newClock();
    const some = PAIRS.slice(at, at + 3);
    for (const pair of some) holders.set(key(pair), await holder(pair.from, clock));
    await advance(mirror, clock, NOW);
    for (const pair of some) await use(holders.get(key(pair))!, pair.from);
  }
  for (const id of await retire(stripe, everything, sold)) await syncObject("price", id);
});
afterAll(() => mirror?.stop());

const key = ({ from, to }: { from: Sold; to: Sold }) => `${nameOf(from)} to ${nameOf(to)}`;
const priceOf = (one: Sold) => priceNamed(sold.prices, nameOf(one));
const companionsOf = (one: Sold) => besides(one).map(({ lookupKey }) => priceNamed(sold.prices, lookupKey));

const seatsOf = ({ price: { quantity } }: Sold, chosen: number): number | undefined => {
  if (quantity.kind === "metered") return undefined;
  if (quantity.kind === "one") return 1;
  return Math.max(quantity.min ?? 1, MEMBERS, quantity.follows === "chosen" ? chosen : 0);
};

const newClock = async (): Promise<string> =>
  (await mirror.stripe.testHelpers.testClocks.create({ frozen_time: START })).id;

async function holder(of: Sold, clock: string, currency = "usd"): Promise<Person> {
  const quantity = seatsOf(of, CHOSEN);
  const items = [
    { price: priceOf(of).id, ...(quantity !== undefined && { quantity }) },
    ...companionsOf(of).map(({ id }) => ({ price: id })),
  ];
  const person = await subscribeAt(mirror, START, priceOf(of), { items, currency }, clock);
  await mirror.database.pool.query(
    "INSERT INTO membership (user_id, workspace_id, role) SELECT unnest($1::uuid[]), $2, 'member'",
    [colleagues, person.workspaceId],
  );
  return person;
}

/** What was used until now. */
async function use({ customerId: customer }: Person, of: Sold): Promise<void> {
  const metered = [of.price, ...besides(of)].flatMap(({ quantity }) =>
    quantity.kind === "metered" ? quantity.meter : [],
  );
  for (const meter of metered)
    await mirror.localStripe.use({
      customer,
      meter: sold.meters.get(meter) ?? "",
      total: USED[meter as keyof typeof USED],
    });
}

/** What the subscription has to have afterwards. */
const wanted = ({ from, to }: { from: Sold; to: Sold }) => {
  const { quantity } = from.price;
  const chosen = quantity.kind === "seats" && quantity.follows === "chosen" ? CHOSEN : 0;
  return itemsOf([
    { price: priceOf(to).id, quantity: seatsOf(to, chosen) },
    ...companionsOf(to).map(({ id }) => ({ price: id })),
  ]);
};

const change = (person: Person, pair: { from: Sold; to: Sold }): Promise<PlanChange> =>
  makeChange(mirror, person, priceOf(pair.to), wanted(pair));

test("what is in no row is refused, in words that say why", async () => {
  for (const from of ALL) {
    const known = PAIRS.find((pair) => pair.from === from);
    const person = known ? holders.get(key(known))! : await holder(from, await newClock());
    for (const to of ALL) {
      if (PAIRS.some((pair) => pair.from === from && pair.to === to)) continue;
      const asked = previewPlanChange(person.user, person.workspaceId, priceOf(to).id);
      const code = !isSold(to) ? "price_not_available" : to === from ? "already_subscribed" : "no_subscription";
      await expect(asked, `${nameOf(from)} to ${nameOf(to)}`).rejects.toMatchObject({ code });
    }
  }
});

const waiting: { pair: (typeof PAIRS)[number]; person: Person; change: PlanChange }[] = [];

test("each change is what the page says, where it says", async () => {
  const rows = new Map<string, string[]>();
  for (const pair of PAIRS) {
    const person = holders.get(key(pair))!;
    await bring(mirror, person);
    const made = await change(person, pair).catch((error: Error) => {
      error.message = `${key(pair)}: ${error.message}`;
      throw error;
    });
    if (made.begins === "period_end") waiting.push({ pair, person, change: made });
    const cell = `${made.begins === "period_end" ? "end" : "now"}${made.road === "portal" ? "*" : ""}`;
    rows.set(nameOf(pair.from), [...(rows.get(nameOf(pair.from)) ?? []), `${nameOf(pair.to)} ${cell}`]);
  }
  const table = [...rows].map(([from, cells]) => `${from}: ${cells.join(", ")}`).join("\n");
  expect(`\n${table}\n`).toBe(TABLE);
});

test("what waits is billed when the month ends, with what was used until then", async () => {
  const monthly = waiting.filter(({ change }) => change.invoice.at.getTime() / 1000 === NEXT_MONTH);
  expect(monthly.length).toBeGreaterThan(10);
  for (const clock of new Set(monthly.map(({ person }) => person.clockId)))
    await advance(mirror, clock, NEXT_MONTH + 2 * HOUR);
  for (const { pair, person, change } of monthly) {
    const [bill] = await invoicesOf(mirror, person);
    const used = besides(pair.from).length > 0 ? 1_000 + 1_500 : 0;
    expect([change.endsUse, change.withUse], key(pair)).toEqual([used > 0, used > 0]);
    const billed = { amount_due: (change.invoice.amountDueMinor ?? 0) + used, status: "paid" };
    expect(bill, key(pair)).toMatchObject({ billing_reason: "subscription_cycle", ...billed });
    expect(await itemsNow(mirror, person), key(pair)).toEqual(wanted(pair));
  }
});

describe("somebody who pays in another currency", () => {
  const solo = ALL.find((one) => nameOf(one) === "solo_month")!;
  const others = PAIRS.filter(({ from }) => from === solo);
  const isIn = (currency: string, { plan, price }: Sold) =>
    [price, ...besides({ plan, price })].every(({ costs }) => currency in costs);

  test.each(["eur", "jpy"])("in %s changes in it to what is sold in it, and else is told why not", async (currency) => {
    setClock(new Date(START * 1000));
    for (const pair of others) {
      const person = await holder(solo, await newClock(), currency);
      await goTo(mirror, person, NOW);
      const asked = change(person, pair);
      if (isIn(currency, pair.to)) expect((await asked).currency, key(pair)).toBe(currency);
      else
        await expect(asked, key(pair)).rejects.toMatchObject({
          code: "other_currency",
          extras: { currency, binds: [{ kind: "subscription", currency, workspace_id: person.workspaceId }] },
        });
    }
    expect(others.filter(({ to }) => isIn(currency, to))).toHaveLength(currency === "eur" ? 8 : 3);
  });
});
