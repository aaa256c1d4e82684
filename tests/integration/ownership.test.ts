import { randomUUID } from "node:crypto";
import Stripe from "stripe";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { statement } from "@/lib/db";
import { refuseSecondPlan } from "@/lib/billing/checkout/plan-conflict";
import { requirePurchasable } from "@/lib/billing/catalog/catalog";
import { getDashboard } from "@/lib/billing/dashboard/dashboard";
import { cancelDuplicate } from "@/lib/billing/duplicates/cancel";
import { listDuplicates, noteDuplicates } from "@/lib/billing/duplicates/find";
import { readEntitlements } from "@/lib/billing/entitlements/read";
import { becomeNewInstallation } from "@/lib/billing/mirror/forget";
import { handleDelivery } from "@/lib/billing/mirror/deliveries";
import { assignSubscription, dismissSubscription } from "@/lib/billing/ownership/assign";
import { bringReversals } from "@/lib/billing/mirror/reversals";
import { bringOutside } from "@/lib/billing/ownership/bring";
import { listUnassigned } from "@/lib/billing/ownership/outside";
import { runAllPendingWork, runPendingWork } from "@/lib/billing/pending-work/run";
import { joinWorkspace } from "@/lib/billing/workspaces/departures";
import { invite } from "@/lib/workspaces/invitations";
import { startMirror } from "../support/mirror";
import { until } from "../support/integration";
import { eventOf } from "../support/webhook";
import { claimOf } from "../support/claim";

// What sales makes in Stripe's Dashboard: a customer who is none of our users, and a subscription of that customer.

let mirror: Awaited<ReturnType<typeof startMirror>>;
let ours: string;
const OPERATOR = randomUUID();
const OTHER = randomUUID();
beforeAll(async () => {
  mirror = await startMirror();
  ours = (await statement<{ id: string }>("ours", "SELECT id FROM installation", []))[0]!.id;
  for (const object of [await mirror.stripe.products.retrieve(String(mirror.price.product)), mirror.price])
    await handle(`${object.object}.created`, object);
});
afterAll(() => mirror?.stop());
beforeEach(() => mirror.localStripe.clearRequests());

async function handle(type: string, object: object, more: Partial<Stripe.Event> = {}): Promise<string> {
  const payload = JSON.stringify(eventOf(type, object, more));
  const secret = mirror.settings.STRIPE_WEBHOOK_SECRET ?? "";
  return handleDelivery(payload, Stripe.webhooks.generateTestHeaderString({ payload, secret }));
}

async function sale(
  metadata: Record<string, string> = {},
  customer: Stripe.CustomerCreateParams = {},
  more: object = {},
) {
  const { id } = await mirror.stripe.customers.create({ name: "Big Company", ...customer });
  const method = await mirror.stripe.paymentMethods.attach("pm_card_visa", { customer: id });
  return mirror.stripe.subscriptions.create({
    customer: id,
    items: [{ price: mirror.price.id, quantity: 3 }],
    default_payment_method: method.id,
    metadata,
    ...more,
  });
}
const told = (subscription: Stripe.Subscription) => handle("customer.subscription.updated", subscription);
const rowOf = async (table: string, id: string, key = "id"): Promise<Record<string, unknown> | undefined> =>
  (await mirror.database.pool.query<Record<string, unknown>>(`SELECT * FROM ${table} WHERE ${key} = $1`, [id])).rows[0];
const listed = async () => (await listUnassigned()).unassigned.map(({ id }) => id);
const written = async () =>
  (await mirror.localStripe.requests()).filter(({ method }) => method !== "GET").map(({ path }) => path);
const featuresOf = async (workspaceId: string) =>
  (await readEntitlements(workspaceId)).features.map(({ feature }) => feature);

