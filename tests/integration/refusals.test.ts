import { randomUUID } from "node:crypto";
import type Stripe from "stripe";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { createCheckout } from "@/lib/billing/checkout/create";
import { checkAccount } from "@/lib/billing/customers/installation";
import { listRefusals } from "@/lib/billing/operator/refusals";
import { runPendingWork } from "@/lib/billing/pending-work/run";
import { previewPlanChange } from "@/lib/billing/portal/plan-change";
import { openPortal } from "@/lib/billing/portal/session";
import type { ProductError } from "@/lib/errors";
import type { Fault } from "../support/local-stripe";
import { startMirror } from "../support/mirror";

// Whatever Stripe refuses on the calls that the product makes, and what comes of it: our copy is brought in line, the
// visitor is told what to do, or the operator is. Nothing that lasts is told as an outage.

let mirror: Awaited<ReturnType<typeof startMirror>>;
let another: Stripe.Price;
let seat: Stripe.Price;
beforeAll(async () => {
  mirror = await startMirror();
  const product = await mirror.stripe.products.create({ name: "Business", metadata: { plan_group: "plan" } });
  await mirror.stripe.products.update(String(mirror.price.product), { metadata: { plan_group: "plan" } });
  const recurring = { interval: "month" } as const;
  another = await mirror.stripe.prices.create({ product: product.id, currency: "usd", unit_amount: 9900, recurring });
  seat = await mirror.seatPrice();
  await configurePortal([mirror.price, another]);
  await mirror.sync({ skipPendingWork: true });
});
afterAll(() => mirror?.stop());
beforeEach(async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  await mirror.localStripe.clearFaults();
  await mirror.database.pool.query("TRUNCATE stripe_refusal, pending_work");
});

async function configurePortal(
  prices: Stripe.Price[],
  more: Stripe.BillingPortal.ConfigurationCreateParams.Features = {},
) {
  const products = prices.map((price) => ({ product: String(price.product), prices: [price.id] }));
  const features = {
    invoice_history: { enabled: true },
    payment_method_update: { enabled: true },
    subscription_cancel: { enabled: true, mode: "at_period_end" as const },
    subscription_update: {
      enabled: true,
      default_allowed_updates: ["price" as const],
      proration_behavior: "create_prorations" as const,
      products,
    },
    ...more,
  };
  const { data } = await mirror.stripe.billingPortal.configurations.list({ is_default: true });
  if (data[0]) await mirror.stripe.billingPortal.configurations.update(data[0].id, { features });
  else await mirror.stripe.billingPortal.configurations.create({ features });
}

/** An owner who has bought nothing. */
async function owner() {
  const { userId, workspaceId } = await mirror.user();
  const join = "INSERT INTO membership (user_id, workspace_id, role) VALUES ($1, $2, 'owner')";
  await mirror.database.pool.query(join, [userId, workspaceId]);
  return { user: { id: userId, name: "Ada", email: `${userId}@example.com` }, workspaceId };
}

/** An owner with a plan, of which our copy knows all. */
async function payer(price = mirror.price) {
  const { user, workspaceId } = await owner();
  const { id: customerId } = await mirror.stripe.customers.create({ metadata: { user_id: user.id } });
  await mirror.database.pool.query("INSERT INTO stripe_user (user_id, customer_id) VALUES ($1, $2)", [
    user.id,
    customerId,
  ]);
  const subscription = await mirror.subscription({ customerId, workspaceId }, { items: [{ price: price.id }] });
  await mirror.sync({ skipPendingWork: true });
  return { user, workspaceId, customerId, subscription };
}
type Payer = Awaited<ReturnType<typeof payer>>;

const refused = async (work: () => Promise<unknown>): Promise<ProductError> =>
  (await work().then(
    () => ({ code: "done" }),
    (error: unknown) => error,
  )) as ProductError;
const codeOf = async (work: () => Promise<unknown>): Promise<string> => (await refused(work)).code;
const recorded = async () => (await listRefusals()).refusals;

