// When Stripe is asked what is charged next: once for each change that counts, by the work that the writer leaves.
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import Stripe from "stripe";
import { getDashboard } from "@/lib/billing/dashboard/dashboard";
import { handleDelivery } from "@/lib/billing/mirror/deliveries";
import { runAllPendingWork, runPendingWork } from "@/lib/billing/pending-work/run";
import { noteStrayPreviews } from "@/lib/billing/previews/stray";
import { claimOf } from "../../support/claim";
import { until } from "../../support/integration";
import { type Mirror, startMirror } from "../../support/mirror";
import { eventOf } from "../../support/webhook";

const PREVIEW = "POST /v1/invoices/create_preview";
const MONTH = 30 * 86_400;

let mirror: Mirror & { price: Stripe.Price };
let coupon: string;
beforeAll(async () => {
  mirror = await startMirror();
  coupon = (await mirror.stripe.coupons.create({ percent_off: 20, duration: "forever" })).id;
  await mirror.sync();
});
afterAll(() => mirror?.stop());
afterEach(() => mirror.localStripe.clearFaults());

let told = Math.floor(Date.now() / 1000) + 60;
async function handle(type: string, object: object): Promise<void> {
  const payload = JSON.stringify(eventOf(type, object, { created: ++told }));
  const secret = mirror.settings.STRIPE_WEBHOOK_SECRET ?? "";
  await handleDelivery(payload, Stripe.webhooks.generateTestHeaderString({ payload, secret }));
}

async function buyer(more: Partial<Stripe.SubscriptionCreateParams> = {}) {
  const made = await mirror.customer();
  const role = "INSERT INTO membership (user_id, workspace_id, role) VALUES ($1, $2, $3::role)";
  await mirror.database.pool.query(role, [made.userId, made.workspaceId, "owner"]);
  await handle("customer.updated", await mirror.stripe.customers.retrieve(made.customerId));
  const subscription = await mirror.subscription(made, more);
  await handle("customer.subscription.created", subscription);
  const next = async (userId = made.userId) =>
    (await getDashboard(await claimOf(userId), made.workspaceId))?.subscriptions[0]?.nextPayment ?? null;
  return { ...made, subscription, next, done: () => runPendingWork(made.workspaceId, "all") };
}

const calls = async () =>
  (await mirror.localStripe.requests()).map(({ method, path }) => `${method} ${path.split("?")[0]}`);
const asked = async () => (await calls()).filter((call) => call === PREVIEW).length;
const marked = async () => (await mirror.database.pool.query("SELECT FROM next_payment_preview")).rowCount;
const pending = async () => (await mirror.database.pool.query("SELECT FROM pending_work")).rowCount;

/** The subscription of `months` later, as its renewal's event brings it. */
const renewed = ({ items, ...rest }: Stripe.Subscription, months: number) => ({
  ...rest,
  items: {
    ...items,
    data: items.data.map((item) => ({
      ...item,
      current_period_start: item.current_period_start + months * MONTH,
      current_period_end: item.current_period_end + months * MONTH,
    })),
  },
});

test("a hundred plain renewals cost no call, and leave no pending work", async () => {
  const { subscription, next, done } = await buyer();
  await done();
  await mirror.localStripe.clearRequests();
  const left: unknown[] = [];
  for (let month = 1; month <= 100; month++) {
    await handle("customer.subscription.updated", renewed(subscription, month));
    left.push(await marked(), await pending());
  }
  expect(await next()).toMatchObject({ dueMinor: 2_900, isPreviewed: false });
  expect(await calls()).toEqual([]);
  expect(new Set(left)).toEqual(new Set([0]));
});

test("with a discount each renewal costs one, and no look at the page does", async () => {
  const { subscription, next, done, workspaceId } = await buyer({ discounts: [{ coupon }] });
  await done();
  await mirror.localStripe.clearRequests();
  for (let month = 1; month <= 3; month++) {
    await handle("customer.subscription.updated", renewed(subscription, month));
    await until("the preview", async () => (await next())?.isPreviewed);
    for (let view = 0; view < 3; view++)
      expect(await next()).toMatchObject({ dueMinor: 2_320, beside: [], isPreviewed: true });
  }
  expect(await calls()).toEqual([PREVIEW, PREVIEW, PREVIEW]);
  const { rows } = await mirror.database.pool.query("SELECT FROM pending_work WHERE workspace_id = $1", [workspaceId]);
  expect(rows).toHaveLength(0);
});

describe("what was said is gone with the event that changes it, before anybody is asked:", () => {
  type Buyer = Awaited<ReturnType<typeof buyer>>;
  const customerOf = (one: Buyer) => mirror.stripe.customers.retrieve(one.customerId);
  test.each<[string, (one: Buyer) => Promise<void>, number | null, object]>([
    [
      "the subscription",
      async (one) => handle("customer.subscription.updated", renewed(one.subscription, 1)),
      null,
      { dueMinor: 2_320 },
    ],
    [
      "the balance",
      async (one) => {
        await mirror.stripe.customers.update(one.customerId, { balance: -1_000 });
        await handle("customer.updated", await customerOf(one));
      },
      null,
      { dueMinor: 1_320, creditMinor: 1_000 },
    ],
    [
      "an invoice that takes what a change cost",
      async (one) => {
        const [invoice] = (await mirror.stripe.invoices.list({ customer: one.customerId })).data;
        await handle("invoice.created", { ...invoice, billing_reason: "subscription_update" });
      },
      null,
      { dueMinor: 2_320 },
    ],
    [
      "nothing: another name",
      async (one) => handle("customer.updated", { ...(await customerOf(one)), name: "Bo" }),
      2_320,
      {},
    ],
  ])("%s", async (_, change, meanwhile, then) => {
    const one = await buyer({ discounts: [{ coupon }] });
    await one.done();
    expect(await one.next()).toMatchObject({ dueMinor: 2_320 });
    await mirror.localStripe.fault({ path: "/v1/invoices/create_preview", kind: "status", status: 500 });
    await change(one);
    expect(await one.next()).toMatchObject({ dueMinor: meanwhile, amountMinor: 2_900 });
    await mirror.localStripe.clearFaults();
    await until("the work that was begun to end", async () => {
      await one.done();
      return (await one.next())?.dueMinor !== null;
    });
    expect(await one.next()).toMatchObject({ dueMinor: 2_320, ...then });
  });
});

