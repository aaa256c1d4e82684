import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { rowOf } from "../../support/billing";
import { until } from "../../support/integration";
import { askedAlone, startMirror } from "../../support/mirror";

let mirror: Awaited<ReturnType<typeof startMirror>>;
beforeAll(async () => {
  mirror = await startMirror();
});
afterAll(() => mirror?.stop());
beforeEach(async () => {
  await nextSecond();
  await mirror.localStripe.clearRequests();
});

const row = (table: string, id: string) => rowOf(mirror, table, id);
const change = (text: string, ...values: unknown[]) => mirror.database.pool.query(text, values);

const listed = async () => (await mirror.localStripe.requests()).map(({ path }) => path.split("?")[0]);

/** So that what a test does is not of one second with what was done before. */
async function nextSecond(): Promise<void> {
  const second = Math.floor(Date.now() / 1000);
  await until("the next second", () => Math.floor(Date.now() / 1000) > second, { intervalMs: 20 });
}

const anHourAgo = () => new Date(Date.now() - 3_600_000);

describe("by events", () => {
  test("since the last run is everything, where none has finished in the time that Stripe keeps events for", async () => {
    const product = await mirror.stripe.products.create({ name: "Never told of" });
    expect(await mirror.sync({ since: "last" })).toMatchObject({ finished: true });
    expect(await row("product", product.id)).toMatchObject({ name: "Never told of" });
    await mirror.localStripe.clearRequests();
    await mirror.sync({ since: "last" });
    expect(await listed()).not.toContain("/v1/products");
    await change("UPDATE reconciliation SET started_at = started_at - interval '31 days'");
    await mirror.localStripe.clearRequests();
    await mirror.sync({ since: "last" });
    expect(await listed()).toContain("/v1/products");
  });

  test("events older than those that Stripe keeps are refused, with the way out", async () => {
    const since = new Date(Date.now() - 31 * 24 * 3_600_000);
    await expect(mirror.sync({ since })).rejects.toThrow(/Stripe keeps events for 30 days.*run it without since/);
  });

  test("what no webhook told is written, and only that is asked for", async () => {
    const lost = await mirror.stripe.products.create({ name: "Lost" });
    await nextSecond();
    await mirror.stripe.products.update(lost.id, { name: "Latest" });
    await mirror.localStripe.clearRequests();
    const { counts, driftCount } = await mirror.sync({ since: anHourAgo() });
    expect([driftCount, counts.product]).toMatchObject([1, { repaired: 1 }]);
    expect(await row("product", lost.id)).toMatchObject({ name: "Latest" });
    // What a price costs in other currencies no event says.
    const asked = [`/v1/products/${lost.id}`, `/v1/prices/${mirror.price.id}`];
    expect(new Set(await askedAlone(mirror.localStripe))).toEqual(new Set(asked));
  });

  test("of two events of one second neither is believed: Stripe is asked, and what is right is left alone", async () => {
    const product = await mirror.stripe.products.create({ name: "Once" });
    await mirror.stripe.products.update(product.id, { name: "Twice" });
    await mirror.sync({ since: anHourAgo() });
    // As if only the first of the two had come through.
    await change("UPDATE product SET name = 'Once', as_of = as_of - interval '1 minute' WHERE id = $1", product.id);
    await mirror.sync({ since: anHourAgo() });
    const { revision } = (await row("product", product.id)) ?? {};
    expect(await row("product", product.id)).toMatchObject({ name: "Twice" });
    await mirror.sync({ since: anHourAgo() });
    expect(await row("product", product.id)).toMatchObject({ revision });
  });

  test("what was deleted is gone here, too", async () => {
    const product = await mirror.stripe.products.create({ name: "Short-lived" });
    await mirror.sync({ since: anHourAgo() });
    await nextSecond();
    await mirror.stripe.products.del(product.id);
    expect((await mirror.sync({ since: anHourAgo() })).counts.product).toMatchObject({ gone: 1 });
    expect(await row("product", product.id)).toMatchObject({ deleted: true });
  });

  test("payment methods, which no list brings, come by their events", async () => {
    const { customerId } = await mirror.customer();
    const method = await mirror.stripe.paymentMethods.attach("pm_card_visa", { customer: customerId });
    await mirror.sync({ since: anHourAgo() });
    expect(await row("payment_method", method.id)).toMatchObject({ customer_id: customerId, brand: "visa" });
  });

  test("a dry run tells and writes nothing", async () => {
    const product = await mirror.stripe.products.create({ name: "Not here" });
    const { drift } = await mirror.sync({ since: anHourAgo(), dryRun: true });
    expect(drift).toEqual([{ kind: "product", id: product.id, field: "id", here: null, there: product.id }]);
    expect(await row("product", product.id)).toBeUndefined();
  });

  test("what failed in the last run is looked at again, however long ago it happened", async () => {
    await mirror.sync();
    await change(
      `UPDATE reconciliation SET failures = '[{"kind":"product","id":"prod_unknown","error":"Stripe was away"}]'
       WHERE id = (SELECT id FROM reconciliation WHERE NOT dry_run ORDER BY started_at DESC LIMIT 1)`,
    );
    await change(
      "INSERT INTO product (id, active, metadata, created_at, as_of) VALUES ('prod_unknown', true, '{}', '2020-01-01', '2020-01-01')",
    );
    await mirror.sync({ since: "last" });
    expect(await row("product", "prod_unknown")).toMatchObject({ deleted: true });
  });
});

describe("events that failed", () => {
  const failed = (id: string, objectId: string, created: string) =>
    change(
      `INSERT INTO stripe_event (id, type, object_id, created, payload, state, first_attempt_at, last_attempt_at, error)
       VALUES ($1, 'product.updated', $2, now() - $3::interval, '{}', 'failed', now(), now(), 'Stripe was away')`,
      id,
      objectId,
      created,
    );
  const stateOf = async (id: string) => (await row("stripe_event", id))?.state;

  test("stay red no longer once their object is right by what Stripe said later", async () => {
    const product = String(mirror.price.product);
    await failed("evt_before", product, "1 hour");
    await failed("evt_of_later", product, "-1 hour");
    await failed("evt_of_nothing_walked", "cs_of_a_checkout", "1 hour");
    await mirror.sync({ dryRun: true });
    expect(await stateOf("evt_before")).toBe("failed");
    await mirror.sync();
    expect(await stateOf("evt_before")).toBe("processed");
    expect(await row("stripe_event", "evt_before")).toMatchObject({ error: null, payload: "{}" });
    expect([await stateOf("evt_of_later"), await stateOf("evt_of_nothing_walked")]).toEqual(["failed", "failed"]);
  });

  test("stay red while their object can't be read", async () => {
    await change(
      `INSERT INTO subscription (id, customer_id, status, metadata, created_at, as_of)
       VALUES ('sub_unknown', 'cus_unknown', 'active', '{}', now() - interval '2 days', now() - interval '2 days')`,
    );
    await failed("evt_of_unknown", "sub_unknown", "1 hour");
    await mirror.sync();
    expect(await stateOf("evt_of_unknown")).toBe("failed");
  });
});