const CALLS = {
  checkout: async () => {
    const { user, workspaceId } = await owner();
    return { path: "/v1/checkout/sessions", work: () => createCheckout(user, another.id, workspaceId) };
  },
  "first checkout's customer": async () => {
    const { user, workspaceId } = await owner();
    return { path: "/v1/customers", work: () => createCheckout(user, another.id, workspaceId) };
  },
  portal: async () => {
    const { user, workspaceId } = await payer();
    return { path: "/v1/billing_portal/sessions", work: () => openPortal(user, { workspaceId }) };
  },
  cancellation: async () => {
    const { user, workspaceId } = await payer();
    const flow = "subscription_cancel";
    return { path: "/v1/billing_portal/sessions", work: () => openPortal(user, { workspaceId, flow }) };
  },
  "change of plan": async () => {
    const { user, workspaceId } = await payer();
    const request = { workspaceId, flow: "subscription_update_confirm", priceId: another.id } as const;
    return { path: "/v1/billing_portal/sessions", work: () => openPortal(user, request) };
  },
  preview: async () => {
    const { user, workspaceId } = await payer();
    return { path: "/v1/invoices/create_preview", work: () => previewPlanChange(user, workspaceId, another.id) };
  },
};

const REFUSALS: [string, Pick<Fault, "kind" | "status" | "error">, string, string[]][] = [
  ["429", { kind: "status", status: 429 }, "stripe_unavailable", []],
  ["a lock", { kind: "status", status: 409, error: { code: "lock_timeout" } }, "stripe_unavailable", []],
  ["500", { kind: "status", status: 500 }, "stripe_unavailable", []],
  ["503", { kind: "status", status: 503 }, "stripe_unavailable", []],
  ["a wrong key", { kind: "status", status: 401, error: { message: "Invalid API Key" } }, "stripe_refused", ["401"]],
  ["a key that may not", { kind: "status", status: 403, error: { message: "No" } }, "stripe_refused", ["403"]],
  ["424", { kind: "status", status: 424 }, "stripe_refused", ["424"]],
  [
    "an unknown parameter",
    {
      kind: "status",
      status: 400,
      error: { code: "parameter_unknown", param: "x", message: "Received unknown parameter: x" },
    },
    "stripe_refused",
    ["400"],
  ],
];

describe.each(Object.entries(CALLS))("a %s", (_, prepare) => {
  test("is told by whose the failure is, and only what is the operator's is recorded", async () => {
    const { path, work } = await prepare();
    for (const [name, fault, code, statuses] of REFUSALS) {
      await mirror.database.pool.query("TRUNCATE stripe_refusal");
      await mirror.localStripe.fault({ path: `^${path}$`, times: 99, ...fault });
      const error = await refused(work);
      expect([name, error.code]).toEqual([name, code]);
      expect(error.extras.retryAfterSeconds !== undefined).toBe(code === "stripe_unavailable");
      expect((await recorded()).map(({ status }) => String(status))).toEqual(statuses);
      await mirror.localStripe.clearFaults();
    }
    expect(await codeOf(work)).toBe("done");
  });

  test("whose key was used for something else is made with the next key, and nobody is told", async () => {
    const { path, work } = await prepare();
    const error = { type: "idempotency_error", message: "Keys for idempotent requests can only be used …" };
    await mirror.localStripe.fault({ path: `^${path}$`, kind: "status", status: 400, error, times: 1 });
    expect(await codeOf(work)).toBe("done");
    expect(await recorded()).toEqual([]);
  });
});