describe("one that is assigned to a workspace by its metadata", () => {
  test("grants, and is only seen: its webhook writes nothing at Stripe and fetches no invoices", async () => {
    const { workspaceId } = await mirror.user();
    const subscription = await sale({ workspace_id: workspaceId });
    await mirror.localStripe.clearRequests();
    expect(await told(subscription)).toBe("processed");
    expect(await featuresOf(workspaceId)).toEqual(["chat", "export"]);
    expect(await written()).toEqual([]);
    expect(await listed()).not.toContain(subscription.id);
  });

  test("brings its customer and its invoices as pending work, and of the customer's others nothing", async () => {
    const { workspaceId } = await mirror.user();
    const subscription = await sale({ workspace_id: workspaceId });
    const customer = String(subscription.customer);
    const other = await mirror.stripe.subscriptions.create({
      customer,
      items: [{ price: mirror.price.id }],
      default_payment_method: String(subscription.default_payment_method),
    });
    await told(subscription);
    await until(
      "its customer to be here",
      async () => (await rowOf("outside_subscription", subscription.id, "subscription_id"))?.brought_at,
    );
    expect(await rowOf("customer", customer)).toMatchObject({ name: "Big Company" });
    const { rows } = await mirror.database.pool.query(
      "SELECT subscription_id, status FROM invoice WHERE customer_id = $1",
      [customer],
    );
    expect(rows).toEqual([{ subscription_id: subscription.id, status: "paid" }]);
    const [invoice] = (await mirror.stripe.invoices.list({ subscription: other.id })).data;
    expect(await handle("invoice.updated", invoice!)).toBe("ignored");
    expect(await told(other)).toBe("ignored");
    expect(await rowOf("subscription", other.id)).toBeUndefined();
    // Its own next invoice comes by its event.
    const next = { ...invoice, id: "in_next", parent: parentOf(subscription.id) };
    expect(await handle("invoice.updated", next, { created: now() + 60 })).toBe("processed");
  });

  describe("when of its invoice the end was told first, while it was still nobody's:", () => {
    async function toldTooEarly() {
      const { workspaceId } = await mirror.user();
      const subscription = await sale({ workspace_id: workspaceId });
      const [paid] = (await mirror.stripe.invoices.list({ subscription: subscription.id })).data;
      if (!paid) throw new Error("It has no invoice.");
      expect(await handle("invoice.paid", paid)).toBe("ignored");
      const draft = { ...paid, status: "draft", amount_paid: 0 };
      const beginning = (created: number) => handle("invoice.created", draft, { created });
      return { workspaceId, subscription, invoice: paid.id, beginning };
    }
    const statusOf = async (invoice: string) => (await rowOf("invoice", invoice))?.status;

    test("it is paid here too, although it had ended when we first heard of it", async () => {
      const { workspaceId, subscription, invoice, beginning } = await toldTooEarly();
      await mirror.stripe.subscriptions.cancel(subscription.id);
      const ended = await mirror.stripe.subscriptions.retrieve(subscription.id);
      expect(await handle("customer.subscription.deleted", ended)).toBe("processed");
      await runPendingWork(workspaceId);
      expect(await statusOf(invoice)).toBe("paid");
      expect(await beginning(now() - 60)).toBe("processed");
      expect(await statusOf(invoice)).toBe("paid");
    });

    const forget = (invoice: string) => mirror.database.pool.query("DELETE FROM invoice WHERE id = $1", [invoice]);
    const bringAgain = (subscription: string) =>
      mirror.database.pool.query("UPDATE outside_subscription SET brought_at = NULL WHERE subscription_id = $1", [
        subscription,
      ]);

    test.each([
      ["before its invoices are brought", bringAgain],
      ["after", () => Promise.resolve()],
    ])("it is paid here too when its beginning is told: %s", async (_, undo) => {
      const { workspaceId, subscription, invoice, beginning } = await toldTooEarly();
      await told(subscription);
      await runPendingWork(workspaceId);
      await forget(invoice);
      await undo(subscription.id);
      expect(await beginning(now() - 60)).toBe("processed");
      expect(await statusOf(invoice)).toBe("paid");
    });

    test("a row that was written since the list was read is brought too", async () => {
      const { workspaceId, subscription, invoice } = await toldTooEarly();
      await told(subscription);
      await runPendingWork(workspaceId);
      await bringAgain(subscription.id);
      await mirror.database.pool.query(
        "UPDATE invoice SET status = 'draft', as_of = now() + interval '5 seconds' WHERE id = $1",
        [invoice],
      );
      await bringOutside(workspaceId);
      expect(await statusOf(invoice)).toBe("paid");
    });
  });

  test("brings what was refunded and disputed of its invoices before, and of the customer's others nothing", async () => {
    const { userId, workspaceId } = await mirror.user();
    await mirror.database.pool.query("INSERT INTO membership (user_id, workspace_id, role) VALUES ($1, $2, 'owner')", [
      userId,
      workspaceId,
    ]);
    const subscription = await sale({});
    const customer = String(subscription.customer);
    const disputing = await mirror.stripe.paymentMethods.attach("pm_card_createDispute", { customer });
    const items = [{ price: mirror.price.id }];
    const other = await mirror.stripe.subscriptions.create({
      customer,
      items,
      default_payment_method: String(subscription.default_payment_method),
    });
    const chargeOf = async (one: Stripe.Subscription) => {
      const { data } = await mirror.stripe.invoicePayments.list({ invoice: String(one.latest_invoice) });
      const intent = await mirror.stripe.paymentIntents.retrieve(String(data[0]?.payment.payment_intent));
      return String(intent.latest_charge);
    };
    const charges = [await chargeOf(subscription), await chargeOf(other)];
    for (const charge of charges) {
      const refund = await mirror.stripe.refunds.create({ charge, amount: 900 });
      expect(await handle("refund.created", refund)).toBe("ignored");
    }
    const disputed = await mirror.stripe.subscriptions.create({
      customer,
      items,
      default_payment_method: disputing.id,
      metadata: { workspace_id: workspaceId },
    });
    await mirror.stripe.subscriptions.update(subscription.id, { metadata: { workspace_id: workspaceId } });
    for (const one of [subscription, disputed]) await told(await mirror.stripe.subscriptions.retrieve(one.id));
    await runPendingWork(workspaceId);
    const { rows } = await mirror.database.pool.query(
      `SELECT v.subscription_id, r.refunded_minor, r.dispute_status FROM reversal r JOIN invoice v ON v.id = r.invoice_id
       WHERE r.customer_id = $1 ORDER BY r.refunded_minor`,
      [customer],
    );
    expect(rows).toEqual([
      { subscription_id: disputed.id, refunded_minor: "0", dispute_status: "needs_response" },
      { subscription_id: subscription.id, refunded_minor: "900", dispute_status: null },
    ]);
    const dashboard = await getDashboard(await claimOf(userId), workspaceId);
    expect(dashboard?.invoices?.map(({ status }) => status).toSorted()).toEqual(["disputed", "partly_refunded"]);
    // A newer word of an event stays.
    await mirror.database.pool.query(
      "UPDATE reversal SET refunded_minor = 1200, as_of = now() + interval '1 hour' WHERE charge_id = $1",
      [charges[0]],
    );
    await bringReversals(customer);
    expect(await rowOf("reversal", charges[0] ?? "", "charge_id")).toMatchObject({ refunded_minor: "1200" });
  });

  test("not by a late event, when it is assigned no longer", async () => {
    const { workspaceId } = await mirror.user();
    const assigned = await sale({ workspace_id: workspaceId });
    const freed = await mirror.stripe.subscriptions.update(assigned.id, { metadata: { workspace_id: "" } });
    expect(await told(freed)).toBe("ignored");
    expect(await listed()).toContain(assigned.id);
    expect(await handle("customer.subscription.created", assigned, { created: now() - 60 })).toBe("ignored");
    expect(await featuresOf(workspaceId)).toEqual([]);
    expect(await listed()).toContain(assigned.id);
  });

  test("later, or to another workspace, is enough", async () => {
    const [first, second] = [await mirror.user(), await mirror.user()];
    const subscription = await sale();
    expect(await told(subscription)).toBe("ignored");
    expect(await listed()).toContain(subscription.id);
    for (const [n, { workspaceId }] of [first, second].entries()) {
      const moved = await mirror.stripe.subscriptions.update(subscription.id, {
        metadata: { workspace_id: workspaceId },
      });
      expect(await handle("customer.subscription.updated", moved, { created: now() + 10 * n })).toBe("processed");
      expect(await featuresOf(workspaceId)).toEqual(["chat", "export"]);
      expect(await listed()).not.toContain(subscription.id);
    }
    expect(await featuresOf(first.workspaceId)).toEqual([]);
  });

  test("blocks a second plan, without a way to change it here, and its members read that it is billed elsewhere", async () => {
    for (const [collection_method, billedOutside] of [
      ["charge_automatically", "outside"],
      ["send_invoice", "invoice"],
    ] as const) {
      const { userId, workspaceId } = await mirror.user();
      await mirror.database.pool.query(
        "INSERT INTO membership (user_id, workspace_id, role) VALUES ($1, $2, 'owner')",
        [userId, workspaceId],
      );
      const subscription = await sale({ workspace_id: workspaceId });
      await told(subscription);
      const changed = { ...subscription, collection_method };
      await handle("customer.subscription.updated", changed, { created: now() + 60 });
      const refusal = await refuseSecondPlan(
        userId,
        workspaceId,
        await requirePurchasable(mirror.price.id, workspaceId),
      ).catch((error: unknown) => error);
      expect(refusal).toMatchObject({ code: "already_subscribed", extras: {} });
      expect((await getDashboard(await claimOf(userId), workspaceId))?.subscriptions).toMatchObject([
        { billedOutside, isYours: false },
      ]);
    }
  });

  test("keeps its quantity, whatever the members are", async () => {
    const { workspaceId } = await mirror.user();
    const price = await mirror.seatPrice();
    await handle("price.created", price);
    const subscription = await sale({ workspace_id: workspaceId }, {}, { items: [{ price: price.id, quantity: 7 }] });
    await told(subscription);
    await mirror.localStripe.clearRequests();
    await runAllPendingWork();
    expect(await written()).toEqual([]);
    expect((await mirror.stripe.subscriptions.retrieve(subscription.id)).items.data[0]?.quantity).toBe(7);
  });

  test("has as many seats as were sold: a member more is refused, also of two who come at once", async () => {
    const owner = await mirror.user();
    const { workspaceId } = owner;
    const join = (userId: string, role: string) =>
      mirror.database.pool.query("INSERT INTO membership (user_id, workspace_id, role) VALUES ($1, $2, $3::role)", [
        userId,
        workspaceId,
        role,
      ]);
    await join(owner.userId, "owner");
    const price = await mirror.seatPrice();
    await handle("price.created", price);
    await told(await sale({ workspace_id: workspaceId }, {}, { items: [{ price: price.id, quantity: 2 }] }));
    const guests = await Promise.all([mirror.user(), mirror.user()]);
    const accept = async ({ userId }: { userId: string }) => {
      const token = await invite(owner.userId, workspaceId, { role: "member", email: null });
      return joinWorkspace({ id: userId, name: null, email: `${userId}@example.com` }, token);
    };
    const outcomes = await Promise.allSettled(guests.map(accept));
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(outcomes.find((one) => one.status === "rejected")).toMatchObject({ reason: { code: "seat_limit_reached" } });
  });

  test("is canceled by no program, although the workspace has the product already", async () => {
    const buyer = await mirror.customer();
    const bought = await mirror.subscription(buyer);
    await told(bought);
    let later = await sale({ workspace_id: buyer.workspaceId });
    // Of the same second the ids decide.
    while (later.created === bought.created && later.id < bought.id)
      later = await sale({ workspace_id: buyer.workspaceId });
    await told(later);
    const made = { ...later, created: bought.created + 5 };
    await handle("customer.subscription.updated", made, { created: now() + 60 });
    await noteDuplicates(buyer.workspaceId);
    expect((await listDuplicates()).duplicates.map(({ subscriptionId }) => subscriptionId)).toContain(later.id);
    await mirror.localStripe.clearRequests();
    expect(await cancelDuplicate(later.id)).toMatchObject({ done: false, why: expect.stringContaining("No checkout") });
    expect(await written()).toEqual([]);
  });
});

