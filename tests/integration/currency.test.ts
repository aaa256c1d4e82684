import type Stripe from "stripe";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { offeredCurrency } from "@/lib/billing/catalog/currency";
import { createCheckout } from "@/lib/billing/checkout/create";
import { listRefusals } from "@/lib/billing/operator/refusals";
import type { ProductError } from "@/lib/errors";
import { startMirror } from "../support/mirror";

// A customer pays in one currency at a time, and in any once nothing stands any more.

let mirror: Awaited<ReturnType<typeof startMirror>>;
let euro: Stripe.Price;
let dollar: Stripe.Price;
beforeAll(async () => {
  mirror = await startMirror();
  dollar = mirror.price;
  const product = await mirror.stripe.products.create({ name: "Euro plan" });
  const recurring = { interval: "month" } as const;
  euro = await mirror.stripe.prices.create({ product: product.id, currency: "eur", unit_amount: 2700, recurring });
  await mirror.sync();
});
afterAll(() => mirror?.stop());
beforeEach(async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  await mirror.localStripe.clearFaults();
  await mirror.localStripe.clearRequests();
});

async function join(userId: string, workspaceId: string): Promise<void> {
  const insert = "INSERT INTO membership (user_id, workspace_id, role) VALUES ($1, $2, 'owner')";
  await mirror.database.pool.query(insert, [userId, workspaceId]);
}

/** An owner of two workspaces. */
async function owner() {
  const [{ userId, workspaceId }, other] = [await mirror.user(), await mirror.user()];
  await join(userId, workspaceId);
  await join(userId, other.workspaceId);
  return { user: { id: userId, name: "Ada", email: `${userId}@example.com` }, workspaceId, otherId: other.workspaceId };
}

/** One with a plan, of which our copy knows unless `unknown`. */
async function payer(price: Stripe.Price, { unknown = false } = {}) {
  const made = await owner();
  const { id: customerId } = await mirror.stripe.customers.create({ metadata: { user_id: made.user.id } });
  await mirror.database.pool.query("INSERT INTO stripe_user (user_id, customer_id) VALUES ($1, $2)", [
    made.user.id,
    customerId,
  ]);
  const subscription = await mirror.subscription(
    { customerId, workspaceId: made.workspaceId },
    { items: [{ price: price.id }] },
  );
  if (!unknown) await mirror.sync({ skipPendingWork: true });
  return { ...made, customerId, subscription };
}

const refused = async (work: Promise<unknown>): Promise<ProductError> =>
  (await work.then(
    () => ({ code: "done" }),
    (error: unknown) => error,
  )) as ProductError;

const sessionOf = async (id: string): Promise<Stripe.Checkout.Session> => mirror.stripe.checkout.sessions.retrieve(id);
const calls = async () =>
  (await mirror.localStripe.requests()).map(({ method, path }) => `${method} ${path.split("?")[0]}`);

/** Stripe's own words, which come without a code and without a parameter. */
const conflict = (currency: string) => ({
  message: `You cannot combine currencies on a single customer. This customer has an active subscription, subscription schedule, discount, quote, or invoice item with currency ${currency}`,
});
const refuseNext = (currency: string, times = 1) =>
  mirror.localStripe.fault({
    path: "^/v1/checkout/sessions$",
    kind: "status",
    status: 400,
    error: conflict(currency),
    times,
  });

