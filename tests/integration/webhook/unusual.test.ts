import { randomUUID } from "node:crypto";
import Stripe from "stripe";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { handleDelivery } from "@/lib/billing/mirror/deliveries";
import { checkAccount } from "@/lib/billing/customers/installation";
import { askedAlone, startMirror } from "../../support/mirror";
import { eventOf } from "../../support/webhook";

let mirror: Awaited<ReturnType<typeof startMirror>>;
let ourAccount: string;
beforeAll(async () => {
  mirror = await startMirror();
  await checkAccount();
  ourAccount = (await mirror.stripe.accounts.retrieveCurrent()).id;
});
afterAll(() => mirror?.stop());
beforeEach(() => mirror.localStripe.clearRequests());

function signed(event: object | string) {
  const payload = typeof event === "string" ? event : JSON.stringify(event);
  const secret = mirror.settings.STRIPE_WEBHOOK_SECRET ?? "";
  return [payload, Stripe.webhooks.generateTestHeaderString({ payload, secret })] as const;
}
const handle = (event: object | string) => handleDelivery(...signed(event));

const rowOf = async (table: string, id: string): Promise<Record<string, unknown> | undefined> =>
  (await mirror.database.pool.query<Record<string, unknown>>(`SELECT * FROM ${table} WHERE id = $1`, [id])).rows[0];
const counted = async () =>
  (await mirror.database.pool.query("SELECT account_id, events::int, last_type FROM other_account ORDER BY 1")).rows;

describe("an event of another account", () => {
  beforeEach(() => mirror.database.pool.query("DELETE FROM other_account"));

  test.each([
    ["by account", { account: "acct_other" }],
    ["by context", { context: "acct_other" }],
    ["by a context within an organization", { context: "org_1/acct_other" }],
  ])("is recorded as ignored, and counted once: %s", async (_, names) => {
    const product = await mirror.stripe.products.create({ name: "Theirs" });
    const event = { ...eventOf("product.created", product), ...names };
    expect(await handle(event)).toBe("ignored");
    expect(await handle(event)).toBe("ignored");
    expect(await rowOf("product", product.id)).toBeUndefined();
    expect(await rowOf("stripe_event", event.id)).toMatchObject({ state: "ignored", payload: null, error: null });
    expect(await counted()).toEqual([{ account_id: "acct_other", events: 1, last_type: "product.created" }]);
  });

  test("changes nothing of ours, although the id is the same", async () => {
    const product = await mirror.stripe.products.create({ name: "Ours", metadata: { features: "chat" } });
    await handle(eventOf("product.created", product));
    const theirs = { ...product, name: "Theirs", metadata: { features: "everything" } };
    for (const type of ["product.updated", "product.deleted"]) {
      expect(await handle({ ...eventOf(type, theirs, { created: product.created + 60 }), account: "acct_other" })).toBe(
        "ignored",
      );
    }
    expect(await rowOf("product", product.id)).toMatchObject({ name: "Ours", deleted: false });
  });

  test("is ours where it names our own", async () => {
    for (const names of [{ account: ourAccount }, { context: ourAccount }, { context: `org_1/${ourAccount}` }]) {
      const product = await mirror.stripe.products.create({ name: "Ours" });
      expect(await handle({ ...eventOf("product.created", product), ...names })).toBe("processed");
    }
    expect(await counted()).toEqual([]);
  });

  test("fails while our own account is unknown, and Stripe is asked for it meanwhile", async () => {
    await mirror.database.pool.query("UPDATE installation SET stripe_account_id = NULL");
    const product = await mirror.stripe.products.create({ name: "Whose?" });
    const [theirs, ours] = ["acct_other", ourAccount].map((account) => ({
      ...eventOf("product.created", product),
      account,
    }));
    await mirror.localStripe.fault({ method: "GET", path: "/v1/account", kind: "status", status: 500, times: 4 });
    await expect(handle(theirs!)).rejects.toThrow();
    expect(await rowOf("stripe_event", theirs!.id)).toMatchObject({ state: "failed" });
    await mirror.localStripe.clearFaults();
    await expect(handle(ours!)).rejects.toThrow("not known yet");
    expect(await rowOf("product", product.id)).toBeUndefined();
    expect(await handle(theirs!)).toBe("ignored");
    expect(await handle(ours!)).toBe("processed");
    expect(await counted()).toMatchObject([{ account_id: "acct_other", events: 1 }]);
  });
});