describe("what changed at Stripe before our copy knew of it is told as it is", () => {
  const row = async ({ subscription }: Payer) =>
    (
      await mirror.database.pool.query("SELECT status, cancel_at_period_end FROM subscription WHERE id = $1", [
        subscription.id,
      ])
    ).rows[0];

  test("canceling what is already being canceled", async () => {
    const paid = await payer();
    const ending = await mirror.stripe.subscriptions.update(paid.subscription.id, { cancel_at_period_end: true });
    const { user, workspaceId } = paid;
    const error = await refused(() => openPortal(user, { workspaceId, flow: "subscription_cancel" }));
    expect(error).toMatchObject({
      code: "no_subscription",
      extras: {
        subscription: {
          id: paid.subscription.id,
          status: "active",
          ends_at: new Date((ending.cancel_at ?? 0) * 1000).toISOString(),
        },
      },
    });
    expect(await row(paid)).toMatchObject({ cancel_at_period_end: true });
    expect(await recorded()).toEqual([]);
  });

  test.each([
    ["cancellation", { flow: "subscription_cancel" }],
    ["update", { flow: "subscription_update" }],
    ["change", { flow: "subscription_update_confirm" }],
  ] as const)("the %s of what has just ended", async (_, { flow }) => {
    const paid = await payer();
    await mirror.stripe.subscriptions.cancel(paid.subscription.id);
    const { user, workspaceId } = paid;
    expect(await codeOf(() => openPortal(user, { workspaceId, flow, priceId: another.id }))).toBe("no_subscription");
    expect(await row(paid)).toMatchObject({ status: "canceled" });
    expect(await recorded()).toEqual([]);
  });

  test("the preview of what has just ended", async () => {
    const paid = await payer();
    await mirror.stripe.subscriptions.cancel(paid.subscription.id);
    expect(await codeOf(() => previewPlanChange(paid.user, paid.workspaceId, another.id))).toBe("no_subscription");
    expect(await row(paid)).toMatchObject({ status: "canceled" });
  });

  test("a change to what it has been changed to already", async () => {
    const { user, workspaceId, subscription } = await payer();
    const [item] = subscription.items.data;
    await mirror.stripe.subscriptions.update(subscription.id, { items: [{ id: item?.id, price: another.id }] });
    const request = { workspaceId, flow: "subscription_update_confirm", priceId: another.id } as const;
    expect(await codeOf(() => openPortal(user, request))).toBe("already_subscribed");
  });

  test("a change of an item that is another one by now goes through", async () => {
    const { user, workspaceId, subscription } = await payer();
    const [item] = subscription.items.data;
    await mirror.stripe.subscriptions.update(subscription.id, {
      items: [{ id: item?.id, deleted: true }, { price: seat.id }],
    });
    expect(await codeOf(() => previewPlanChange(user, workspaceId, another.id))).toBe("done");
    const request = { workspaceId, flow: "subscription_update_confirm", priceId: another.id } as const;
    expect(await codeOf(() => openPortal(user, request))).toBe("done");
  });

  test("a price that is archived, of a checkout, a change and a preview", async () => {
    const recurring = { interval: "month" } as const;
    const { user, workspaceId } = await payer();
    const buyer = await owner();
    const works = [
      (priceId: string) => createCheckout(buyer.user, priceId, buyer.workspaceId),
      (priceId: string) => openPortal(user, { workspaceId, flow: "subscription_update_confirm", priceId }),
      (priceId: string) => previewPlanChange(user, workspaceId, priceId),
    ];
    for (const work of works) {
      const price = await mirror.stripe.prices.create({
        product: String(another.product),
        currency: "usd",
        unit_amount: 4900,
        recurring,
      });
      await mirror.sync({ skipPendingWork: true });
      await mirror.stripe.prices.update(price.id, { active: false });
      expect(await codeOf(() => work(price.id))).toBe("price_not_available");
      const { rows } = await mirror.database.pool.query("SELECT active FROM price WHERE id = $1", [price.id]);
      expect(rows).toEqual([{ active: false }]);
    }
    expect(await recorded()).toEqual([]);
  });

  test("a customer who is deleted, of each call", async () => {
    for (const work of [
      ({ user, workspaceId }: Payer) => openPortal(user, { workspaceId }),
      ({ user, workspaceId }: Payer) => openPortal(user, { workspaceId, flow: "payment_method_update" }),
    ]) {
      const paid = await payer();
      await mirror.stripe.customers.del(paid.customerId);
      expect(await codeOf(() => work(paid))).toBe("no_billing_account");
    }
    const { user, workspaceId } = await owner();
    const { id } = await mirror.stripe.customers.create({ metadata: { user_id: user.id } });
    await mirror.database.pool.query("INSERT INTO stripe_user (user_id, customer_id) VALUES ($1, $2)", [user.id, id]);
    await mirror.stripe.customers.del(id);
    expect(await codeOf(() => createCheckout(user, another.id, workspaceId))).toBe("done");
    expect(await recorded()).toEqual([]);
  });

  test("a customer whose address Stripe does not take is made without it", async () => {
    const { user, workspaceId } = await owner();
    const error = { code: "email_invalid", param: "email", message: "Invalid email address" };
    await mirror.localStripe.fault({ path: "^/v1/customers$", kind: "status", status: 400, error, times: 1 });
    const { session_id } = await createCheckout(user, another.id, workspaceId);
    const { customer } = await mirror.stripe.checkout.sessions.retrieve(session_id);
    expect(await mirror.stripe.customers.retrieve(String(customer))).toMatchObject({
      email: null,
      metadata: { user_id: user.id },
    });
  });

  test("an open session that Stripe does not have any more does not block the next checkout", async () => {
    const { user, workspaceId } = await owner();
    await createCheckout(user, another.id, workspaceId);
    await mirror.database.pool.query(
      "UPDATE checkout_session SET stripe_session_id = 'cs_test_of_another_account' WHERE workspace_id = $1",
      [workspaceId],
    );
    expect(await codeOf(() => createCheckout(user, another.id, workspaceId))).toBe("done");
    expect(await codeOf(() => createCheckout(user, mirror.price.id, workspaceId))).toBe("done");
  });
});

