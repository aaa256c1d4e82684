import Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { getDashboard } from "@/lib/billing/dashboard/dashboard";
import { readAccessBy } from "@/lib/billing/entitlements/by-subscription";
import { readEntitlements } from "@/lib/billing/entitlements/read";
import { withoutAccess } from "@/lib/billing/hand-over/without-access";
import { handleDelivery } from "@/lib/billing/mirror/deliveries";
import { HANDLED_EVENTS } from "@/lib/billing/mirror/events";
import { getWorkspaceHistory } from "@/lib/billing/operator/timeline";
import { checkMissingEvents, readMissingEvents } from "@/lib/billing/setup/missing-events";
import { setup } from "@/lib/billing/setup/setup";
import { startMirror } from "../../support/mirror";
import { eventOf } from "../../support/webhook";
import { claimOf } from "../../support/claim";

let mirror: Awaited<ReturnType<typeof startMirror>>;
beforeAll(async () => {
  mirror = await startMirror();
  await handle("product.created", await mirror.stripe.products.retrieve(String(mirror.price.product)));
  await handle("price.created", mirror.price);
});
afterAll(() => mirror?.stop());

const OTHER_PAYER = "11111111-1111-4111-8111-111111111111";

let told = 0;
async function handle(type: string, object: object): Promise<string> {
  const payload = JSON.stringify(eventOf(type, object, { created: Math.floor(Date.now() / 1000) + 60 * ++told }));
  const secret = mirror.settings.STRIPE_WEBHOOK_SECRET ?? "";
  return handleDelivery(payload, Stripe.webhooks.generateTestHeaderString({ payload, secret }));
}

const rowOf = async (table: string, id: string, key = "id"): Promise<Record<string, unknown> | undefined> =>
  (await mirror.database.pool.query<Record<string, unknown>>(`SELECT * FROM ${table} WHERE ${key} = $1`, [id])).rows[0];

/** A workspace with a plan that is paid, all of it known here. */
async function buyer(method = "pm_card_visa") {
  const made = await mirror.customer();
  await mirror.database.pool.query("INSERT INTO membership (user_id, workspace_id, role) VALUES ($1, $2, 'owner')", [
    made.userId,
    made.workspaceId,
  ]);
  const attached = await mirror.stripe.paymentMethods.attach(method, { customer: made.customerId });
  const subscription = await mirror.subscription(made, { default_payment_method: attached.id });
  await handle("customer.updated", await mirror.stripe.customers.retrieve(made.customerId));
  await handle("payment_method.attached", attached);
  await handle("customer.subscription.updated", subscription);
  const invoice = await mirror.stripe.invoices.retrieve(String(subscription.latest_invoice));
  await handle("invoice.paid", invoice);
  const { data } = await mirror.stripe.invoicePayments.list({ invoice: invoice.id });
  const intent = String(data[0]?.payment.payment_intent);
  return { ...made, subscription, invoice, method: attached, intent };
}
/** What the operator reads of a plan bought 40 days ago, newest first, each with what was lost. */
const historyOf = async ({ workspaceId, subscription }: Buyer) => {
  await mirror.database.pool.query(
    "UPDATE subscription_change SET at = now() - interval '40 days' WHERE subscription_id = $1",
    [subscription.id],
  );
  return ((await getWorkspaceHistory(workspaceId))?.entries ?? []).map(({ sentences, lost }) => [
    sentences.join(" "),
    lost,
  ]);
};

type Buyer = Awaited<ReturnType<typeof buyer>>;

const dashboardOf = async ({ userId, workspaceId }: Buyer) => {
  const dashboard = await getDashboard(await claimOf(userId), workspaceId);
  if (!dashboard) throw new Error("There is no dashboard.");
  return dashboard;
};

test("a card that the network replaced is the card that is shown", async () => {
  const one = await buyer();
  const card = { ...one.method.card, last4: "1881", exp_year: 2033 };
  expect(await handle("payment_method.automatically_updated", { ...one.method, card })).toBe("processed");
  expect((await dashboardOf(one)).subscriptions[0]?.method).toMatchObject({ last4: "1881", expYear: 2033 });
});

