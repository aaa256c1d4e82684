import type Stripe from "stripe";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { setClock } from "@/lib/clock";
import { grantOverride, revokeOverride } from "@/lib/billing/entitlements/overrides";
import { allowedIn, readAccess, readEntitlements } from "@/lib/billing/entitlements/read";
import { type Clocked, hear, instant, later, onClock } from "../../support/clocks";
import { type Mirror, startMirror } from "../../support/mirror";

// Ahead of the wall clock, whose seconds events carry.
const START = new Date(Math.ceil(Date.now() / 1000) * 1000 + 3_600_000);
const GRACE_DAYS = 14;

let mirror: Mirror;
let pro: string;
let starter: string;
beforeAll(async () => {
  mirror = await startMirror();
  const sell = async (name: string, features: string, amount: number) => {
    const product = await mirror.stripe.products.create({ name, metadata: { features } });
    return mirror.stripe.prices.create({
      product: product.id,
      currency: "usd",
      unit_amount: amount,
      recurring: { interval: "month" },
    });
  };
  pro = (await sell("Pro", "chat export projects:20", 2900)).id;
  starter = (await sell("Starter", "chat projects:3", 900)).id;
});
afterAll(() => mirror?.stop());
afterEach(() => setClock(null));

const access = (buyer: Clocked, feature = "export") => readAccess(buyer.workspaceId, feature);
const nowOf = async (id: string): Promise<Stripe.Subscription> => mirror.stripe.subscriptions.retrieve(id);
const periodEnd = (subscription: Stripe.Subscription): Date => instant(subscription.items.data[0]?.current_period_end);

test("a trial gives until its end; then the plan does, if it is paid", async () => {
  const buyer = await onClock(mirror, START);
  const { trial_end } = await buyer.subscribe(pro, { trial_period_days: 7 });
  expect(await access(buyer)).toMatchObject({
    allowed: true,
    reason: { kind: "trial", plan: "Pro", until: instant(trial_end) },
  });
  // Our clock says that it is over, and Stripe has said nothing yet: nobody is locked out.
  buyer.weSay(later(START, 8));
  expect(await access(buyer)).toMatchObject({ allowed: true, reason: { kind: "trial" } });
  await buyer.to(later(START, 8));
  expect(await access(buyer)).toMatchObject({ allowed: true, reason: { kind: "plan", plan: "Pro", until: null } });
});

test("a trial that ends without a card takes what it gave", async () => {
  const buyer = await onClock(mirror, START);
  const made = await buyer.subscribe(pro, {
    trial_period_days: 7,
    trial_settings: { end_behavior: { missing_payment_method: "pause" } },
  });
  const methods = await mirror.stripe.customers.listPaymentMethods(buyer.customerId);
  for (const { id } of methods.data) await mirror.stripe.paymentMethods.detach(id);
  await buyer.to(later(START, 8));
  expect((await nowOf(made.id)).status).toBe("paused");
  expect(await access(buyer)).toMatchObject({ allowed: false, reason: { kind: "ended", was: "trial", plan: "Pro" } });
});