describe("what only we can repair is recorded once per kind, and shown to the operator", () => {
  test("a flow that the portal's configuration switches off", async () => {
    const { user, workspaceId } = await payer();
    await configurePortal([mirror.price, another], { subscription_cancel: { enabled: false } });
    const cancel = () => openPortal(user, { workspaceId, flow: "subscription_cancel" });
    expect([await codeOf(cancel), await codeOf(cancel)]).toEqual(["stripe_refused", "stripe_refused"]);
    expect(await recorded()).toMatchObject([
      {
        call: "portal",
        status: 400,
        parameter: "flow_data[type]",
        times: 2,
        requestId: expect.stringMatching(/^req_/),
      },
    ]);
    await configurePortal([mirror.price, another]);
  });

  test("a price that the portal does not offer is not on offer, whatever our copy says", async () => {
    const { user, workspaceId } = await payer();
    await configurePortal([mirror.price]);
    const request = { workspaceId, flow: "subscription_update_confirm", priceId: another.id } as const;
    expect(await codeOf(() => openPortal(user, request))).toBe("price_not_available");
    await configurePortal([mirror.price, another]);
  });

  const CHECKOUT = "POST /v1/checkout/sessions";

  test("a key that may not ask is told with the request and Stripe's words, which name the right", async () => {
    const { path, work } = await CALLS.preview();
    const message =
      "The provided key 'rk_test_***' does not have the required permissions for this endpoint on account 'acct_1'. " +
      "Having the 'rak_invoice_write' permission would allow this request to continue.";
    await mirror.localStripe.fault({ path: `^${path}$`, kind: "status", status: 403, error: { message }, times: 1 });
    expect(await codeOf(work)).toBe("stripe_refused");
    expect(await recorded()).toMatchObject([{ status: 403, message: `POST ${path}: ${message}` }]);
  });

  test("whose key it is", async () => {
    const fault = { method: "GET", path: "^/v1/account$", kind: "status", status: 403, times: 1 } as const;
    await mirror.localStripe.fault({ ...fault, error: { message: "No right to the account" } });
    vi.spyOn(console, "warn").mockImplementation(() => undefined);
    await checkAccount();
    expect(await recorded()).toMatchObject([{ message: "GET /v1/account: No right to the account" }]);
  });

  test("ids in Stripe's words make no second one, and the key is never part of it", async () => {
    const { user, workspaceId } = await owner();
    for (const id of ["1AbC23", "9XyZ45"]) {
      const error = { message: `Bad thing about cus_${id} with sk_live_${id}`, param: "success_url" };
      await mirror.localStripe.fault({ path: "^/v1/checkout/sessions$", kind: "status", status: 400, error, times: 1 });
      expect(await codeOf(() => createCheckout(user, another.id, workspaceId))).toBe("stripe_refused");
    }
    expect(await recorded()).toMatchObject([
      { times: 2, message: `${CHECKOUT}: Bad thing about cus_9XyZ45 with sk_live_…` },
    ]);
  });

  test("is forgotten a month after the last time", async () => {
    const record =
      "INSERT INTO stripe_refusal (id, call, message, first_at, last_at) VALUES ($1, 'portal', 'No', $2, $2)";
    const longAgo = new Date(Date.now() - 31 * 86_400_000);
    await mirror.database.pool.query(record, [randomUUID(), longAgo]);
    expect(await recorded()).toEqual([]);
    const { user, workspaceId } = await owner();
    const fault = { kind: "status", status: 403, times: 1 } as const;
    await mirror.localStripe.fault({ path: "^/v1/checkout/sessions$", ...fault });
    await codeOf(() => createCheckout(user, another.id, workspaceId));
    const { rows } = await mirror.database.pool.query("SELECT status FROM stripe_refusal");
    expect(rows).toEqual([{ status: 403 }]);
  });
});

