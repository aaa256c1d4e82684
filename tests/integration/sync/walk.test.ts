import { randomUUID } from "node:crypto";
import Stripe from "stripe";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { METADATA } from "@/lib/stripe/metadata";
import { rowOf } from "../../support/billing";
import { askedAlone, startMirror } from "../../support/mirror";

let mirror: Awaited<ReturnType<typeof startMirror>>;
beforeAll(async () => {
  mirror = await startMirror();
});
afterAll(() => mirror?.stop());
beforeEach(async () => {
  await mirror.localStripe.clearFaults();
  await mirror.localStripe.clearRequests();
});

const row = (table: string, id: string) => rowOf(mirror, table, id);
const rowsOf = async (text: string, ...values: unknown[]) =>
  (await mirror.database.pool.query<Record<string, unknown>>(text, values)).rows;
const change = (text: string, ...values: unknown[]) => mirror.database.pool.query(text, values);

describe("a mirror that is behind", () => {
  test("gets all that is ours, of every status, active or not, with what hangs on it", async () => {
    const ada = await mirror.customer();
    const live = await mirror.subscription(ada);
    const canceled = await mirror.subscription(ada);
    await mirror.stripe.subscriptions.cancel(canceled.id);
    const archived = await mirror.stripe.products.create({ name: "Archived", active: false });
    const { counts, failures, finished } = await mirror.sync();
    expect([finished, failures]).toEqual([true, []]);
    expect(await row("customer", ada.customerId)).toMatchObject({ name: "Ada" });
    expect(await row("subscription", live.id)).toMatchObject({ status: "active", workspace_id: ada.workspaceId });
    expect(await row("subscription", canceled.id)).toMatchObject({ status: "canceled" });
    expect(
      await rowsOf("SELECT price_id, product_id FROM subscription_item WHERE subscription_id = $1", live.id),
    ).toEqual([{ price_id: mirror.price.id, product_id: mirror.price.product }]);
    expect(await row("product", archived.id)).toMatchObject({ active: false, name: "Archived" });
    expect(
      await rowsOf(
        "SELECT feature_id FROM product_feature WHERE product_id = $1 ORDER BY position",
        mirror.price.product,
      ),
    ).toEqual([{ feature_id: "chat" }, { feature_id: "export" }]);
    expect(await row("invoice", String(live.latest_invoice))).toMatchObject({
      status: "paid",
      subscription_id: live.id,
    });
    expect(counts.subscription).toEqual({ read: 2, same: 0, repaired: 2, gone: 0, notOurs: 0, failed: 0 });
  });

  test("is left alone the second time, and nothing is asked for by itself", async () => {
    const revisions = () =>
      rowsOf("SELECT id, revision FROM subscription UNION ALL SELECT id, revision FROM product ORDER BY id");
    const before = await revisions();
    const { counts, driftCount } = await mirror.sync();
    expect([driftCount, counts.subscription, counts.customer]).toMatchObject([
      0,
      { read: 2, same: 2 },
      { read: 1, same: 1 },
    ]);
    expect(await revisions()).toEqual(before);
    expect(await askedAlone(mirror.localStripe)).toEqual([]);
  });

  test("leaves out whose customer is not ours", async () => {
    const stranger = await mirror.stripe.customers.create({ name: "Stranger" });
    const theirs = await mirror.subscription({ customerId: stranger.id, workspaceId: randomUUID() });
    const { counts } = await mirror.sync();
    expect(counts.customer).toMatchObject({ notOurs: 1 });
    expect(counts.subscription).toMatchObject({ notOurs: 1 });
    expect([await row("customer", stranger.id), await row("subscription", theirs.id)]).toEqual([undefined, undefined]);
    expect(await askedAlone(mirror.localStripe)).toEqual([]);
  });

  test("leaves out a customer of ours whose user is no longer here, in a dry run too", async () => {
    const [{ id: installation } = {}] = await rowsOf("SELECT id FROM installation");
    const metadata = { [METADATA.userId]: randomUUID(), [METADATA.installationId]: String(installation) };
    const { id } = await mirror.stripe.customers.create({ name: "Gone", metadata });
    const dry = await mirror.sync({ dryRun: true });
    const { counts } = await mirror.sync();
    expect([dry.driftCount, dry.counts.customer?.notOurs]).toEqual([0, counts.customer?.notOurs]);
    expect(await row("customer", id)).toBeUndefined();
    await mirror.stripe.customers.del(id);
  });

  test("completes a claim that was interrupted: a customer who carries our ids is adopted, with the subscriptions", async () => {
    const { userId, workspaceId } = await mirror.user();
    const [{ id: installation } = {}] = await rowsOf("SELECT id FROM installation");
    const metadata = { [METADATA.userId]: userId, [METADATA.installationId]: String(installation) };
    const { id: customerId } = await mirror.stripe.customers.create({ name: "Interrupted", metadata });
    const subscription = await mirror.subscription({ customerId, workspaceId });
    await mirror.sync();
    expect(await rowsOf("SELECT customer_id FROM stripe_user WHERE user_id = $1", userId)).toEqual([
      { customer_id: customerId },
    ]);
    expect(await row("subscription", subscription.id)).toMatchObject({ workspace_id: workspaceId });
  });
});

