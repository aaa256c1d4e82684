/**
 * Our change page and the portal agree, whatever the portal's configuration says: what our page shows is what is then
 * charged and planned at Stripe, to the cent and to the second, and the portal's own page says the same.
 */
import type Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { confirmPlanChange } from "@/lib/billing/portal/confirm";
import { type PlanChange, previewPlanChange } from "@/lib/billing/portal/plan-change";
import { isFull } from "../../support/depth";
import { startMirror } from "../../support/mirror";
import { pairwise } from "../../support/pairwise";
import {
  bring,
  confirmInPortal,
  DAY,
  goTo,
  invoicesOf,
  type Person,
  payWith,
  type Prices,
  sellPlans,
  setPortal,
  subscribeAt,
} from "./people";

let mirror: Awaited<ReturnType<typeof startMirror>>;
let prices: Prices;
let coupon: string;
beforeAll(async () => {
  mirror = await startMirror();
  prices = await sellPlans(mirror);
  coupon = (await mirror.stripe.coupons.create({ percent_off: 20, duration: "forever" })).id;
});
afterAll(() => mirror?.stop());

const START = Date.UTC(2026, 10, 3, 9, 30) / 1000;
const HOUR = 3600;

const PRORATIONS = ["none", "create_prorations", "always_invoice"] as const;
const WAITS = [
  [],
  ["decreasing_item_amount"],
  ["shortening_interval"],
  ["decreasing_item_amount", "shortening_interval"],
] as const;
const ANCHORS = ["unchanged", "now"] as const;

const CHANGES = {
  up: ["pro_month", "big_month"],
  "up by the year": ["small_year", "big_year"],
  down: ["pro_month", "small_month"],
  "down by the year": ["big_year", "pro_year"],
  "to a longer interval": ["pro_month", "pro_year"],
  "to a longer interval of a bigger plan": ["small_month", "big_year"],
  "to a longer interval of a smaller plan": ["big_month", "small_year"],
  "to a shorter interval": ["pro_year", "pro_month"],
  "to a shorter interval of a bigger plan": ["small_year", "big_month"],
} as const;
const SITUATIONS = ["plain", "discount", "credit", "past due", "discount and credit"] as const;
type Situation = (typeof SITUATIONS)[number];

const conditions = (waits: readonly string[]) => ({
  conditions: waits.map((type) => ({ type: type as "shortening_interval" })),
});

async function someone(from: Stripe.Price, situation: Situation, trial = false): Promise<Person> {
  const discounts = situation.startsWith("discount") ? [{ coupon }] : undefined;
  const person = await subscribeAt(mirror, START, from, {
    ...(discounts && { discounts }),
    ...(trial && { trial_end: START + 14 * DAY }),
  });
  let at = START + 9 * DAY + 4_321;
  if (situation === "past due") {
    await payWith(mirror, person.customerId, "pm_card_chargeCustomerFail");
    const [item] = (await mirror.stripe.subscriptions.retrieve(person.subscriptionId)).items.data;
    await goTo(mirror, person, (item?.current_period_end ?? 0) + 2 * HOUR);
    await payWith(mirror, person.customerId, "pm_card_visa");
    at = (item?.current_period_end ?? 0) + 5 * DAY;
  }
  if (situation.endsWith("credit")) await mirror.stripe.customers.update(person.customerId, { balance: -777 });
  await goTo(mirror, person, at);
  return person;
}

const money = (minor: number) => `$${(minor / 100).toLocaleString("en", { minimumFractionDigits: 2 })}`;
const seconds = (at: Date) => at.getTime() / 1000;
const day = (at: Date) => new Intl.DateTimeFormat("en", { dateStyle: "long", timeZone: "UTC" }).format(at);

/** What the portal's page must say of the same change. */
function said({ begins, invoice, endsAt }: PlanChange): string {
  const due = invoice.amountDueMinor ?? 0;
  if (begins === "ends_trial") return "Your trial ends now";
  if (begins === "period_end") return `Nothing is charged now. You keep`;
  if (invoice.isToday) return `${money(due)} is charged now`;
  return endsAt ? "The plan stays canceled" : "Nothing is charged now.";
}