describe("an event whose object is only an id", () => {
  test.each([
    ["an object", (id: string) => ({ id })],
    ["a text", (id: string) => id],
  ])("is answered by asking Stripe: %s", async (_, shape) => {
    const { customerId, workspaceId } = await mirror.customer();
    const subscription = await mirror.subscription({ customerId, workspaceId });
    const product = await mirror.stripe.products.create({ name: "By its id" });
    const price = await mirror.stripe.prices.create({ product: product.id, currency: "usd", unit_amount: 1 });
    const { data } = await mirror.stripe.invoices.list({ subscription: subscription.id });
    const method = String(subscription.default_payment_method);
    for (const [type, table, id] of [
      ["customer.updated", "customer", customerId],
      ["customer.subscription.updated", "subscription", subscription.id],
      ["product.updated", "product", product.id],
      ["price.updated", "price", price.id],
      ["invoice.paid", "invoice", data[0]?.id ?? ""],
      ["payment_method.attached", "payment_method", method],
    ] as const) {
      const event = eventOf(type, shape(id) as object);
      expect(await handle(event), type).toBe("processed");
      expect(await rowOf(table, id), type).toBeDefined();
      expect(await rowOf("stripe_event", event.id), type).toMatchObject({ object_id: id });
      expect(await handle(event), type).toBe("duplicate");
    }
    expect(await askedAlone(mirror.localStripe)).toEqual(
      expect.arrayContaining([`/v1/subscriptions/${subscription.id}`, `/v1/products/${product.id}`]),
    );
    expect(await rowOf("subscription", subscription.id)).toMatchObject({ status: "active" });
  });

  test("of a checkout, too", async () => {
    const session = await mirror.stripe.checkout.sessions.create({
      mode: "subscription",
      line_items: [{ price: mirror.price.id, quantity: 1 }],
      success_url: "https://app.example.com/",
    });
    expect(await handle(eventOf("checkout.session.expired", { id: session.id }))).toBe("ignored");
  });

  test("that says that it is gone is believed", async () => {
    const product = await mirror.stripe.products.create({ name: "Gone" });
    await handle(eventOf("product.created", product, { created: product.created - 60 }));
    expect(await handle(eventOf("product.deleted", { id: product.id }))).toBe("processed");
    expect(await rowOf("product", product.id)).toMatchObject({ deleted: true });
  });
});

describe("what was signed correctly", () => {
  test("and is a thin event is recorded as ignored", async () => {
    const thin = {
      id: `evt_${randomUUID().replaceAll("-", "")}`,
      object: "v2.core.event",
      type: "v1.customer.subscription.updated",
      created: "2026-11-30T00:00:00.000Z",
      livemode: false,
      related_object: { id: "sub_1", type: "subscription", url: "/v1/subscriptions/sub_1" },
    };
    expect(await handle(thin)).toBe("ignored");
    expect(await rowOf("stripe_event", thin.id)).toMatchObject({
      state: "ignored",
      type: thin.type,
      object_id: "sub_1",
      created: new Date(thin.created),
    });
  });

  test.each(["constructor", "toString", "__proto__", "hasOwnProperty", "customer.exploded", ""])(
    "and has the type %j is recorded as ignored",
    async (type) => {
      const event = eventOf(type, { id: "cus_1" });
      expect(await handle(event)).toBe("ignored");
      expect(await rowOf("stripe_event", event.id)).toMatchObject({ state: "ignored", type });
    },
  );

  test.each(["not JSON", "null", "[]", "{}", `{"id":"evt_1"}`, `{"id":"evt_1","type":"x","created":"soon"}`])(
    "and is no event is refused as that, not as wrongly signed: %s",
    async (body) => {
      await expect(handle(body)).rejects.toMatchObject({ code: "invalid_request" });
      expect(await rowOf("stripe_event", "evt_1")).toBeUndefined();
    },
  );

  test("and wrongly signed is refused whatever it is", async () => {
    for (const body of ["{}", JSON.stringify({ id: "evt_1", object: "v2.core.event" })])
      await expect(handleDelivery(body, signed("other")[1])).rejects.toMatchObject({ code: "invalid_signature" });
  });
});