describe("a checkout", () => {
  test("sends the price's currency, or the one asked for, and the session is reused only with the same", async () => {
    const { user, workspaceId } = await owner();
    const first = await createCheckout(user, euro.id, workspaceId);
    expect(await sessionOf(first.session_id)).toMatchObject({ currency: "eur" });
    expect(await createCheckout(user, euro.id, workspaceId, { currency: "eur" })).toEqual(first);
    const { rows } = await mirror.database.pool.query(
      "SELECT parameters FROM checkout_session WHERE workspace_id = $1",
      [workspaceId],
    );
    expect(rows).toMatchObject([
      { parameters: { currency: "eur", managed_payments: { enabled: false }, adaptive_pricing: { enabled: false } } },
    ]);
  });

  test("in a currency that the price is not sold in names the field, and asks Stripe nothing", async () => {
    const { user, workspaceId } = await owner();
    expect(await refused(createCheckout(user, dollar.id, workspaceId, { currency: "eur" }))).toMatchObject({
      code: "invalid_request",
      extras: { errors: [{ field: "currency", message: "must be one that this price is sold in: usd" }] },
    });
    expect(await calls()).toEqual([]);
  });

  test("in another currency than a plan is refused by what our copy knows, in any workspace, and says what holds it", async () => {
    const { user, workspaceId, otherId, subscription } = await payer(euro);
    const ending = await mirror.stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true });
    await mirror.sync({ skipPendingWork: true });
    await mirror.localStripe.clearRequests();
    const ends_at = new Date((ending.cancel_at ?? 0) * 1000).toISOString();
    expect(await refused(createCheckout(user, dollar.id, otherId))).toMatchObject({
      code: "other_currency",
      message: expect.stringMatching(/^You pay in EUR because of a plan in that currency\. Choose a price in EUR\./),
      extras: {
        currency: "eur",
        binds: [{ kind: "subscription", currency: "eur", workspace_id: workspaceId, ends_at }],
      },
    });
    expect(await calls()).toEqual([]);
  });

  test("of a plan that ended in euros is open in every currency again, and so is the offer", async () => {
    const { user, workspaceId, subscription } = await payer(euro);
    expect(await offeredCurrency(user.id, workspaceId)).toEqual({ currency: "eur", creditIn: null });
    await mirror.stripe.subscriptions.cancel(subscription.id);
    await mirror.sync({ skipPendingWork: true });
    expect(await offeredCurrency(user.id, workspaceId)).toEqual({ currency: null, creditIn: null });
    expect((await refused(createCheckout(user, dollar.id, workspaceId))).code).toBe("done");
  });

  test("expires the user's own open one in another currency, in any workspace, instead of being refused", async () => {
    const { user, workspaceId, otherId } = await owner();
    const first = await createCheckout(user, euro.id, workspaceId);
    const second = await createCheckout(user, dollar.id, otherId);
    expect((await sessionOf(first.session_id)).status).toBe("expired");
    expect((await sessionOf(second.session_id)).status).toBe("open");
    // Of the same currency both stay; a trial is offered in one of them only.
    await mirror.database.pool.query("UPDATE checkout_session SET with_trial = false WHERE user_id = $1", [user.id]);
    const third = await createCheckout(user, dollar.id, workspaceId);
    expect((await sessionOf(third.session_id)).status).toBe("open");
    expect((await sessionOf(second.session_id)).status).toBe("open");
  });

  test("of one that was made before currencies were sent goes by its price", async () => {
    const { user, workspaceId, otherId } = await owner();
    const first = await createCheckout(user, euro.id, workspaceId);
    await mirror.database.pool.query(
      "UPDATE checkout_session SET parameters = parameters - 'currency', with_trial = false WHERE user_id = $1",
      [user.id],
    );
    await createCheckout(user, dollar.id, otherId);
    expect((await sessionOf(first.session_id)).status).toBe("expired");
  });

  test("whose other one turns out to be paid is refused by it", async () => {
    const { user, workspaceId, otherId } = await owner();
    const first = await createCheckout(user, euro.id, workspaceId);
    await mirror.stripe.rawRequest("POST", `/v1/payment_pages/${first.session_id}/confirm`, {
      payment_method: "pm_card_visa",
      expected_amount: (await sessionOf(first.session_id)).amount_total ?? 0,
    });
    expect(await refused(createCheckout(user, dollar.id, otherId))).toMatchObject({
      code: "other_currency",
      extras: { binds: [{ kind: "subscription", workspace_id: workspaceId }] },
    });
  });
});