describe("one of another installation", () => {
  test.each([
    ["by its own metadata", { installation_id: OTHER }, {}],
    ["by its customer's", {}, { metadata: { installation_id: OTHER, user_id: randomUUID() } }],
  ])("is neither taken nor listed, although its workspace exists here: %s", async (_, metadata, customer) => {
    const { workspaceId } = await mirror.user();
    const subscription = await sale({ workspace_id: workspaceId, ...metadata }, customer);
    expect(await told(subscription)).toBe("ignored");
    expect(await rowOf("subscription", subscription.id)).toBeUndefined();
    expect(await listed()).not.toContain(subscription.id);
    await mirror.sync();
    expect(await rowOf("subscription", subscription.id)).toBeUndefined();
    expect(await listed()).not.toContain(subscription.id);
    await expect(assignSubscription(subscription.id, workspaceId, OPERATOR)).rejects.toMatchObject({
      code: "subscription_not_assignable",
    });
  });

  test("that was ours before loses its workspace", async () => {
    const { workspaceId } = await mirror.user();
    const subscription = await sale({ workspace_id: workspaceId });
    await told(subscription);
    const theirs = { ...subscription, metadata: { ...subscription.metadata, installation_id: OTHER } };
    await handle("customer.subscription.updated", theirs, { created: now() + 60 });
    expect(await rowOf("subscription", subscription.id)).toMatchObject({ workspace_id: null });
    expect(await featuresOf(workspaceId)).toEqual([]);
    expect(await listed()).not.toContain(subscription.id);
  });
});

