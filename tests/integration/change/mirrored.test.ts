/** Schedules and portal configurations come by webhooks and by `stripe:sync`, in any order, through the one writer. */
import type Stripe from "stripe";
import { afterAll, beforeAll, expect, test } from "vitest";
import { portalInForce } from "@/lib/billing/portal/configuration";
import { findPortalLoginUrl } from "@/lib/billing/portal/login-page";
import { readChanges } from "@/lib/billing/schedules/read";
import { rowOf } from "../../support/billing";
import { startMirror } from "../../support/mirror";
import { hear } from "../../support/clocks";
import { confirmInPortal, DAY, goTo, type Prices, sellPlans, setPortal, subscribeAt } from "./people";

let mirror: Awaited<ReturnType<typeof startMirror>>;
let prices: Prices;
beforeAll(async () => {
  mirror = await startMirror();
  prices = await sellPlans(mirror);
});
afterAll(() => mirror?.stop());

const listPlanned = async (workspaceId: string) => (await readChanges(workspaceId)).planned;

const START = Date.UTC(2026, 10, 3, 9, 30) / 1000;
const WAITS = { conditions: [{ type: "decreasing_item_amount" as const }] };

test("a planned change comes by its events, and is gone by its events", async () => {
  await setPortal(mirror, prices, { proration_behavior: "always_invoice", schedule_at_period_end: WAITS });
  const person = await subscribeAt(mirror, START, prices.pro_month);
  await confirmInPortal(person, prices.small_month);
  await hear(mirror);
  const { schedule } = await mirror.stripe.subscriptions.retrieve(person.subscriptionId);
  const row = () => rowOf(mirror, "subscription_schedule", String(schedule));
  expect(await row()).toMatchObject({
    status: "active",
    subscription_id: person.subscriptionId,
    from_portal: true,
    phases: [{ items: [{ price_id: prices.pro_month.id }] }, { items: [{ price_id: prices.small_month.id }] }],
  });
  expect(await listPlanned(person.workspaceId)).toMatchObject([{ items: [{ planName: "small" }] }]);
  await mirror.stripe.subscriptionSchedules.release(String(schedule));
  await hear(mirror);
  expect(await row()).toMatchObject({ status: "released" });
  expect(await listPlanned(person.workspaceId)).toEqual([]);
});

test("a plan that has begun is one no more", async () => {
  const person = await subscribeAt(mirror, START, prices.pro_month);
  await confirmInPortal(person, prices.small_month);
  await hear(mirror);
  expect(await listPlanned(person.workspaceId)).toHaveLength(1);
  await goTo(mirror, person, START + 40 * DAY);
  await hear(mirror);
  expect(await listPlanned(person.workspaceId)).toEqual([]);
});

test("a configuration that changes in the Dashboard is followed from its event on", async () => {
  await setPortal(mirror, prices, { proration_behavior: "always_invoice" });
  const { data } = await mirror.stripe.billingPortal.configurations.list({ is_default: true });
  await mirror.stripe.billingPortal.configurations.update(data[0]?.id ?? "", {
    features: { subscription_update: { proration_behavior: "none", schedule_at_period_end: WAITS } },
  });
  expect(await portalInForce()).toMatchObject({ proration_behavior: "always_invoice", waits: [] });
  await hear(mirror);
  expect(await portalInForce()).toMatchObject({ proration_behavior: "none", waits: ["decreasing_item_amount"] });
  expect((await portalInForce())?.prices).toEqual(
    Object.values(prices)
      .map(({ id }) => id)
      .toSorted(),
  );
});

test("the portal's login page is known while it is on, by events and by a sync", async () => {
  await setPortal(mirror, prices, {});
  const [portal] = (await mirror.stripe.billingPortal.configurations.list({ is_default: true })).data;
  const change = async (params: Stripe.BillingPortal.ConfigurationUpdateParams) =>
    (await mirror.stripe.billingPortal.configurations.update(portal?.id ?? "", params)).login_page.url;
  await hear(mirror);
  expect(await findPortalLoginUrl()).toBeNull();
  const first = await change({ login_page: { enabled: true } });
  await hear(mirror);
  expect([await findPortalLoginUrl(), first]).toEqual([first, expect.stringContaining("/p/login/") as string]);
  await change({ login_page: { enabled: false } });
  await hear(mirror);
  expect(await findPortalLoginUrl()).toBeNull();
  const second = await change({ login_page: { enabled: true } });
  expect(await findPortalLoginUrl()).toBeNull();
  await mirror.sync();
  expect(await findPortalLoginUrl()).toBe(second);
  // As an upgrade leaves the copy: the column is there, and nothing in it.
  await mirror.database.pool.query("UPDATE portal_configuration SET login_url = NULL");
  await mirror.sync();
  expect(await findPortalLoginUrl()).toBe(second);
  // Of another configuration than the one in force it is nobody's affair.
  const other = await mirror.stripe.billingPortal.configurations.create({
    features: { invoice_history: { enabled: true } },
    login_page: { enabled: true },
  });
  await change({ login_page: { enabled: false } });
  await hear(mirror);
  expect(await rowOf(mirror, "portal_configuration", other.id)).toMatchObject({ login_url: other.login_page.url });
  expect(await findPortalLoginUrl()).toBeNull();
  // One that was put away still has its address, and opens nothing any more.
  const away = await mirror.stripe.billingPortal.configurations.update(other.id, { active: false });
  expect(away.login_page.enabled).toBe(true);
  await hear(mirror);
  expect(await rowOf(mirror, "portal_configuration", other.id)).toMatchObject({ login_url: null });
});

test("what no webhook brought, a sync does", async () => {
  await setPortal(mirror, prices, { proration_behavior: "create_prorations" });
  const ada = await mirror.customer();
  const { id } = await mirror.subscription(ada);
  const schedule = await mirror.stripe.subscriptionSchedules.create({ from_subscription: id });
  await mirror.database.pool.query("UPDATE portal_configuration SET plan_change = '{}'");
  const { counts } = await mirror.sync();
  expect(counts.subscription_schedule).toMatchObject({ repaired: 1, failed: 0 });
  expect(await rowOf(mirror, "subscription_schedule", schedule.id)).toMatchObject({ subscription_id: id });
  expect(await portalInForce()).toMatchObject({ proration_behavior: "create_prorations" });
  expect((await mirror.sync()).driftCount).toBe(0);
});