describe("a renewal that Stripe can't finalize", () => {
  const draft = ({ invoice }: Buyer, more: object = {}) => ({
    ...invoice,
    id: `${invoice.id}_next`,
    status: "draft",
    billing_reason: "subscription_cycle",
    ...more,
  });
  const DAY = 86_400;
  const daysAgo = (days: number) => Math.floor(Date.now() / 1000) - days * DAY;

  test("is shown with its way out, whether an address is missing or only Stripe knows", async () => {
    for (const [code, needsAddress] of [
      ["customer_tax_location_invalid", true],
      ["api_error", false],
    ] as const) {
      const one = await buyer();
      const failed = draft(one, { last_finalization_error: { code, type: "invalid_request_error" } });
      expect(await handle("invoice.finalization_failed", failed)).toBe("processed");
      expect(await dashboardOf(one)).toMatchObject({ unbilled: { needsAddress, payer: { isYou: true } } });
      const history = await getWorkspaceHistory(one.workspaceId);
      expect(JSON.stringify(history?.entries)).toContain(`can't be finalized (${code})`);
    }
  });

  test("counts as owed once it has been a draft for more than four days, and has grace from then on", async () => {
    const one = await buyer();
    const accessAt = async (days: number) => {
      await handle("invoice.updated", draft(one, { created: daysAgo(days) }));
      const [access] = (await readEntitlements(one.workspaceId)).features;
      const { unbilled } = await dashboardOf(one);
      return [access?.allowed, access?.reason.kind, unbilled !== null];
    };
    expect(await accessAt(3.9)).toEqual([true, "plan", false]);
    expect(await accessAt(4.1)).toEqual([true, "grace", true]);
    expect(await accessAt(17.9)).toEqual([true, "grace", true]);
    expect(await accessAt(18.1)).toEqual([false, "ended", true]);
    const history = await historyOf(one);
    expect(history[0]).toEqual([expect.stringContaining("The days of grace are over"), ["chat", "export"]]);
    expect(history).toContainEqual([expect.stringContaining("so it counts as owed"), []]);
    // Finalized and paid, it is a plan like any other.
    await handle("invoice.paid", draft(one, { created: daysAgo(18.1), status: "paid" }));
    const [access] = (await readEntitlements(one.workspaceId)).features;
    expect(access?.reason.kind).toBe("plan");
  });

  test("has no grace where nothing was ever paid: it is owed, and stands in no other payer's way", async () => {
    const one = await buyer();
    const ago = { trial_start: daysAgo(30), trial_end: daysAgo(9) };
    await handle("customer.subscription.updated", { ...one.subscription, ...ago });
    await handle("invoice.updated", { ...one.invoice, created: daysAgo(30), total: 0, amount_paid: 0 });
    const rule = async () => {
      const [access] = (await readEntitlements(one.workspaceId)).features;
      const { hasAccess, endedAt } = (await readAccessBy([one.subscription.id])).get(one.subscription.id) ?? {};
      const standing = {
        subscriptionId: one.subscription.id,
        status: "active",
        payerId: one.userId,
        mayBeWithout: true,
      };
      const aside = await withoutAccess(OTHER_PAYER, [standing]);
      return [access?.allowed, hasAccess, endedAt, aside.size];
    };
    await handle("invoice.created", draft(one, { created: daysAgo(3.9) }));
    expect(await rule()).toEqual([true, true, null, 0]);
    await handle("invoice.updated", draft(one, { created: daysAgo(4.1) }));
    expect(await rule()).toEqual([false, false, null, 1]);
    expect((await historyOf(one))[0]).toEqual([expect.stringContaining("so it counts as owed"), ["chat", "export"]]);
    await handle("invoice.paid", draft(one, { created: daysAgo(4.1), status: "paid" }));
    expect(await rule()).toEqual([true, true, null, 0]);
  });

  test("is gone when it is deleted, and nobody is asked for a draft that was made by hand", async () => {
    const one = await buyer();
    const byHand = { ...one.invoice.lines.data[0], parent: { type: "invoice_item_details", invoice_item_details: {} } };
    const lines = { ...one.invoice.lines, data: [byHand] };
    await handle("invoice.updated", draft(one, { created: daysAgo(9), billing_reason: "manual", lines }));
    expect((await dashboardOf(one)).unbilled).toBeNull();
    expect((await readEntitlements(one.workspaceId)).features[0]?.reason.kind).toBe("plan");
    await handle("invoice.updated", draft(one, { created: daysAgo(9) }));
    expect((await dashboardOf(one)).unbilled).not.toBeNull();
    expect(await handle("invoice.deleted", { id: draft(one).id, object: "invoice", deleted: true })).toBe("processed");
    expect((await dashboardOf(one)).unbilled).toBeNull();
  });
});

test("the invoice of a month's seats that Stripe can't finalize counts as owed like a renewal's", async () => {
  const one = await buyer();
  const [line] = one.invoice.lines.data;
  const details = { subscription: one.subscription.id, proration: true, proration_details: null };
  const seat = { ...line, parent: { type: "invoice_item_details", invoice_item_details: details } };
  const draft = { ...one.invoice, id: `${one.invoice.id}_seats`, status: "draft", billing_reason: "manual" };
  const created = Math.floor(Date.now() / 1000) - 19 * 86_400;
  await handle("invoice.updated", { ...draft, created, lines: { ...one.invoice.lines, data: [seat] } });
  expect((await dashboardOf(one)).unbilled).not.toBeNull();
  expect((await readEntitlements(one.workspaceId)).features[0]?.allowed).toBe(false);
  expect((await readAccessBy([one.subscription.id])).get(one.subscription.id)?.hasAccess).toBe(false);
});

