import Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { getDashboard } from "@/lib/billing/dashboard/dashboard";
import { readEntitlements } from "@/lib/billing/entitlements/read";
import { handleDelivery } from "@/lib/billing/mirror/deliveries";
import { startMirror } from "../support/mirror";
import { eventOf } from "../support/webhook";
import { claimOf } from "../support/claim";

// What the dashboard reads, for objects that a test can't make at Stripe: each comes as an event.

let mirror: Awaited<ReturnType<typeof startMirror>>;
beforeAll(async () => {
  mirror = await startMirror();
  for (const [type, object] of [
    ["product.created", await mirror.stripe.products.retrieve(String(mirror.price.product))],
    ["price.created", mirror.price],
  ] as const)
    await handle(type, object);
});
afterAll(() => mirror?.stop());

async function handle(type: string, object: object): Promise<void> {
  const payload = JSON.stringify(eventOf(type, object, { created: Math.floor(Date.now() / 1000) + 60 * ++told }));
  const secret = mirror.settings.STRIPE_WEBHOOK_SECRET ?? "";
  expect(await handleDelivery(payload, Stripe.webhooks.generateTestHeaderString({ payload, secret }))).toBe(
    "processed",
  );
}
let told = 0;

/** A member of a workspace with a plan, told of with other fields than Stripe's. */
async function dashboardOf(more: (subscription: Stripe.Subscription) => object, customer: object = {}) {
  const made = await mirror.customer();
  await mirror.database.pool.query("INSERT INTO membership (user_id, workspace_id, role) VALUES ($1, $2, 'owner')", [
    made.userId,
    made.workspaceId,
  ]);
  const subscription = await mirror.subscription(made);
  await handle("customer.updated", { ...(await mirror.stripe.customers.retrieve(made.customerId)), ...customer });
  await handle("customer.subscription.updated", { ...subscription, ...more(subscription) });
  const dashboard = await getDashboard(await claimOf(made.userId), made.workspaceId);
  if (!dashboard) throw new Error("There is no dashboard.");
  return {
    dashboard,
    workspace: dashboard.workspace,
    userId: made.userId,
    access: await readEntitlements(made.workspaceId),
  };
}

test("a status that Stripe adds later grants nothing and promises no payment", async () => {
  const { dashboard, access } = await dashboardOf(() => ({ status: "hibernating" }));
  expect(dashboard.subscriptions).toMatchObject([{ status: "hibernating", nextPayment: null }]);
  expect(dashboard.debt).toBeNull();
  expect(access.features).toEqual([]);
});

test("the next payment is the sum of all items, however many there are", async () => {
  const { dashboard } = await dashboardOf(({ items }) => ({
    items: {
      ...items,
      data: Array.from({ length: 60 }, (_, n) => ({ ...items.data[0], id: `si_many_${n}` })),
    },
  }));
  const [subscription] = dashboard.subscriptions;
  expect(subscription?.plans).toHaveLength(60);
  expect(subscription?.nextPayment).toMatchObject({ amountMinor: 60 * 2900, currency: "usd" });
});

describe("what a renewal is charged to", () => {
  const none = () => ({ default_payment_method: null });

  test("is the customer's source, where there is nothing else", async () => {
    const { dashboard } = await dashboardOf(none, { default_source: "card_of_old" });
    expect(dashboard.subscriptions[0]?.method).toMatchObject({ type: "saved" });
  });

  test("is the subscription's source before the customer's payment method", async () => {
    const customer = { invoice_settings: { default_payment_method: "pm_of_customer" } };
    const method = { id: "pm_of_customer", object: "payment_method", created: 1, type: "card" };
    await handle("payment_method.attached", {
      ...method,
      customer: (await mirror.customer()).customerId,
      card: { brand: "visa", last4: "4242" },
    });
    expect((await dashboardOf(none, customer)).dashboard.subscriptions[0]?.method).toMatchObject({ last4: "4242" });
    const { dashboard } = await dashboardOf(() => ({ ...none(), default_source: "card_of_old" }), customer);
    expect(dashboard.subscriptions[0]?.method).toMatchObject({ type: "saved", last4: null });
  });

  test("is there, although its own event has not come", async () => {
    const { dashboard } = await dashboardOf(() => ({ default_payment_method: "pm_not_heard_of" }));
    expect(dashboard.subscriptions[0]?.method).toMatchObject({ type: "saved" });
  });

  test("is nothing only where Stripe names nothing", async () => {
    expect((await dashboardOf(none)).dashboard.subscriptions[0]?.method).toBeNull();
  });
});

describe("a renewal's open invoice that nothing has failed of", () => {
  /** Whether the dashboard says that the payment is on its way. @param type of the method that pays */
  async function isOnItsWay(type: string): Promise<boolean> {
    const method = { id: `pm_${type}`, object: "payment_method", created: 1, type, customer: "" };
    const { userId, workspace } = await dashboardOf((subscription) => {
      method.customer = String(subscription.customer);
      return { default_payment_method: method.id };
    });
    await handle("payment_method.attached", method);
    const { data } = await mirror.stripe.invoices.list({ customer: method.customer });
    await handle("invoice.finalized", { ...data[0], status: "open", billing_reason: "subscription_cycle" });
    const dashboard = await getDashboard(await claimOf(userId), workspace.id);
    return dashboard?.invoices?.[0]?.status === "settling";
  }

  test.each([
    ["card", false],
    ["link", false],
    ["cashapp", false],
    ["paypal", false],
    ["amazon_pay", false],
    ["revolut_pay", false],
    ["sepa_debit", true],
    ["us_bank_account", true],
    ["bacs_debit", true],
    ["acss_debit", true],
    ["customer_balance", true],
    ["a_type_that_stripe_adds_later", true],
  ])("by %s: on its way: %s", async (type, expected) => {
    expect(await isOnItsWay(type)).toBe(expected);
  });
});