describe("a payment that failed", () => {
  /** Somebody whose renewal was refused. */
  async function failing(): Promise<{ buyer: Clocked; id: string; since: Date }> {
    const buyer = await onClock(mirror, START);
    const made = await buyer.subscribe(pro);
    await buyer.payWith("pm_card_chargeCustomerFail");
    const renewal = periodEnd(made);
    await buyer.to(later(renewal, 0.1));
    expect((await nowOf(made.id)).status).toBe("past_due");
    return { buyer, id: made.id, since: renewal };
  }

  test("leaves access for the days of grace, to the second, and not after", async () => {
    const { buyer, since } = await failing();
    const end = later(since, GRACE_DAYS);
    const known = await access(buyer);
    expect(known).toMatchObject({ allowed: true, reason: { kind: "grace", plan: "Pro" } });
    const until = (known.allowed && known.reason.until) || new Date(NaN);
    // Counted from the failure as Stripe dates it: within hours of the renewal.
    expect(Math.abs(until.getTime() - end.getTime())).toBeLessThan(7_200_000);
    buyer.weSay(new Date(until.getTime() - 1));
    expect((await access(buyer)).allowed).toBe(true);
    buyer.weSay(until);
    const stopped = { needs: "payment", plan: "Pro", on: until };
    expect(await access(buyer)).toEqual({
      feature: "export",
      allowed: false,
      reason: { kind: "ended", was: "grace", plan: "Pro", on: until, stopped },
    });
  });

  test("that came long after its invoice, as when somebody pays on receipt, counts from when it failed", async () => {
    const { buyer, id, since } = await failing();
    await mirror.database.pool.query("UPDATE subscription SET status_since = $2 WHERE id = $1", [id, later(since, 30)]);
    expect(await access(buyer)).toMatchObject({ reason: { kind: "grace", until: later(since, 30 + GRACE_DAYS) } });
  });

  test("and was settled gives back what the plan gives; the next failure has its own grace", async () => {
    const { buyer, id } = await failing();
    await buyer.payWith("pm_card_visa");
    const { latest_invoice } = await nowOf(id);
    await mirror.stripe.invoices.pay(String(latest_invoice));
    await hear(mirror);
    expect(await access(buyer)).toMatchObject({ allowed: true, reason: { kind: "plan" } });
    await buyer.payWith("pm_card_chargeCustomerFail");
    const next = later(periodEnd(await nowOf(id)), 0.1);
    await buyer.to(next);
    expect(await access(buyer)).toMatchObject({ allowed: true, reason: { kind: "grace" } });
    buyer.weSay(later(next, GRACE_DAYS - 1));
    expect((await access(buyer)).allowed).toBe(true);
  });

  test("has the whole grace, too, when we never heard that the one before was settled", async () => {
    const { buyer, id } = await failing();
    await buyer.payWith("pm_card_visa");
    await mirror.stripe.invoices.pay(String((await nowOf(id)).latest_invoice));
    await buyer.payWith("pm_card_chargeCustomerFail");
    const next = later(periodEnd(await nowOf(id)), 0.1);
    // The row has been past due all along, as far as it knows: only the invoices tell of the payment in between.
    const { rows } = await mirror.database.pool.query<{ status: string; status_since: Date }>(
      "SELECT status, status_since FROM subscription WHERE id = $1",
      [id],
    );
    await buyer.to(next);
    await mirror.database.pool.query(
      "UPDATE subscription SET status_since = $2 WHERE id = $1 AND status = 'past_due'",
      [id, rows[0]?.status_since],
    );
    buyer.weSay(later(next, GRACE_DAYS - 1));
    expect(await access(buyer)).toMatchObject({ allowed: true, reason: { kind: "grace" } });
  });

  test("and that Stripe wrote off in the end is no payment: the next renewal has no grace of its own", async () => {
    const { buyer, id, since } = await failing();
    const later30 = later(since, 30);
    await mirror.database.pool.query(
      "UPDATE invoice SET status = 'uncollectible' WHERE subscription_id = $1 AND status = 'open'",
      [id],
    );
    await mirror.database.pool.query(
      "INSERT INTO invoice (id, customer_id, subscription_id, status, created_at, as_of) VALUES ('in_' || $1::text, $2, $1, 'open', $3, $3)",
      [id, buyer.customerId, later30],
    );
    buyer.weSay(later(later30, 1));
    expect(await access(buyer)).toMatchObject({ allowed: false, reason: { kind: "ended", was: "grace" } });
  });

  test("for good ends access at once, whatever is left of the grace", async () => {
    const { buyer, id } = await failing();
    await mirror.stripe.subscriptions.cancel(id);
    await hear(mirror);
    expect(await access(buyer)).toMatchObject({ allowed: false, reason: { kind: "ended", was: "plan", plan: "Pro" } });
  });
});

test("the second since which a status stands is kept by later data with the same status, and by a reconciliation", async () => {
  const { customerId, workspaceId } = await mirror.customer();
  const { id } = await mirror.subscription({ customerId, workspaceId });
  await hear(mirror);
  const since = async () =>
    (
      await mirror.database.pool.query<{ status_since: Date }>("SELECT status_since FROM subscription WHERE id = $1", [
        id,
      ])
    ).rows[0]?.status_since;
  const first = new Date(Date.now() - 40 * 86_400_000);
  await mirror.database.pool.query("UPDATE subscription SET status_since = $2 WHERE id = $1", [id, first]);
  await mirror.stripe.subscriptions.update(id, { description: "Another word" });
  await hear(mirror);
  expect(await since()).toEqual(first);
  await mirror.sync();
  expect(await since()).toEqual(first);
  await mirror.stripe.subscriptions.cancel(id);
  await mirror.sync();
  expect((await since())?.getTime()).toBeGreaterThan(Date.now() - 60_000);
});