describe("one that is assigned to nobody", () => {
  test("is listed with what is needed to know it, and nothing else is kept", async () => {
    const subscription = await sale({ note: "secret" }, { email: "buyer@example.com" });
    await told(subscription);
    expect((await listUnassigned()).unassigned.find(({ id }) => id === subscription.id)).toMatchObject({
      customerId: subscription.customer,
      product: "Pro",
      status: "active",
      amountMinor: 3 * 2900,
      currency: "usd",
    });
    expect(await rowOf("customer", String(subscription.customer))).toBeUndefined();
    for (const table of ["unassigned_subscription", "customer", "subscription", "invoice"]) {
      const { rows } = await mirror.database.pool.query(`SELECT t::text FROM ${table} t`);
      expect(JSON.stringify(rows)).not.toMatch(/secret|buyer@example/);
    }
  });

  test("is found by stripe:sync too, and by the run by events; one that ended is listed no longer", async () => {
    await mirror.sync();
    const byList = await sale();
    await mirror.sync();
    expect(await listed()).toContain(byList.id);
    const later = await sale();
    await mirror.sync({ since: "last" });
    expect(await listed()).toContain(later.id);
    await told(await mirror.stripe.subscriptions.cancel(later.id));
    expect(await listed()).not.toContain(later.id);
    // An event from before the end, delivered late.
    await told(later);
    expect(await listed()).not.toContain(later.id);
  });

  test("is listed no longer once it is dismissed", async () => {
    const subscription = await sale();
    await told(subscription);
    await dismissSubscription(subscription.id, OPERATOR);
    expect(await listed()).not.toContain(subscription.id);
  });

  test("is assigned by the operator: it grants, carries our ids at Stripe, and may be changed from then on", async () => {
    const { workspaceId, userId } = await mirror.user();
    await mirror.database.pool.query("INSERT INTO membership (user_id, workspace_id, role) VALUES ($1, $2, 'owner')", [
      userId,
      workspaceId,
    ]);
    const price = await mirror.seatPrice();
    await handle("price.created", price);
    const subscription = await sale({}, {}, { items: [{ price: price.id, quantity: 7 }] });
    await told(subscription);
    await assignSubscription(subscription.id, workspaceId, OPERATOR);
    const there = await mirror.stripe.subscriptions.retrieve(subscription.id);
    expect(there.metadata).toEqual({ workspace_id: workspaceId, installation_id: ours });
    expect(await featuresOf(workspaceId)).toEqual(["chat", "export"]);
    expect(await listed()).not.toContain(subscription.id);
    await runAllPendingWork();
    expect((await mirror.stripe.subscriptions.retrieve(subscription.id)).items.data[0]?.quantity).toBe(1);
    expect((await getDashboard(await claimOf(userId), workspaceId))?.subscriptions).toMatchObject([
      { billedOutside: null },
    ]);
  });

  test("can be assigned neither to a workspace that is no more, nor after its end", async () => {
    const subscription = await sale();
    const { workspaceId } = await mirror.user();
    await mirror.database.pool.query("UPDATE workspace SET deleted_at = now() WHERE id = $1", [workspaceId]);
    for (const unknown of [workspaceId, randomUUID()])
      await expect(assignSubscription(subscription.id, unknown, OPERATOR)).rejects.toMatchObject({
        code: "workspace_not_found",
      });
    await mirror.stripe.subscriptions.cancel(subscription.id);
    const { workspaceId: living } = await mirror.user();
    await expect(assignSubscription(subscription.id, living, OPERATOR)).rejects.toMatchObject({
      code: "subscription_not_assignable",
    });
  });
});