describe("drift", () => {
  test("of fields, items and features is found in a dry run, which writes nothing, and then put right", async () => {
    const ada = await mirror.customer();
    const subscription = await mirror.subscription(ada);
    await mirror.sync();
    const [item] = subscription.items.data;
    await change(
      "UPDATE subscription SET status = 'past_due', as_of = as_of - interval '1 hour' WHERE id = $1",
      subscription.id,
    );
    await change("UPDATE subscription_item SET quantity = 7 WHERE id = $1", item?.id);
    await change("INSERT INTO subscription_item (id, subscription_id) VALUES ('si_vanished', $1)", subscription.id);
    await change("DELETE FROM product_feature WHERE feature_id = 'chat'");
    await change("UPDATE product SET as_of = as_of - interval '1 hour'");
    await change("DELETE FROM invoice WHERE id = $1", subscription.latest_invoice);
    const dry = await mirror.sync({ dryRun: true });
    expect(dry.drift).toHaveLength(5);
    expect(dry.drift).toEqual(
      expect.arrayContaining([
        { kind: "product", id: mirror.price.product, field: "features", here: ["export"], there: ["chat", "export"] },
        {
          kind: "invoice",
          id: subscription.latest_invoice,
          field: "id",
          here: null,
          there: subscription.latest_invoice,
        },
        { kind: "subscription", id: subscription.id, field: `items[${item?.id ?? ""}].quantity`, here: 7, there: 1 },
        { kind: "subscription", id: subscription.id, field: "items[si_vanished]", here: "1 × null", there: null },
        { kind: "subscription", id: subscription.id, field: "status", here: "past_due", there: "active" },
      ]),
    );
    expect(dry.driftCount).toBe(3);
    expect(await row("subscription", subscription.id)).toMatchObject({ status: "past_due" });
    expect(await row("invoice", String(subscription.latest_invoice))).toBeUndefined();
    expect((await mirror.sync()).driftCount).toBe(3);
    expect(await row("subscription", subscription.id)).toMatchObject({ status: "active" });
    expect(
      await rowsOf("SELECT id, quantity FROM subscription_item WHERE subscription_id = $1", subscription.id),
    ).toEqual([{ id: item?.id, quantity: "1" }]);
    expect((await mirror.sync({ dryRun: true })).drift).toEqual([]);
  });

  test("is not seen where both sides mean the same: a workspace that is gone, amounts as decimals", async () => {
    const ada = await mirror.customer();
    await mirror.subscription({ ...ada, workspaceId: randomUUID() });
    const product = String(mirror.price.product);
    await mirror.stripe.prices.create({
      product,
      currency: "usd",
      unit_amount_decimal: Stripe.Decimal.from("0.5"),
      recurring: { interval: "month" },
    });
    await mirror.sync();
    expect((await mirror.sync({ dryRun: true })).drift).toEqual([]);
  });
});

describe("what Stripe no longer lists", () => {
  test("is deleted here, and asked for once", async () => {
    const product = await mirror.stripe.products.create({ name: "Short-lived" });
    const ada = await mirror.customer();
    await mirror.sync();
    await mirror.stripe.products.del(product.id);
    await mirror.stripe.customers.del(ada.customerId);
    // What was made this very second may not be in Stripe's lists yet.
    await change("UPDATE product SET created_at = created_at - interval '1 hour' WHERE id = $1", product.id);
    await change("UPDATE customer SET created_at = created_at - interval '1 hour' WHERE id = $1", ada.customerId);
    await change(
      "INSERT INTO price (id, active, metadata, created_at, as_of) VALUES ('price_wiped', true, '{}', now() - interval '1 day', now() - interval '1 day')",
    );
    const dry = await mirror.sync({ dryRun: true });
    expect(dry.drift.map(({ id, field, here, there }) => [id, field, here, there])).toEqual([
      [product.id, "deleted", false, true],
      ["price_wiped", "deleted", false, true],
      [ada.customerId, "deleted", false, true],
    ]);
    const { counts } = await mirror.sync();
    expect([counts.product?.gone, counts.price?.gone, counts.customer?.gone]).toEqual([1, 1, 1]);
    expect(await row("product", product.id)).toMatchObject({ deleted: true, active: false });
    expect(await row("price", "price_wiped")).toMatchObject({ deleted: true, active: false });
    expect(await row("customer", ada.customerId)).toMatchObject({ deleted: true });
    await mirror.localStripe.clearRequests();
    await mirror.sync();
    expect(await askedAlone(mirror.localStripe)).toEqual([]);
  });

  test("stays visible as a failure when it is a subscription, and the run goes on", async () => {
    await change(
      `INSERT INTO subscription (id, customer_id, status, metadata, created_at, as_of)
       VALUES ('sub_unknown', 'cus_unknown', 'active', '{}', now() - interval '2 days', now() - interval '2 days')`,
    );
    const { failures, finished, counts } = await mirror.sync();
    expect([finished, failures]).toMatchObject([
      true,
      [{ kind: "subscription", id: "sub_unknown", error: /No such subscription/ }],
    ]);
    expect(counts.invoice?.read).toBeGreaterThan(0);
    await change("DELETE FROM subscription WHERE id = 'sub_unknown'");
  });
});