test("a customer's discount, which no subscription names, is asked about for each", async () => {
  const { customerId, next, done } = await buyer();
  await mirror.localStripe.clearRequests();
  const customer = await mirror.stripe.customers.retrieve(customerId);
  await handle("customer.updated", { ...customer, discount: { id: "di_of_customer" } });
  await done();
  expect(await next()).toMatchObject({ isPreviewed: true });
  expect(await asked()).toBe(1);
});

test("a change that is billed at once costs no preview; one that waits for the renewal does", async () => {
  const { subscription, next, done } = await buyer();
  const [item] = subscription.items.data;
  const changed = await mirror.stripe.subscriptions.update(subscription.id, {
    items: [{ id: item?.id, quantity: 3 }],
    proration_behavior: "create_prorations",
  });
  await handle("customer.subscription.updated", changed);
  await done();
  expect(await next()).toMatchObject({ isPreviewed: true });
  const [invoice] = (await mirror.stripe.invoices.list({ subscription: subscription.id })).data;
  await handle("invoice.created", {
    ...invoice,
    id: "in_of_change",
    billing_reason: "subscription_update",
    created: told + 60,
  });
  await mirror.localStripe.clearRequests();
  await done();
  expect(await next()).toMatchObject({ dueMinor: 8_700, beside: [], isPreviewed: false });
  expect(await asked()).toBe(0);
});

test("another owner, who doesn't pay, sees what is charged before the payer's balance", async () => {
  const { customerId, workspaceId, next, done } = await buyer({ discounts: [{ coupon }] });
  await mirror.stripe.customers.update(customerId, { balance: -1_000 });
  await handle("customer.updated", await mirror.stripe.customers.retrieve(customerId));
  const { userId } = await mirror.user();
  await mirror.database.pool.query("INSERT INTO membership (user_id, workspace_id, role) VALUES ($1, $2, 'owner')", [
    userId,
    workspaceId,
  ]);
  await done();
  expect([(await next())?.dueMinor, (await next(userId))?.dueMinor]).toEqual([1_320, 2_320]);
  expect((await next(userId))?.parts.map(({ kind }) => kind)).toEqual(["plan", "discount"]);
});

test("one that Stripe refuses is not asked about again, and no figure is shown", async () => {
  const { next, done, workspaceId } = await buyer({ discounts: [{ coupon }] });
  await done();
  await mirror.database.pool.query("UPDATE next_payment_preview SET asked_at = NULL WHERE workspace_id = $1", [
    workspaceId,
  ]);
  await mirror.database.pool.query("INSERT INTO pending_work (workspace_id, since) VALUES ($1, now())", [workspaceId]);
  await mirror.localStripe.fault({
    path: "/v1/invoices/create_preview",
    kind: "status",
    status: 400,
    error: { type: "invalid_request_error", code: "invoice_upcoming_none" },
  });
  await done();
  expect(await next()).toMatchObject({ dueMinor: null, beside: ["discount"] });
  await mirror.localStripe.clearRequests();
  await done();
  expect(await asked()).toBe(0);
});

test("what an instance of the release before wrote is not shown as if nothing had changed, and stripe:sync asks again", async () => {
  const [stale, never] = [await buyer({ discounts: [{ coupon }] }), await buyer({ discounts: [{ coupon }] })];
  await stale.done();
  await never.done();
  await mirror.database.pool.query("UPDATE subscription SET revision = revision + 1 WHERE id = $1", [
    stale.subscription.id,
  ]);
  await mirror.database.pool.query("DELETE FROM next_payment_preview WHERE subscription_id = $1", [
    never.subscription.id,
  ]);
  expect([(await stale.next())?.dueMinor, (await never.next())?.dueMinor]).toEqual([null, null]);
  await noteStrayPreviews(() => false);
  await mirror.localStripe.clearRequests();
  await runAllPendingWork();
  expect([(await stale.next())?.dueMinor, (await never.next())?.dueMinor]).toEqual([2_320, 2_320]);
  expect(await asked()).toBe(2);
});

test("nothing is kept of one that is canceled", async () => {
  const { subscription, done } = await buyer({ discounts: [{ coupon }] });
  await done();
  const kept = async () =>
    (await mirror.database.pool.query("SELECT FROM next_payment_preview WHERE subscription_id = $1", [subscription.id]))
      .rowCount;
  expect(await kept()).toBe(1);
  await handle("customer.subscription.deleted", { ...subscription, status: "canceled" });
  expect(await kept()).toBe(0);
});