describe("an override", () => {
  const grant = { feature: "export", limit: null, note: "They wait for their invoice", grantedBy: "ada" };

  test("gives a feature until its day, and then says so", async () => {
    const buyer = await onClock(mirror, START);
    expect(await access(buyer)).toEqual({ feature: "export", allowed: false, reason: { kind: "not_included" } });
    const until = later(START, 30);
    await grantOverride({ ...grant, workspaceId: buyer.workspaceId, until });
    expect(await access(buyer)).toMatchObject({ allowed: true, reason: { kind: "override", until } });
    buyer.weSay(until);
    expect(await access(buyer)).toEqual({
      feature: "export",
      allowed: false,
      reason: { kind: "ended", was: "override", plan: null, on: until },
    });
  });

  test("can be revoked, once, and who did it is kept", async () => {
    const buyer = await onClock(mirror, START);
    const made = await grantOverride({ ...grant, workspaceId: buyer.workspaceId, until: later(START, 30) });
    buyer.weSay(later(START, 2));
    expect(await revokeOverride(made?.id ?? "", "bea")).toMatchObject({
      grantedBy: "ada",
      revokedBy: "bea",
      note: grant.note,
    });
    expect(await revokeOverride(made?.id ?? "", "cleo")).toBeNull();
    expect(await access(buyer)).toMatchObject({
      allowed: false,
      reason: { kind: "ended", was: "override", on: later(START, 2) },
    });
  });

  test("is not for a workspace that does not exist", async () => {
    expect(
      await grantOverride({ ...grant, workspaceId: "0b9df9a1-6a3c-4a5e-9d4e-2c8f1f0f7a11", until: later(START, 30) }),
    ).toBeNull();
  });

  test("outlasts the plan's end, and widens its limit", async () => {
    const buyer = await onClock(mirror, START);
    const { id } = await buyer.subscribe(pro);
    await grantOverride({
      ...grant,
      feature: "projects",
      limit: 50,
      workspaceId: buyer.workspaceId,
      until: later(START, 30),
    });
    expect(await access(buyer, "projects")).toMatchObject({
      limit: 50,
      limitUntil: later(START, 30),
      reason: { kind: "plan" },
    });
    await mirror.stripe.subscriptions.cancel(id);
    await hear(mirror);
    expect(allowedIn(await readEntitlements(buyer.workspaceId))).toEqual(["projects"]);
  });
});

test("a cancellation leaves everything until the period's end, and says until when", async () => {
  const buyer = await onClock(mirror, START);
  const made = await buyer.subscribe(pro);
  await mirror.stripe.subscriptions.update(made.id, { cancel_at_period_end: true });
  await hear(mirror);
  const end = periodEnd(made);
  expect(await access(buyer)).toMatchObject({ allowed: true, reason: { kind: "plan", until: end } });
  await buyer.to(later(end, 0.1));
  expect(await access(buyer)).toEqual({
    feature: "export",
    allowed: false,
    reason: { kind: "ended", was: "plan", plan: "Pro", on: end },
  });
});

test("a downgrade that waits for the period's end takes nothing before", async () => {
  const buyer = await onClock(mirror, START);
  const made = await buyer.subscribe(pro);
  const at = await mirror.stripe.prices.retrieve(pro);
  const to = await mirror.stripe.prices.retrieve(starter);
  const configuration = await mirror.stripe.billingPortal.configurations.create({
    features: {
      subscription_update: {
        enabled: true,
        default_allowed_updates: ["price"],
        proration_behavior: "none",
        products: [at, to].map(({ id, product }) => ({ product: String(product), prices: [id] })),
        schedule_at_period_end: { conditions: [{ type: "decreasing_item_amount" }] },
      },
    },
  });
  const portal = await mirror.stripe.billingPortal.sessions.create({
    customer: buyer.customerId,
    configuration: configuration.id,
  });
  const chosen = await fetch(`${portal.url}/subscriptions/${made.id}/update/confirm`, {
    method: "POST",
    body: new URLSearchParams({ price: starter, quantity: "" }),
  });
  expect(chosen.status).toBe(200);
  await hear(mirror);
  expect(await access(buyer)).toMatchObject({ allowed: true, reason: { kind: "plan", plan: "Pro" } });
  expect(await access(buyer, "projects")).toMatchObject({ limit: 20 });
  await buyer.to(later(periodEnd(made), 0.1));
  expect(await access(buyer)).toEqual({ feature: "export", allowed: false, reason: { kind: "not_included" } });
  expect(await access(buyer, "projects")).toMatchObject({ allowed: true, limit: 3, reason: { plan: "Starter" } });
});
