/** Changes that our own page confirms, and what is planned: who pays when, what a declined card does, what is dropped. */
import type Stripe from "stripe";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { getDashboard } from "@/lib/billing/dashboard/dashboard";
import { IS_PLANNED_ELSEWHERE } from "@/lib/billing/hand-over/rows";
import { confirmPlanChange } from "@/lib/billing/portal/confirm";
import { getOffer } from "@/lib/billing/catalog/offer";
import { previewPlanChange } from "@/lib/billing/portal/plan-change";
import { openPortal } from "@/lib/billing/portal/session";
import { dropPlanned } from "@/lib/billing/schedules/drop";
import { readChanges, withPlanned } from "@/lib/billing/schedules/read";
import { alignSeats } from "@/lib/billing/seats/align";
import { syncObject } from "@/lib/billing/mirror/sync";
import { METADATA } from "@/lib/stripe/metadata";
import { rowOf } from "../../support/billing";
import { startMirror } from "../../support/mirror";
import {
  bring,
  confirmInPortal,
  DAY,
  goTo,
  invoicesOf,
  payWith,
  type Person,
  type Prices,
  sellPlans,
  setPortal,
  subscribeAt,
} from "./people";
import { claimOf } from "../../support/claim";

let mirror: Awaited<ReturnType<typeof startMirror>>;
let prices: Prices;
beforeAll(async () => {
  mirror = await startMirror();
  prices = await sellPlans(mirror);
});
afterAll(() => mirror?.stop());

const listPlanned = async (workspaceId: string) => (await readChanges(workspaceId)).planned;
beforeEach(() => setPortal(mirror, prices, AS_SET_UP));

const START = Date.UTC(2026, 10, 3, 9, 30) / 1000;
const HOUR = 3600;

/** What `stripe:setup` sets. */
const AS_SET_UP: Parameters<typeof setPortal>[2] = {
  proration_behavior: "always_invoice",
  trial_update_behavior: "continue_trial",
  schedule_at_period_end: { conditions: [{ type: "decreasing_item_amount" }, { type: "shortening_interval" }] },
};

const preview = ({ user, workspaceId }: Person, price: Stripe.Price) => previewPlanChange(user, workspaceId, price.id);
const confirm = ({ user, workspaceId }: Person, price: Stripe.Price, begins = "now") =>
  confirmPlanChange(user, { workspaceId, priceId: price.id, begins });
const priceNow = async ({ subscriptionId }: Person) =>
  (await mirror.stripe.subscriptions.retrieve(subscriptionId)).items.data[0]?.price.id;

async function afterDays(price: Stripe.Price, days = 10, more: Partial<Stripe.SubscriptionCreateParams> = {}) {
  const person = await subscribeAt(mirror, START, price, more);
  await goTo(mirror, person, START + days * DAY);
  return person;
}

test("a hidden price that was offered is changed to here, also where the copy doesn't know what the portal lists", async () => {
  const person = await afterDays(prices.pro_month);
  const hidden = await mirror.stripe.prices.create({
    product: String(prices.big_month.product),
    currency: "usd",
    unit_amount: 7_700,
    recurring: { interval: "month" },
    metadata: { [METADATA.hidden]: "true" },
  });
  await bring(mirror, person);
  await syncObject("price", hidden.id);
  await mirror.database.pool.query(
    `INSERT INTO price_offer (id, price_id, workspace_id, until, offered_by, offered_at)
     VALUES (gen_random_uuid(), $1, $2, now() + interval '9 years', 'sales', now())`,
    [hidden.id, person.workspaceId],
  );
  await mirror.database.pool.query("UPDATE portal_configuration SET plan_change = plan_change || '{\"prices\": null}'");
  expect(await preview(person, hidden)).toMatchObject({ road: "api", begins: "now" });
  await confirm(person, hidden);
  expect(await priceNow(person)).toBe(hidden.id);
});

