import type Stripe from "stripe";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createCheckout } from "@/lib/billing/checkout/create";
import { type PlanChange, previewPlanChange } from "@/lib/billing/portal/plan-change";
import { syncObject } from "@/lib/billing/mirror/sync";
import type { User } from "@/lib/billing/user";
import { METADATA } from "@/lib/stripe/metadata";
import { portal } from "@/billing/portal";
import { callsToStripe } from "../support/billing";
import { until } from "../support/integration";
import { startMirror } from "../support/mirror";

const DAY = 86_400;
const PLAN = { [METADATA.planGroup]: "plan" };

type Customer = {
  user: User;
  userId: string;
  workspaceId: string;
  customerId: string;
  clock: Stripe.TestHelpers.TestClock;
};

let mirror: Awaited<ReturnType<typeof startMirror>>;
let prices: Record<"month" | "year" | "euro" | "small" | "big" | "addOn" | "yen", Stripe.Price>;
beforeAll(async () => {
  mirror = await startMirror();
  const { stripe } = mirror;
  const product = (name: string, features: string, more: object = PLAN) =>
    stripe.products.create({ name, metadata: { [METADATA.features]: features, ...more } });
  const price = (of: Stripe.Product, unit_amount: number, currency = "usd", interval: "month" | "year" = "month") =>
    stripe.prices.create({ product: of.id, unit_amount, currency, recurring: { interval } });
  const [small, pro, big, addOn, yen] = [
    await product("Small", "chat:3"),
    await product("Pro", "chat:20 export"),
    await product("Big", "chat export api:100"),
    await product("Reports", "export chat:10", {}),
    await product("Yen only", "chat"),
  ];
  prices = {
    small: await price(small, 900),
    month: await price(pro, 2_900),
    year: await price(pro, 29_000, "usd", "year"),
    euro: await price(pro, 2_700, "eur"),
    big: await price(big, 9_900),
    addOn: await price(addOn, 500),
    yen: await price(yen, 4_000, "jpy"),
  };
  await mirror.sync();
});
afterAll(() => mirror?.stop());
beforeEach(() => mirror.localStripe.clearRequests());

/** Somebody who pays for their workspace, on a clock of their own. */
async function payer(): Promise<Customer> {
  const { stripe, database } = mirror;
  const { userId, workspaceId } = await mirror.user();
  await setRole(userId, workspaceId, "owner");
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: Math.floor(Date.now() / 1000) });
  const { id } = await stripe.customers.create({
    name: "Ada",
    test_clock: clock.id,
    metadata: { [METADATA.userId]: userId },
  });
  await database.pool.query("INSERT INTO stripe_user (user_id, customer_id) VALUES ($1, $2)", [userId, id]);
  const method = await stripe.paymentMethods.attach("pm_card_visa", { customer: id });
  await stripe.customers.update(id, { invoice_settings: { default_payment_method: method.id } });
  await syncObject("customer", id);
  return {
    user: { id: userId, name: "Ada", email: `${userId}@example.com` },
    userId,
    workspaceId,
    customerId: id,
    clock,
  };
}

async function setRole(userId: string, workspaceId: string, role: string): Promise<void> {
  await mirror.database.pool.query(
    `INSERT INTO membership (user_id, workspace_id, role) VALUES ($1, $2, $3::role)
     ON CONFLICT (user_id, workspace_id) DO UPDATE SET role = excluded.role`,
    [userId, workspaceId, role],
  );
}

async function subscribed(price: Stripe.Price, more: Partial<Stripe.SubscriptionCreateParams> = {}) {
  const customer = await payer();
  const subscription = await mirror.stripe.subscriptions.create({
    customer: customer.customerId,
    items: [{ price: price.id }],
    metadata: { [METADATA.workspaceId]: customer.workspaceId },
    ...more,
  });
  await arrive(subscription);
  return { ...customer, subscription };
}

/** Brings a subscription into the mirror; no list tells of one on a clock. */
async function arrive({ id }: Stripe.Subscription): Promise<void> {
  await syncObject("subscription", id);
  await mirror.localStripe.clearRequests();
}

/** Days pass for a customer. */
async function pass({ clock }: Customer, days: number): Promise<void> {
  const { testClocks } = mirror.stripe.testHelpers;
  const { frozen_time } = await testClocks.retrieve(clock.id);
  await testClocks.advance(clock.id, { frozen_time: frozen_time + days * DAY });
  await until("the clock to get there", async () => (await testClocks.retrieve(clock.id)).status === "ready");
  await mirror.localStripe.clearRequests();
}