describe("what went back of a payment", () => {
  test("is said of its invoice: a part, then all of it", async () => {
    const one = await buyer();
    const statusNow = async () => (await dashboardOf(one)).invoices?.[0]?.status;
    expect(await statusNow()).toBe("paid");
    for (const [amount, status] of [
      [900, "partly_refunded"],
      [2000, "refunded"],
    ] as const) {
      const refund = await mirror.stripe.refunds.create({ payment_intent: one.intent, amount });
      const charge = await mirror.stripe.charges.retrieve(String(refund.charge));
      expect(await handle("charge.refunded", charge)).toBe("processed");
      expect(await statusNow()).toBe(status);
    }
    expect(JSON.stringify((await getWorkspaceHistory(one.workspaceId))?.entries)).toContain(
      "$29.00 of it was refunded",
    );
  });

  test("is disputed until the dispute is won", async () => {
    const one = await buyer("pm_card_createDispute");
    const [dispute] = (await mirror.stripe.disputes.list({ payment_intent: one.intent })).data;
    if (!dispute) throw new Error("Nobody disputed it.");
    expect(await handle("charge.dispute.created", dispute)).toBe("processed");
    expect((await dashboardOf(one)).invoices?.[0]?.status).toBe("disputed");
    expect(await rowOf("reversal", String(dispute.charge), "charge_id")).toMatchObject({
      invoice_id: one.invoice.id,
      dispute_id: dispute.id,
      dispute_status: dispute.status,
    });
  });

  test("of a payment that is none of ours is ignored", async () => {
    const stranger = await mirror.stripe.customers.create({});
    const method = await mirror.stripe.paymentMethods.attach("pm_card_visa", { customer: stranger.id });
    const theirs = await mirror.stripe.subscriptions.create({
      customer: stranger.id,
      items: [{ price: mirror.price.id }],
      default_payment_method: method.id,
    });
    const { data } = await mirror.stripe.invoicePayments.list({ invoice: String(theirs.latest_invoice) });
    const refund = await mirror.stripe.refunds.create({ payment_intent: String(data[0]?.payment.payment_intent) });
    expect(await handle("refund.created", refund)).toBe("ignored");
  });
});

describe("what concerns another object brings that one", () => {
  test("a discount the subscription or the customer, a tax id the customer, a mandate the payment method", async () => {
    const one = await buyer();
    const before = async (table: string, id: string) => Number((await rowOf(table, id))?.revision);
    for (const [type, object, table, id] of [
      [
        "customer.discount.created",
        { id: "di_1", customer: one.customerId, subscription: null },
        "customer",
        one.customerId,
      ],
      [
        "customer.discount.deleted",
        { id: "di_2", customer: one.customerId, subscription: one.subscription.id },
        "subscription",
        one.subscription.id,
      ],
      ["customer.tax_id.updated", { id: "txi_1", customer: one.customerId }, "customer", one.customerId],
      ["mandate.updated", { id: "mandate_1", payment_method: one.method.id }, "payment_method", one.method.id],
    ] as const) {
      const revision = await before(table, id);
      expect(await handle(type, object), type).toBe("processed");
      expect(await before(table, id), type).toBe(revision + 1);
    }
    expect(await handle("customer.tax_id.created", { id: "txi_2", customer: null })).toBe("ignored");
  });
});

test("an installation that the last release set up is told that stripe:setup has to run; then it is done", async () => {
  const url = "https://app.example.com/api/subscriptions/webhook/";
  const added = ["invoice.finalization_failed", "payment_method.automatically_updated", "charge.refunded"];
  const enabled_events = HANDLED_EVENTS.filter((type) => !added.includes(type));
  await mirror.stripe.webhookEndpoints.create({
    url,
    enabled_events: enabled_events as Stripe.WebhookEndpointCreateParams.EnabledEvent[],
    api_version: Stripe.API_VERSION as Stripe.WebhookEndpointCreateParams.ApiVersion,
  });
  expect((await checkMissingEvents("https://app.example.com"))?.toSorted()).toEqual(added.toSorted());
  expect((await readMissingEvents()).toSorted()).toEqual(added.toSorted());
  await setup({ endpoint: { url, secretIsKnown: true }, installation: null, say: () => undefined });
  expect(await checkMissingEvents("https://app.example.com")).toEqual([]);
  expect(await readMissingEvents()).toEqual([]);
});