describe("a year that costs less per day than the month", () => {
  test("is confirmed here, begins at once and is paid at once", async () => {
    const person = await afterDays(prices.pro_month);
    const change = await preview(person, prices.pro_year);
    expect(change).toMatchObject({ road: "api", begins: "now", isCertain: true, invoice: { isToday: true } });
    await confirm(person, prices.pro_year);
    const [invoice] = await invoicesOf(mirror, person);
    expect(invoice).toMatchObject({ status: "paid", amount_paid: change.invoice.amountDueMinor });
    expect(await rowOf(mirror, "invoice", invoice?.id ?? "")).toMatchObject({ status: "paid" });
    expect(await priceNow(person)).toBe(prices.pro_year.id);
  });

  test("is led to our page by the endpoint that opens the portal, too", async () => {
    const { user, workspaceId } = await afterDays(prices.pro_month);
    const change = (price: Stripe.Price) =>
      openPortal(user, { workspaceId, flow: "subscription_update_confirm", priceId: price.id });
    expect((await change(prices.pro_year)).url).toMatch(/\/dashboard\/change\?workspace=.+&price=price_/);
    expect((await change(prices.big_month)).url).toContain("/p/session/");
  });

  test("is made once, however often it is confirmed at the same time", async () => {
    const person = await afterDays(prices.pro_month);
    const outcomes = await Promise.allSettled([1, 2, 3, 4].map(() => confirm(person, prices.pro_year)));
    expect(outcomes.some(({ status }) => status === "fulfilled")).toBe(true);
    const paid = (await invoicesOf(mirror, person)).filter(
      ({ billing_reason }) => billing_reason === "subscription_update",
    );
    expect(paid).toHaveLength(1);
    await expect(confirm(person, prices.pro_year)).rejects.toMatchObject({ code: "already_subscribed" });
  });

  test("changes nothing while its card is declined, and is made with another one", async () => {
    const person = await afterDays(prices.pro_month);
    await payWith(mirror, person.customerId, "pm_card_chargeCustomerFail");
    const refused = await confirm(person, prices.pro_year).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "change_unpaid", extras: { href: expect.stringContaining("http") } });
    expect(await priceNow(person)).toBe(prices.pro_month.id);
    expect(await rowOf(mirror, "subscription", person.subscriptionId)).toMatchObject({ status: "active" });
    await payWith(mirror, person.customerId, "pm_card_visa");
    await confirm(person, prices.pro_year);
    expect(await priceNow(person)).toBe(prices.pro_year.id);
    const statuses = (await invoicesOf(mirror, person)).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual(["paid", "paid", "void"]);
  });

  test("is refused by a method that can't wait for its payment, and nothing has changed", async () => {
    const person = await afterDays(prices.pro_month);
    await payWith(mirror, person.customerId, "pm_card_chargeCustomerFail");
    await mirror.database.pool.query("UPDATE payment_method SET type = 'sepa_debit' WHERE customer_id = $1", [
      person.customerId,
    ]);
    await expect(confirm(person, prices.pro_year)).rejects.toMatchObject({ code: "payment_declined" });
    expect(await priceNow(person)).toBe(prices.pro_month.id);
    expect(await invoicesOf(mirror, person)).toHaveLength(1);
  });

  test("costs nothing in a trial until it ends", async () => {
    const person = await subscribeAt(mirror, START, prices.pro_month, { trial_end: START + 14 * DAY });
    const change = await preview(person, prices.pro_year);
    expect(change).toMatchObject({ begins: "in_trial", invoice: { isToday: false, amountDueMinor: 29_000 } });
    await confirmInPortal(person, prices.pro_year);
    await goTo(mirror, person, START + 14 * DAY + 2 * HOUR);
    expect((await invoicesOf(mirror, person))[0]).toMatchObject({ amount_paid: 29_000 });
  });

  test("goes to the portal for a subscription that no checkout of ours made, and only the portal can tell", async () => {
    const person = await afterDays(prices.pro_month);
    // As of one that was made in the Dashboard.
    await mirror.stripe.subscriptions.update(person.subscriptionId, { metadata: { [METADATA.userId]: "" } });
    await bring(mirror, person);
    expect(await preview(person, prices.pro_year)).toMatchObject({ road: "portal", isCertain: false });
    await expect(confirm(person, prices.pro_year)).rejects.toMatchObject({ code: "change_looks_different" });
  });

  test("is not made when the page showed something else", async () => {
    const person = await afterDays(prices.pro_month);
    await expect(confirm(person, prices.pro_year, "period_end")).rejects.toMatchObject({
      code: "change_looks_different",
    });
    expect(await priceNow(person)).toBe(prices.pro_month.id);
  });
});