test("a copied database becomes an installation of its own, and leaves the original's alone", async () => {
  const buyer = await mirror.user();
  const customer = await mirror.stripe.customers.create({ metadata: { installation_id: ours, user_id: buyer.userId } });
  await mirror.database.pool.query("INSERT INTO stripe_user (user_id, customer_id) VALUES ($1, $2)", [
    buyer.userId,
    customer.id,
  ]);
  const bought = await mirror.subscription({ customerId: customer.id, workspaceId: buyer.workspaceId });
  expect(await told(bought)).toBe("processed");
  expect(await featuresOf(buyer.workspaceId)).toEqual(["chat", "export"]);

  // The original is in the middle of a hand-over, and has a mail to send.
  const successor = await mirror.subscription({ customerId: customer.id, workspaceId: buyer.workspaceId });
  const { pool } = mirror.database;
  await pool.query(
    `INSERT INTO hand_over (checkout_id, predecessor_id, workspace_id, user_id, customer_id, kind, anchor, state, successor_id, created_at)
     VALUES ($1, $2, $3, $4, $5, 'continue', $6, 'running', $7, now())`,
    [
      randomUUID(),
      bought.id,
      buyer.workspaceId,
      buyer.userId,
      customer.id,
      new Date((bought.items.data[0]?.current_period_end ?? 0) * 1000),
      successor.id,
    ],
  );
  await pool.query(
    `INSERT INTO mail (key, kind, to_address, language, data, created_at, next_attempt_at)
     VALUES ('of the original', 'payment_failed', 'ada@example.com', 'en', '{}', now(), now())`,
  );

  expect(await becomeNewInstallation()).not.toBe(ours);
  expect(await featuresOf(buyer.workspaceId)).toEqual([]);
  expect(await rowOf("mail", "of the original", "key")).toMatchObject({ dropped_at: expect.any(Date) });
  await expectNothingOfCustomers();
  expect(await told(bought)).toBe("ignored");
  await mirror.sync();
  expect(await rowOf("subscription", bought.id)).toBeUndefined();
  expect(await listed()).not.toContain(bought.id);
  await runAllPendingWork();
  expect((await mirror.stripe.subscriptions.retrieve(bought.id)).cancel_at).toBeNull();
  expect(await rowOf("stripe_user", buyer.userId, "user_id")).toMatchObject({ customer_id: null });
});

/** In any table: what names a customer or a subscription leads to the original's. The link to one and the ledger of trials stay. */
async function expectNothingOfCustomers() {
  const { rows } = await mirror.database.pool.query<{ table: string }>(
    `SELECT DISTINCT c.table_name AS table FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
     WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'
       AND c.column_name IN ('customer_id', 'subscription_id', 'predecessor_id', 'successor_id', 'invoice_id', 'charge_id')
       AND c.table_name NOT IN ('stripe_user', 'trial_ledger', 'trial_ledger_method')`,
  );
  expect(rows.length).toBeGreaterThan(10);
  for (const { table } of rows) {
    const { rowCount } = await mirror.database.pool.query(`SELECT FROM "${table}"`);
    expect([table, rowCount]).toEqual([table, 0]);
  }
}

const now = () => Math.floor(Date.now() / 1000);
const parentOf = (subscription: string) => ({ type: "subscription_details", subscription_details: { subscription } });