async function agree(person: Person, to: Stripe.Price): Promise<PlanChange> {
  const { user, workspaceId, subscriptionId, customerId } = person;
  const before = await invoicesOf(mirror, person);
  const change = await previewPlanChange(user, workspaceId, to.id);
  const { begins, invoice, creditMinor } = change;
  if (change.road === "portal") {
    const portal = await confirmInPortal(person, to);
    expect(portal.says).toContain(said(change));
    if (begins === "period_end" || (begins === "now" && !invoice.isToday))
      expect(portal.says).toContain(day(invoice.at));
    expect([portal.status, portal.after]).toEqual([200, expect.not.stringContaining("declined")]);
  } else await confirmPlanChange(user, { workspaceId, priceId: to.id, begins });

  const subscription = await mirror.stripe.subscriptions.retrieve(subscriptionId, { expand: ["schedule"] });
  const after = await invoicesOf(mirror, person);
  const schedule = subscription.schedule as Stripe.SubscriptionSchedule | null;
  if (begins === "period_end") {
    expect(schedule?.phases[1]).toMatchObject({ start_date: seconds(invoice.at), items: [{ price: to.id }] });
    expect(after).toHaveLength(before.length);
  } else {
    expect(schedule).toBeNull();
    expect(subscription.items.data[0]?.price.id).toBe(to.id);
    expect(after).toHaveLength(before.length + (invoice.isToday ? 1 : 0));
  }
  if (invoice.isToday) {
    expect(after[0]).toMatchObject({ amount_due: invoice.amountDueMinor, status: "paid" });
    expect(Math.max(0, -(after[0]?.total ?? 0))).toBe(creditMinor);
    expect(invoice.lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0)).toBe(
      creditMinor > 0 ? -creditMinor : invoice.amountDueMinor,
    );
    return change;
  }
  // The day that the page named, and what is charged on it.
  await bring(mirror, person);
  await goTo(mirror, person, seconds(invoice.at) + 2 * HOUR);
  const later = await invoicesOf(mirror, person);
  const cycle = later.filter(({ id }) => !after.some((one) => one.id === id));
  expect(cycle).toHaveLength(1);
  expect((await mirror.stripe.subscriptions.retrieve(subscriptionId)).items.data[0]?.price.id).toBe(to.id);
  if (invoice.amountDueMinor !== null) expect(cycle[0]?.amount_due).toBe(invoice.amountDueMinor);
  expect(customerId).toBe(cycle[0]?.customer);
  return change;
}

type Row = [
  (typeof PRORATIONS)[number],
  (typeof WAITS)[number],
  (typeof ANCHORS)[number],
  keyof typeof CHANGES,
  Situation,
];
const NAMES = Object.keys(CHANGES) as (keyof typeof CHANGES)[];
/** Every configuration with every change, in the situations by turns; with the anchor now every other change. */
function wholeTable(): Row[] {
  let turn = 0;
  const rows: Row[] = [];
  for (const proration of PRORATIONS)
    for (const waits of WAITS)
      for (const anchor of ANCHORS) {
        const changes = NAMES.filter((_, index) => anchor === "unchanged" || (index + turn) % 2 === 0);
        for (const change of changes) {
          const situation = SITUATIONS[turn++ % SITUATIONS.length] as Situation;
          rows.push([proration, waits, anchor, change, situation]);
        }
      }
  return rows;
}

/** Any two values meet, and every configuration has a change. */
function smallTable(): Row[] {
  const rows = pairwise<Row>(PRORATIONS, WAITS, ANCHORS, NAMES, SITUATIONS);
  for (const row of wholeTable())
    if (!rows.some((one) => one[0] === row[0] && one[1] === row[1] && one[2] === row[2])) rows.push(row);
  return rows;
}
const rows = isFull ? wholeTable() : smallTable();

describe.each(PRORATIONS)("with %s", (proration_behavior) => {
  describe.each(WAITS.map((waits) => [waits.join(" and ") || "nothing", waits] as const))(
    "when %s waits",
    (_, waits) => {
      test.each(ANCHORS)("and the anchor %s, every change is what the page says", async (billing_cycle_anchor) => {
        await setPortal(mirror, prices, {
          proration_behavior,
          billing_cycle_anchor,
          schedule_at_period_end: conditions(waits),
        });
        const here = rows.filter(
          (row) => row[0] === proration_behavior && row[1] === waits && row[2] === billing_cycle_anchor,
        );
        expect(here.length).toBeGreaterThan(0);
        for (const [, , , name, situation] of here) {
          const [from, to] = CHANGES[name];
          const person = await someone(prices[from], situation);
          await agree(person, prices[to]).catch((error: Error) => {
            error.message = `${name}, ${situation}: ${error.message}`;
            throw error;
          });
        }
      });
    },
  );
});