describe("an upgrade in the portal with a card that fails", () => {
  test.each(["undo", "keep"] as const)("(%s) is what Stripe makes of it, and we know it", async (outcome) => {
    await mirror.localStripe.billing({ portal_declined_update: outcome });
    const person = await afterDays(prices.pro_month);
    await payWith(mirror, person.customerId, "pm_card_chargeCustomerFail");
    const portal = await confirmInPortal(person, prices.big_month);
    await bring(mirror, person);
    const undone = outcome === "undo";
    expect(portal.status).toBe(undone ? 402 : 200);
    expect(await priceNow(person)).toBe(undone ? prices.pro_month.id : prices.big_month.id);
    expect(await rowOf(mirror, "subscription", person.subscriptionId)).toMatchObject({
      status: undone ? "active" : "past_due",
    });
    await mirror.localStripe.billing({ portal_declined_update: "undo" });
  });
});

describe("a plan of the period's end", () => {
  const dashboard = async ({ user, workspaceId }: Person) => {
    const planned = await listPlanned(workspaceId);
    const shown = await getDashboard(await claimOf(user.id), workspaceId);
    return { planned, next: shown?.subscriptions.map((one) => withPlanned(one, planned).nextPayment)[0] };
  };

  test("is on the dashboard with its day, and the next payment is that of the new plan", async () => {
    const person = await afterDays(prices.pro_month);
    const change = await preview(person, prices.small_month);
    expect(change).toMatchObject({ begins: "period_end", road: "portal", invoice: { amountDueMinor: 900 } });
    await confirmInPortal(person, prices.small_month);
    await bring(mirror, person);
    const { planned, next } = await dashboard(person);
    expect(planned).toMatchObject([
      { at: change.invoice.at, items: [{ planName: "small", unitAmountMinor: 900 }], canBeDropped: true },
    ]);
    expect(next).toMatchObject({ at: change.invoice.at, amountMinor: 900, beside: [] });
    await goTo(mirror, person, change.invoice.at.getTime() / 1000 + 2 * HOUR);
    expect((await dashboard(person)).planned).toEqual([]);
    expect(await priceNow(person)).toBe(prices.small_month.id);
  });

  test("can be dropped by the payer, and the plan renews as it was", async () => {
    const person = await afterDays(prices.pro_month);
    await confirmInPortal(person, prices.small_month);
    await bring(mirror, person);
    await dropPlanned(person.user, person.workspaceId, person.subscriptionId);
    const { planned, next } = await dashboard(person);
    expect([planned, next]).toMatchObject([[], { amountMinor: 2_900 }]);
    await goTo(mirror, person, START + 32 * DAY);
    expect(await priceNow(person)).toBe(prices.pro_month.id);
  });

  test("is dropped by a change that we make at once, and the page says so", async () => {
    const person = await afterDays(prices.pro_month);
    await confirmInPortal(person, prices.small_month);
    await bring(mirror, person);
    const change = await preview(person, prices.pro_year);
    expect(change.dropsPlanOf).toEqual((await listPlanned(person.workspaceId))[0]?.at);
    await confirm(person, prices.pro_year);
    await bring(mirror, person);
    expect(await listPlanned(person.workspaceId)).toEqual([]);
    expect(await priceNow(person)).toBe(prices.pro_year.id);
  });

  test("stays where the change at once is refused, and where its card is declined", async () => {
    const person = await afterDays(prices.pro_month);
    await confirmInPortal(person, prices.small_month);
    await bring(mirror, person);
    const before = await listPlanned(person.workspaceId);
    expect((await getOffer(person.user.id, person.workspaceId)).planned).toEqual([
      { priceId: prices.small_month.id, at: before[0]?.at.toISOString() },
    ]);
    expect(before).toMatchObject([{ items: [{ priceId: prices.small_month.id }] }]);
    await payWith(mirror, person.customerId, "pm_card_chargeCustomerFail");
    await mirror.database.pool.query("UPDATE payment_method SET type = 'sepa_debit' WHERE customer_id = $1", [
      person.customerId,
    ]);
    await expect(confirm(person, prices.pro_year)).rejects.toMatchObject({ code: "payment_declined" });
    const refusal = { method: "POST", path: `/v1/subscriptions/${person.subscriptionId}`, kind: "status", status: 400 };
    await mirror.localStripe.fault({ ...refusal, kind: "status", times: 1 });
    await expect(confirm(person, prices.pro_year)).rejects.toThrow();
    expect(await listPlanned(person.workspaceId)).toEqual(before);
    await goTo(mirror, person, START + 31 * DAY);
    expect(await priceNow(person)).toBe(prices.small_month.id);
  });

  test("has the new number of seats in every phase, and so has the plan that runs", async () => {
    const seat = async (price: Stripe.Price, unit_amount: number) =>
      mirror.stripe.prices.create({
        product: String(price.product),
        currency: "usd",
        unit_amount,
        recurring: { interval: "month" },
        metadata: { [METADATA.perSeat]: "true" },
      });
    const [dear, cheap] = [await seat(prices.pro_month, 500), await seat(prices.small_month, 200)];
    await mirror.sync();
    await setPortal(mirror, { ...prices, pro_month: dear, small_month: cheap }, AS_SET_UP);
    const person = await afterDays(dear);
    await confirmInPortal(person, cheap);
    await bring(mirror, person);
    const { userId } = await mirror.user();
    await mirror.database.pool.query("INSERT INTO membership (user_id, workspace_id, role) VALUES ($1, $2, 'member')", [
      userId,
      person.workspaceId,
    ]);
    await alignSeats(person.workspaceId);
    const subscription = await mirror.stripe.subscriptions.retrieve(person.subscriptionId, { expand: ["schedule"] });
    const { phases } = subscription.schedule as Stripe.SubscriptionSchedule;
    expect(subscription.items.data[0]?.quantity).toBe(2);
    expect(phases.map(({ items }) => items.map(({ price, quantity }) => [price, quantity]))).toEqual([
      [[dear.id, 2]],
      [[cheap.id, 2]],
    ]);
    expect(await listPlanned(person.workspaceId)).toMatchObject([{ items: [{ quantity: 2 }], canBeDropped: true }]);
    await goTo(mirror, person, START + 31 * DAY);
    const [cycle] = await invoicesOf(mirror, person);
    // Both seats of the cheap plan, and what the second one cost for the rest of the dear plan's period.
    expect((cycle?.total ?? 0) - 400).toBeGreaterThan(0);
    expect((cycle?.total ?? 0) - 400).toBeLessThan(500);
  });

  test("of somebody else stays: neither changed nor dropped", async () => {
    const person = await afterDays(prices.pro_month);
    const { id, phases } = await mirror.stripe.subscriptionSchedules.create({
      from_subscription: person.subscriptionId,
    });
    const [running] = phases;
    await mirror.stripe.subscriptionSchedules.update(id, {
      metadata: { made_by: "sales" },
      phases: [
        { start_date: running?.start_date, end_date: running?.end_date, items: [{ price: prices.pro_month.id }] },
        { items: [{ price: prices.big_month.id }] },
      ],
    });
    await bring(mirror, person);
    expect(await listPlanned(person.workspaceId)).toMatchObject([{ canBeDropped: false }]);
    await expect(preview(person, prices.pro_year)).rejects.toMatchObject({ code: "change_not_possible" });
    await expect(dropPlanned(person.user, person.workspaceId, person.subscriptionId)).rejects.toMatchObject({
      code: "change_not_possible",
    });
    expect((await mirror.stripe.subscriptionSchedules.retrieve(id)).status).toBe("active");
  });

  test("of a subscription that sales made, or that somebody else pays for, stays", async () => {
    const person = await afterDays(prices.pro_month);
    await confirmInPortal(person, prices.small_month);
    await bring(mirror, person);
    const stranger = await afterDays(prices.pro_month);
    const drop = ({ user, workspaceId }: Person) => dropPlanned(user, workspaceId, person.subscriptionId);
    await expect(drop(stranger)).rejects.toMatchObject({ code: "no_subscription" });
    // As of one that was made in the Dashboard.
    await mirror.stripe.subscriptions.update(person.subscriptionId, { metadata: { [METADATA.userId]: "" } });
    await bring(mirror, person);
    await expect(drop(person)).rejects.toMatchObject({ code: "change_not_possible" });
    expect(await listPlanned(person.workspaceId)).toHaveLength(1);
  });

  test("of a plan that is taken over stays: it is dropped with the cancellation, and by nobody before", async () => {
    const person = await afterDays(prices.pro_month);
    await confirmInPortal(person, prices.small_month);
    await bring(mirror, person);
    const drop = () => dropPlanned(person.user, person.workspaceId, person.subscriptionId);
    const handOver = async (kind: string, state: string) => {
      const { rows } = await mirror.database.pool.query<{ checkout_id: string }>(
        `INSERT INTO hand_over (checkout_id, predecessor_id, workspace_id, user_id, customer_id, kind, state, created_at)
         VALUES (gen_random_uuid(), $1, $2, gen_random_uuid(), 'cus_next', $3, $4, now()) RETURNING checkout_id`,
        [person.subscriptionId, person.workspaceId, kind, state],
      );
      return () => mirror.database.pool.query("DELETE FROM hand_over WHERE checkout_id = $1", [rows[0]?.checkout_id]);
    };
    for (const kind of ["continue", "charge"])
      for (const state of ["begun", "running"]) {
        const undo = await handOver(kind, state);
        await expect(drop()).rejects.toMatchObject({ code: "handed_over" });
        expect(await listPlanned(person.workspaceId)).toHaveLength(1);
        await undo();
      }
    // Only its checkout was begun, and it has ended.
    const undo = await handOver("continue", "checkout");
    await drop();
    expect(await listPlanned(person.workspaceId)).toEqual([]);
    await undo();
  });

  test("that we made carries our id, and the portal's rule does not matter for it", async () => {
    await setPortal(mirror, prices, {
      proration_behavior: "always_invoice",
      schedule_at_period_end: { conditions: [{ type: "decreasing_item_amount" }] },
    });
    const person = await afterDays(prices.pro_year);
    expect(await preview(person, prices.pro_month)).toMatchObject({ road: "api", begins: "period_end" });
    await confirm(person, prices.pro_month, "period_end");
    const { schedule } = await mirror.stripe.subscriptions.retrieve(person.subscriptionId);
    const { rows } = await mirror.database.pool.query("SELECT id FROM installation");
    expect(await rowOf(mirror, "subscription_schedule", String(schedule))).toMatchObject({
      metadata: { [METADATA.installationId]: rows[0]?.id },
    });
    await bring(mirror, person);
    // The portal makes no change beside a plan of ours, so our page makes the next one.
    expect(await preview(person, prices.big_year)).toMatchObject({ road: "api", begins: "now" });
    await confirm(person, prices.big_year);
    expect(await priceNow(person)).toBe(prices.big_year.id);
  });

  test("that is cut off after its first call is made when it's confirmed again, and no other change is held up", async () => {
    for (const again of [prices.pro_month, prices.big_year]) {
      const person = await afterDays(prices.pro_year);
      await setPortal(mirror, prices, {
        proration_behavior: "always_invoice",
        schedule_at_period_end: { conditions: [{ type: "decreasing_item_amount" }] },
      });
      await mirror.localStripe.fault({
        method: "POST",
        path: "/v1/subscription_schedules/",
        kind: "status",
        status: 500,
        times: 9,
      });
      await expect(confirm(person, prices.pro_month, "period_end")).rejects.toMatchObject({
        code: "stripe_unavailable",
      });
      await mirror.localStripe.clearFaults();
      await bring(mirror, person);
      const { schedule } = await mirror.stripe.subscriptions.retrieve(person.subscriptionId);
      expect(schedule).not.toBeNull();
      await confirm(person, again, (await preview(person, again)).begins);
      const planned = await listPlanned(person.workspaceId);
      expect(planned).toHaveLength(again === prices.pro_month ? 1 : 0);
      if (again === prices.big_year) expect(await priceNow(person)).toBe(again.id);
    }
  });
});