const preview = ({ user, workspaceId }: Customer, price: Stripe.Price): Promise<PlanChange> =>
  previewPlanChange(user, workspaceId, price.id);

/** What the portal does when the change is confirmed. */
const confirm = (subscription: Stripe.Subscription, price: Stripe.Price) =>
  mirror.stripe.subscriptions.update(subscription.id, {
    items: [{ id: subscription.items.data[0]?.id, price: price.id }],
    proration_behavior: portal.planChange.proration,
  });

/** The newest invoice of a subscription. */
async function newestInvoice(subscription: Stripe.Subscription): Promise<Stripe.Invoice | undefined> {
  return (await mirror.stripe.invoices.list({ subscription: subscription.id, limit: 1 })).data[0];
}

const sum = (change: PlanChange) => change.invoice.lines.reduce((total, { amountMinor }) => total + amountMinor, 0);

async function refused(asked: Promise<unknown>): Promise<string> {
  const code = await asked.then(
    () => "nothing",
    (error: { code?: string }) => error.code ?? String(error),
  );
  expect(await callsToStripe(mirror)).toEqual([]);
  return code;
}

describe("what is shown", () => {
  test("of an upgrade in the middle of a month is what is then charged, and costs one call", async () => {
    const ada = await subscribed(prices.month);
    await pass(ada, 15);
    const change = await preview(ada, prices.big);
    expect(await callsToStripe(mirror)).toEqual(["POST /v1/invoices/create_preview"]);
    expect(change).toMatchObject({
      from: { planName: "Pro" },
      to: { planName: "Big", quantity: 1, price: { unitAmountMinor: 9_900 } },
      currency: "usd",
      invoice: { isToday: true },
      creditMinor: 0,
      trialEnd: null,
      endsAt: null,
      features: {
        come: [{ featureId: "api", limit: 100 }],
        go: [],
        changed: [{ featureId: "chat", from: 20, to: null }],
      },
      needsCard: false,
    });
    expect(change.invoice.lines.map(({ kind, productId }) => [kind, productId])).toEqual([
      ["unused", prices.month.product],
      ["rest", prices.big.product],
    ]);
    // About half of the difference
    expect(change.invoice.amountDueMinor).toBeGreaterThan(3_000);
    expect(change.invoice.amountDueMinor).toBeLessThan(4_500);
    expect(sum(change)).toBe(change.invoice.amountDueMinor);

    await confirm(ada.subscription, prices.big);
    expect((await newestInvoice(ada.subscription))?.amount_paid).toBe(change.invoice.amountDueMinor);
  });

  test("of a downgrade is that it waits for the period's end, and names what goes then and what gets less", async () => {
    const ada = await subscribed(prices.big);
    await pass(ada, 15);
    const change = await preview(ada, prices.small);
    expect(change.features).toEqual({
      come: [],
      go: ["export", "api"],
      changed: [{ featureId: "chat", from: null, to: 3 }],
    });
    const end = ada.subscription.items.data[0]?.current_period_end ?? 0;
    expect(change).toMatchObject({
      begins: "period_end",
      invoice: { isToday: false, at: new Date(end * 1000), amountDueMinor: 900 },
      creditMinor: 0,
    });
  });

  test("of month to year is an invoice of today", async () => {
    const ada = await subscribed(prices.month);
    await pass(ada, 10);
    const change = await preview(ada, prices.year);
    expect(change.invoice.isToday).toBe(true);
    expect(change.features).toEqual({ come: [], go: [], changed: [] });
    await confirm(ada.subscription, prices.year);
    const invoice = await newestInvoice(ada.subscription);
    expect(invoice?.billing_reason).toBe("subscription_update");
    expect([invoice?.amount_paid, sum(change)]).toEqual([change.invoice.amountDueMinor, change.invoice.amountDueMinor]);
  });

  test("during a trial is that nothing is paid before it ends", async () => {
    const trial_end = Math.floor(Date.now() / 1000) + 8 * DAY;
    const ada = await subscribed(prices.small, { trial_end });
    const change = await preview(ada, prices.big);
    expect(change.trialEnd).toEqual(new Date(trial_end * 1000));
    expect(change.invoice).toMatchObject({ isToday: false, at: new Date(trial_end * 1000), amountDueMinor: 9_900 });
    expect(change.invoice.lines.map(({ kind }) => kind)).toEqual(["plan"]);
    await confirm(ada.subscription, prices.big);
    await pass(ada, 9);
    expect((await newestInvoice(ada.subscription))?.total).toBe(9_900);
  });

  test("keeps a feature that another plan of the workspace carries, and says when a canceled plan ends", async () => {
    const ada = await subscribed(prices.month, { cancel_at_period_end: true });
    const metadata = { [METADATA.workspaceId]: ada.workspaceId };
    const { customerId: customer } = ada;
    await arrive(await mirror.stripe.subscriptions.create({ customer, items: [{ price: prices.addOn.id }], metadata }));
    const change = await preview(ada, prices.small);
    expect(change.features).toEqual({ come: [], go: [], changed: [{ featureId: "chat", from: 20, to: 10 }] });
    expect(change.endsAt?.getTime()).toBe((ada.subscription.items.data[0]?.current_period_end ?? 0) * 1000);
  });
});