describe("when Stripe refuses a currency that our copy allowed", () => {
  test("a plan that our copy did not know is named, and known from then on", async () => {
    const { user, workspaceId, otherId, subscription } = await payer(euro, { unknown: true });
    await refuseNext("eur");
    expect(await refused(createCheckout(user, dollar.id, otherId))).toMatchObject({
      code: "other_currency",
      extras: { currency: "eur", binds: [{ kind: "subscription", currency: "eur", workspace_id: workspaceId }] },
    });
    const { rows } = await mirror.database.pool.query("SELECT currency FROM subscription WHERE id = $1", [
      subscription.id,
    ]);
    expect(rows).toEqual([{ currency: "eur" }]);
    await mirror.localStripe.clearRequests();
    expect((await refused(createCheckout(user, dollar.id, otherId))).code).toBe("other_currency");
    expect(await calls()).toEqual([]);
  });

  test("a pending credit is named, without what is in the wanted currency", async () => {
    const { user, workspaceId, customerId, subscription } = await payer(euro);
    const [item] = subscription.items.data;
    const bigger = await mirror.stripe.prices.create({
      product: String(euro.product),
      currency: "eur",
      unit_amount: 9900,
      recurring: { interval: "month" },
    });
    await mirror.stripe.subscriptions.update(subscription.id, { items: [{ id: item?.id, price: bigger.id }] });
    const pending = await mirror.stripe.invoiceItems.list({ customer: customerId, pending: true });
    expect(pending.data.length).toBeGreaterThan(0);
    await mirror.sync({ skipPendingWork: true });
    await mirror.database.pool.query("UPDATE subscription SET status = 'canceled' WHERE id = $1", [subscription.id]);
    await refuseNext("eur");
    const { code, extras } = await refused(createCheckout(user, dollar.id, workspaceId));
    expect(code).toBe("other_currency");
    expect(new Set(extras.binds?.map(({ kind }) => kind))).toEqual(new Set(["subscription", "invoice_item"]));
  });

  test("where nothing is found Stripe's own words say the currency", async () => {
    const { user, workspaceId } = await owner();
    await refuseNext("gbp");
    expect(await refused(createCheckout(user, dollar.id, workspaceId))).toMatchObject({
      code: "other_currency",
      message: "You pay in GBP. Choose a price in GBP. Once nothing in GBP is left, you can pay in any currency.",
      extras: { currency: "gbp", binds: [] },
    });
    // Nothing of it stands in the way of the next one.
    expect((await refused(createCheckout(user, dollar.id, workspaceId))).code).toBe("done");
  });

  test("what the key may not look at is left out, and told to the operator", async () => {
    const { user, workspaceId, otherId } = await payer(euro, { unknown: true });
    await refuseNext("eur");
    const [fault, error] = [{ kind: "status", status: 403, times: 1 } as const, { message: "No right to this" }];
    for (const path of ["^/v1/invoiceitems$", "^/v1/subscriptions/sub_\\w+$"])
      await mirror.localStripe.fault({ method: "GET", path, error, ...fault });
    expect(await refused(createCheckout(user, dollar.id, otherId))).toMatchObject({
      code: "other_currency",
      extras: { binds: [{ kind: "subscription", currency: "eur", workspace_id: workspaceId }] },
    });
    const { refusals } = await listRefusals();
    expect(refusals.map(({ message }) => message).sort()).toEqual([
      "GET /v1/invoiceitems: No right to this",
      "GET /v1/subscriptions/:id: No right to this",
    ]);
  });

  test("an outage while looking is told as one", async () => {
    const { user, workspaceId } = await owner();
    await refuseNext("gbp");
    await mirror.localStripe.fault({
      method: "GET",
      path: "^/v1/subscriptions$",
      kind: "status",
      status: 503,
      times: 9,
    });
    expect((await refused(createCheckout(user, dollar.id, workspaceId))).code).toBe("stripe_unavailable");
  });

  test("it is looked for only then", async () => {
    const { user, workspaceId } = await owner();
    await createCheckout(user, euro.id, workspaceId);
    expect(await calls()).toEqual(["POST /v1/customers", "POST /v1/checkout/sessions"]);
  });
});

test("credit in one currency is told, because it pays nothing in another", async () => {
  const { user, workspaceId, customerId, subscription } = await payer(euro);
  await mirror.stripe.subscriptions.cancel(subscription.id);
  await mirror.sync({ skipPendingWork: true });
  await mirror.database.pool.query("UPDATE customer SET balance_minor = -500, currency = 'eur' WHERE id = $1", [
    customerId,
  ]);
  expect(await offeredCurrency(user.id, workspaceId)).toEqual({ currency: null, creditIn: "eur" });
});