describe("a plan of ours", () => {
  // A year that costs less than the month waits, and the portal may see that otherwise.
  beforeEach(() =>
    setPortal(mirror, prices, {
      proration_behavior: "always_invoice",
      schedule_at_period_end: { conditions: [{ type: "decreasing_item_amount" }] },
    }),
  );
  const plannedOf = async ({ subscriptionId }: Person) =>
    (await mirror.stripe.subscriptions.retrieve(subscriptionId)).schedule;

  test("that was cut off before it said anything is in the way of nothing", async () => {
    const person = await afterDays(prices.pro_year);
    await mirror.stripe.subscriptionSchedules.create({ from_subscription: person.subscriptionId });
    await bring(mirror, person);
    const elsewhere = await mirror.database.pool.query(
      `SELECT FROM subscription s WHERE s.id = $1 AND ${IS_PLANNED_ELSEWHERE}`,
      [person.subscriptionId],
    );
    expect(elsewhere.rowCount).toBe(0);
    await confirm(person, prices.pro_month, "period_end");
    expect(await listPlanned(person.workspaceId)).toHaveLength(1);
  });

  test("is not begun where the subscription has what we don't know how to plan", async () => {
    const person = await afterDays(prices.pro_year);
    const { id: coupon } = await mirror.stripe.coupons.create({ percent_off: 10, duration: "forever" });
    const [item] = (await mirror.stripe.subscriptions.retrieve(person.subscriptionId)).items.data;
    const items = [{ id: item?.id ?? "", discounts: [{ coupon }] }];
    await mirror.stripe.subscriptions.update(person.subscriptionId, { items });
    await bring(mirror, person);
    await expect(confirm(person, prices.pro_month, "period_end")).rejects.toMatchObject({
      code: "change_not_possible",
    });
    expect(await plannedOf(person)).toBeNull();
  });
});