test("pending work whose key was used for something else takes the next one, and refunds once", async () => {
  const paid = await payer();
  await mirror.subscription(paid, { items: [{ price: mirror.price.id }] });
  await mirror.sync({ skipPendingWork: true });
  await runPendingWork(paid.workspaceId, "all");
  // As its cancellation is begun by a person, or by the setting. Of two in one second either is the later one.
  const begin = "UPDATE duplicate_subscription SET begun_at = now() WHERE workspace_id = $1 RETURNING subscription_id";
  const begun = await mirror.database.pool.query<{ subscription_id: string }>(begin, [paid.workspaceId]);
  const later = begun.rows[0]?.subscription_id ?? "";
  const insert = "INSERT INTO pending_work (workspace_id, since) VALUES ($1, now())";
  await mirror.database.pool.query(insert, [paid.workspaceId]);
  const error = { type: "idempotency_error", message: "Keys for idempotent requests can only be used …" };
  await mirror.localStripe.fault({ path: "^/v1/refunds$", kind: "status", status: 400, error, times: 1 });
  await runPendingWork(paid.workspaceId, "all");
  const { rows } = await mirror.database.pool.query<{ refunded_minor: number; error: string | null }>(
    "SELECT refunded_minor, error FROM duplicate_subscription WHERE subscription_id = $1 AND finished_at IS NOT NULL",
    [later],
  );
  expect(rows.map((row) => [Number(row.refunded_minor), row.error])).toEqual([[2900, null]]);
  const { latest_invoice } = await mirror.stripe.subscriptions.retrieve(later);
  const { data } = await mirror.stripe.invoicePayments.list({ invoice: String(latest_invoice) });
  const payment_intent = String(data[0]?.payment.payment_intent);
  expect((await mirror.stripe.refunds.list({ payment_intent })).data).toHaveLength(1);
});

describe("seats", () => {
  const pending = async (workspaceId: string) =>
    (await mirror.database.pool.query("SELECT error FROM pending_work WHERE workspace_id = $1", [workspaceId])).rows;
  const note = (workspaceId: string) =>
    mirror.database.pool.query(
      "INSERT INTO pending_work (workspace_id, since) VALUES ($1, now()) ON CONFLICT DO NOTHING",
      [workspaceId],
    );

  async function twoSeats() {
    const paid = await payer(seat);
    const [item] = paid.subscription.items.data;
    await mirror.stripe.subscriptionItems.update(item?.id ?? "", { quantity: 2 });
    await mirror.sync({ skipPendingWork: true });
    await note(paid.workspaceId);
    return paid;
  }

  test("of a subscription that has ended are no work any more", async () => {
    const { workspaceId, subscription } = await twoSeats();
    await mirror.stripe.subscriptions.cancel(subscription.id);
    await runPendingWork(workspaceId, "all");
    expect(await pending(workspaceId)).toEqual([]);
  });

  test("of an item that was replaced are counted on the new one", async () => {
    const { workspaceId, subscription } = await twoSeats();
    const [item] = subscription.items.data;
    await mirror.stripe.subscriptions.update(subscription.id, {
      items: [{ id: item?.id, deleted: true }, { price: another.id }],
    });
    await runPendingWork(workspaceId, "all");
    expect(await pending(workspaceId)).toEqual([]);
  });

  test("that Stripe refuses for good stay, with Stripe's words, for the operator", async () => {
    const { workspaceId } = await twoSeats();
    const error = { message: "Seats can't be changed here", param: "quantity" };
    const path = "^/v1/subscription_items/\\w+$";
    await mirror.localStripe.fault({ path, kind: "status", status: 400, error, times: 9 });
    await expect(runPendingWork(workspaceId, "all")).rejects.toThrow("Seats can't be changed here");
    expect(await pending(workspaceId)).toEqual([{ error: expect.stringContaining("Seats can't be changed here") }]);
    await mirror.localStripe.clearFaults();
    await runPendingWork(workspaceId, "all");
    expect(await pending(workspaceId)).toEqual([]);
  });
});