describe("is refused, without a call to Stripe,", () => {
  test("to who is not in the workspace, to a plain member, and to who does not pay", async () => {
    const ada = await subscribed(prices.month);
    const { user: eve } = await payer();
    await mirror.localStripe.clearRequests();
    const asEve = () => previewPlanChange(eve, ada.workspaceId, prices.big.id);
    expect(await refused(asEve())).toBe("workspace_not_found");
    await setRole(eve.id, ada.workspaceId, "member");
    expect(await refused(asEve())).toBe("billing_role_required");
    await setRole(eve.id, ada.workspaceId, "admin");
    expect(await refused(asEve())).toBe("not_the_payer");
    await setRole(eve.id, ada.workspaceId, "owner");
    await setRole(ada.userId, ada.workspaceId, "member");
    expect((await preview(ada, prices.big)).to.planName).toBe("Big");
  });

  test("for a price in another currency, for one that is not on offer, and for the one there is", async () => {
    const ada = await subscribed(prices.month);
    expect(await refused(preview(ada, prices.euro))).toBe("other_currency");
    expect(await refused(preview(ada, prices.yen))).toBe("other_currency");
    expect(await refused(previewPlanChange(ada.user, ada.workspaceId, "price_made_up"))).toBe("price_not_available");
    expect(await refused(preview(ada, prices.month))).toBe("already_subscribed");
  });

  test("where there is nothing to change", async () => {
    const ada = await payer();
    await mirror.localStripe.clearRequests();
    expect(await refused(preview(ada, prices.big))).toBe("no_subscription");
    const bob = await subscribed(prices.addOn);
    expect(await refused(preview(bob, prices.big))).toBe("no_subscription");
    const { userId, workspaceId } = await mirror.user();
    await setRole(userId, workspaceId, "owner");
    const nobody = { id: userId, name: null, email: null };
    expect(await refused(previewPlanChange(nobody, workspaceId, prices.big.id))).toBe("no_billing_account");
  });

  test("of a subscription with several items, which the portal can't change", async () => {
    const ada = await subscribed(prices.month, { items: [{ price: prices.month.id }, { price: prices.addOn.id }] });
    expect(await refused(preview(ada, prices.big))).toBe("change_not_possible");
  });
});

test("Stripe's refusal and Stripe's failure are told apart", async () => {
  const ada = await subscribed(prices.month);
  await mirror.stripe.subscriptions.cancel(ada.subscription.id);
  await expect(preview(ada, prices.big)).rejects.toMatchObject({ code: "no_subscription" });
  const bob = await subscribed(prices.month);
  await mirror.localStripe.fault({ path: "/v1/invoices", kind: "status", status: 500, times: 9 });
  await expect(preview(bob, prices.big)).rejects.toMatchObject({ code: "stripe_unavailable" });
  await mirror.localStripe.clearFaults();
});

test("a checkout in another currency than the customer pays in is refused in those words", async () => {
  const ada = await subscribed(prices.month);
  const workspace = await mirror.user();
  await setRole(ada.userId, workspace.workspaceId, "owner");
  await expect(createCheckout(ada.user, prices.euro.id, workspace.workspaceId)).rejects.toMatchObject({
    code: "other_currency",
    extras: { currency: "usd" },
  });
});