describe("what the configuration says", () => {
  test("is followed for each trial behavior, to the cent", async () => {
    for (const trial_update_behavior of ["continue_trial", "end_trial"] as const) {
      await setPortal(mirror, prices, { ...AS_SET_UP, trial_update_behavior });
      for (const to of [prices.big_month, prices.small_month, prices.pro_year]) {
        const person = await subscribeAt(mirror, START, prices.pro_month, { trial_end: START + 14 * DAY });
        await goTo(mirror, person, START + 2 * DAY);
        const { begins, invoice } = await preview(person, to);
        const { says } = await confirmInPortal(person, to);
        expect(begins).toBe(trial_update_behavior === "end_trial" ? "ends_trial" : "in_trial");
        expect(says).toContain(begins === "ends_trial" ? "Your trial ends now" : "Your trial continues until");
        if (begins === "in_trial") await goTo(mirror, person, START + 14 * DAY + 2 * HOUR);
        expect((await invoicesOf(mirror, person))[0]).toMatchObject({
          amount_paid: invoice.amountDueMinor,
          status: "paid",
        });
      }
    }
  });

  test("and forbids is not offered", async () => {
    const person = await afterDays(prices.pro_month);
    await setPortal(mirror, prices, { enabled: false });
    await expect(preview(person, prices.big_month)).rejects.toMatchObject({ code: "change_not_possible" });
    await setPortal(mirror, prices, { default_allowed_updates: ["quantity"] });
    await expect(preview(person, prices.big_month)).rejects.toMatchObject({ code: "change_not_possible" });
    const { big_month, ...listed } = prices;
    await setPortal(mirror, listed as Prices, AS_SET_UP);
    // What it does not list our page changes to, of a subscription that is ours; of others nobody does.
    expect(await preview(person, big_month)).toMatchObject({ road: "api", begins: "now" });
    await mirror.stripe.subscriptions.update(person.subscriptionId, { metadata: { [METADATA.userId]: "" } });
    await bring(mirror, person);
    await expect(preview(person, big_month)).rejects.toMatchObject({ code: "price_not_available" });
    // A moment later it is listed, and no event has told us yet.
    await setPortal(mirror, prices, AS_SET_UP);
    expect(await preview(person, big_month)).toMatchObject({ road: "portal", begins: "now" });
  });

  test("counts of the one that the setting names, not of the default", async () => {
    const named = await mirror.stripe.billingPortal.configurations.create({
      features: {
        subscription_update: {
          enabled: true,
          default_allowed_updates: ["price"],
          proration_behavior: "none",
          products: [
            { product: String(prices.pro_month.product), prices: [prices.pro_month.id] },
            { product: String(prices.big_month.product), prices: [prices.big_month.id] },
          ],
        },
      },
    });
    const { env } = await import("@/lib/env");
    const settings = env();
    const person = await afterDays(prices.pro_month);
    settings.STRIPE_PORTAL_CONFIGURATION = named.id;
    try {
      const change = await preview(person, prices.big_month);
      expect(change.invoice).toMatchObject({ isToday: false, amountDueMinor: 9_900 });
      expect((await confirmInPortal(person, prices.big_month)).says).toContain("Nothing is charged now.");
    } finally {
      settings.STRIPE_PORTAL_CONFIGURATION = "";
    }
  });

  test("is uncertain for a change to another product that may wait", async () => {
    const person = await afterDays(prices.pro_month);
    expect(await preview(person, prices.small_month)).toMatchObject({ begins: "period_end", isCertain: false });
    const yearly = await afterDays(prices.pro_year);
    expect(await preview(yearly, prices.pro_month)).toMatchObject({ begins: "period_end", isCertain: true });
    expect(await preview(yearly, prices.big_month)).toMatchObject({
      begins: "period_end",
      instead: { priceId: prices.big_year.id },
    });
  });
});

test("a proration of zero makes no invoice, and nothing is charged today", async () => {
  const free = await mirror.stripe.coupons.create({ percent_off: 100, duration: "forever" });
  const person = await afterDays(prices.pro_month, 10, { discounts: [{ coupon: free.id }] });
  const before = await invoicesOf(mirror, person);
  expect(await preview(person, prices.big_month)).toMatchObject({
    begins: "now",
    invoice: { isToday: false, amountDueMinor: 0 },
    creditMinor: 0,
  });
  await confirmInPortal(person, prices.big_month);
  expect(await invoicesOf(mirror, person)).toHaveLength(before.length);
});
