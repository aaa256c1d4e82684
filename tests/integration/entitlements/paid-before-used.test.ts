// What is paid for is what may be used: changes of plan, and whether and when their invoices are paid.
import type Stripe from "stripe";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { allowedIn, readAccess, readEntitlements } from "@/lib/billing/entitlements/read";
import { refusalOf } from "@/lib/billing/entitlements/refusal";
import { getWorkspaceHistory } from "@/lib/billing/operator/timeline";
import { setClock } from "@/lib/clock";
import { type Clocked, hear, later, onClock } from "../../support/clocks";
import { type Mirror, startMirror } from "../../support/mirror";

// Ahead of the wall clock, whose seconds events carry.
const START = new Date(Math.ceil(Date.now() / 1000) * 1000 + 3_600_000);
const GRACE_DAYS = 14;

let mirror: Mirror;
const price = { starter: "", business: "", starterYearly: "", businessYearly: "" };
beforeAll(async () => {
  mirror = await startMirror();
  for (const [name, features, amount] of [
    ["starter", "projects:3", 900],
    ["business", "projects:20 audit", 9900],
  ] as const) {
    const product = await mirror.stripe.products.create({ name, metadata: { features } });
    const sell = async (unit_amount: number, interval: "month" | "year") =>
      (
        await mirror.stripe.prices.create({
          product: product.id,
          currency: "usd",
          unit_amount,
          recurring: { interval },
        })
      ).id;
    price[name] = await sell(amount, "month");
    price[`${name}Yearly`] = await sell(amount * 10, "year");
  }
});
afterAll(() => mirror?.stop());
afterEach(() => setClock(null));

let buyer: Clocked;
beforeEach(async () => {
  buyer = await onClock(mirror, START);
});

const BEFORE = { limit: 3, audit: false };
const AFTER = { limit: 20, audit: true };
const NOTHING = { limit: undefined, audit: false };

async function has(): Promise<{ limit: number | null | undefined; audit: boolean }> {
  const entitlements = await readEntitlements(buyer.workspaceId);
  const projects = entitlements.features.find(({ feature }) => feature === "projects");
  return {
    limit: projects?.allowed ? projects.limit : undefined,
    audit: allowedIn(entitlements).includes("audit"),
  };
}

async function change(
  { id, items }: Stripe.Subscription,
  to: string,
  more: Partial<Stripe.SubscriptionUpdateParams> = {},
): Promise<Stripe.Subscription> {
  const changed = await mirror.stripe.subscriptions.update(id, {
    items: [{ id: String(items.data[0]?.id), price: to }],
    proration_behavior: "always_invoice",
    ...more,
  });
  await hear(mirror);
  return changed;
}

const latest = async (id: string) => String((await mirror.stripe.subscriptions.retrieve(id)).latest_invoice);

/** A year of Starter is paid for, and the card fails when it is moved to Business. */
async function failsToUpgrade(): Promise<Stripe.Subscription> {
  const made = await buyer.subscribe(price.starterYearly);
  await buyer.payWith("pm_card_chargeCustomerFail");
  await buyer.to(later(START, 10));
  const changed = await change(made, price.businessYearly);
  expect(changed).toMatchObject({ status: "past_due", items: { data: [{ price: { id: price.businessYearly } }] } });
  return changed;
}

describe("an upgrade", () => {
  test("that is paid at once gives at once", async () => {
    await change(await buyer.subscribe(price.starterYearly), price.businessYearly);
    expect(await has()).toEqual(AFTER);
  });

  test("whose payment fails gives what was there before, for as long as that is paid, and the upgrade once it is paid", async () => {
    const { id } = await failsToUpgrade();
    expect(await has()).toEqual(BEFORE);
    expect(await readAccess(buyer.workspaceId, "projects")).toMatchObject({
      reason: { kind: "grace", plan: "starter", until: later(START, 365) },
    });
    buyer.weSay(later(START, 10 + GRACE_DAYS + 1));
    expect(await has()).toEqual(BEFORE);
    await buyer.payWith("pm_card_visa");
    await mirror.stripe.invoices.pay(await latest(id));
    await hear(mirror);
    expect(await has()).toEqual(AFTER);
  });

  test("whose payment fails says so where what it gives is refused, and leads to paying it", async () => {
    const { id } = await failsToUpgrade();
    const { workspaceId } = buyer;
    const audit = await readAccess(workspaceId, "audit");
    expect(audit).toMatchObject({ allowed: false, reason: { kind: "unpaid_change", plan: "business", limit: null } });
    const projects = await readAccess(workspaceId, "projects");
    expect(projects).toMatchObject({ allowed: true, limit: 3, unpaidChange: { plan: "business", limit: 20 } });
    const href = expect.stringContaining(`/dashboard?workspace=${workspaceId}#billing`) as string;
    const resume = { plan: "business", href };
    const refused = await refusalOf(workspaceId, audit);
    expect(refused.wayOut).toEqual({ resume });
    expect(refused.message).toContain("is part of business, and included once the invoice for the change is paid.");
    const limited = await refusalOf(workspaceId, projects, 4);
    expect(limited.wayOut).toEqual({ resume });
    expect(limited.message).toContain("business allows more once the invoice for the change is paid.");
    // More than what was chosen allows: that is not found by paying.
    expect((await refusalOf(workspaceId, projects, 21)).wayOut).toEqual({ upgrade: undefined });
    // A debt that can't be paid any more leads nowhere.
    await mirror.stripe.invoices.voidInvoice(await latest(id));
    await hear(mirror);
    expect((await readAccess(workspaceId, "audit")).reason).toEqual({ kind: "not_included" });
    expect(await readAccess(workspaceId, "projects")).not.toHaveProperty("unpaidChange");
  });

  test.each(["voidInvoice", "markUncollectible"] as const)("gives nothing more after %s", async (end) => {
    const { id } = await failsToUpgrade();
    await mirror.stripe.invoices[end](await latest(id));
    await hear(mirror);
    expect(await has()).toEqual(BEFORE);
  });

  test("that is billed with the renewal gives with the renewal, when that is paid", async () => {
    const made = await buyer.subscribe(price.starter);
    await change(made, price.business, { proration_behavior: "create_prorations" });
    expect(await has()).toEqual(BEFORE);
    const renewal = new Date((made.items.data[0]?.current_period_end ?? 0) * 1000);
    await buyer.to(later(renewal, 0.01));
    // The new period runs, and its invoice is a draft.
    expect(await has()).toEqual(BEFORE);
    await buyer.to(later(renewal, 0.1));
    expect(await has()).toEqual(AFTER);
  });

  test("that is billed with a renewal that fails gives in grace what the last paid invoice gave", async () => {
    const made = await buyer.subscribe(price.starter);
    await change(made, price.business, { proration_behavior: "create_prorations" });
    await buyer.payWith("pm_card_chargeCustomerFail");
    const renewal = new Date((made.items.data[0]?.current_period_end ?? 0) * 1000);
    await buyer.to(later(renewal, 0.1));
    expect(await has()).toEqual(BEFORE);
    buyer.weSay(later(renewal, GRACE_DAYS + 1));
    expect(await has()).toEqual(NOTHING);
  });

  test("by an invoice that is sent counts when it is sent", async () => {
    const { id } = await failsToUpgrade();
    // Local Stripe sends no invoices.
    const sent = {
      subscription: "collection_method = 'send_invoice', status = 'active'",
      invoice: "collection_method = 'send_invoice'",
    };
    await mirror.database.pool.query(`UPDATE subscription SET ${sent.subscription} WHERE id = $1`, [id]);
    await mirror.database.pool.query(`UPDATE invoice SET ${sent.invoice} WHERE subscription_id = $1`, [id]);
    expect(await has()).toEqual(AFTER);
    await mirror.database.pool.query(
      "UPDATE invoice SET status = 'draft' WHERE subscription_id = $1 AND status = 'open'",
      [id],
    );
    expect(await has()).toEqual(BEFORE);
  });

  test("in a trial costs nothing until the trial ends, and gives at once", async () => {
    const made = await buyer.subscribe(price.starter, { trial_period_days: 7 });
    await change(made, price.business);
    expect(await has()).toEqual(AFTER);
    await buyer.to(later(START, 7.01));
    expect(await has()).toEqual(AFTER);
    await buyer.to(later(START, 7.1));
    expect(await has()).toEqual(AFTER);
  });

  test("that a credit pays is paid", async () => {
    const made = await buyer.subscribe(price.starterYearly);
    await mirror.stripe.customers.update(buyer.customerId, { balance: -200_000 });
    await buyer.payWith("pm_card_chargeCustomerFail");
    await change(made, price.businessYearly);
    expect(await has()).toEqual(AFTER);
  });

  test("that a discount makes free is paid", async () => {
    const coupon = await mirror.stripe.coupons.create({ percent_off: 100, duration: "forever" });
    const made = await buyer.subscribe(price.starterYearly, { discounts: [{ coupon: coupon.id }] });
    await change(made, price.businessYearly);
    expect(await has()).toEqual(AFTER);
  });
});

describe("what was never billed gives nothing, although the last bill is paid:", () => {
  test.each(["create_prorations", "none"] as const)("an item in another's place (%s)", async (proration_behavior) => {
    const { id, items } = await buyer.subscribe(price.starterYearly);
    await mirror.stripe.subscriptions.update(id, {
      items: [{ id: String(items.data[0]?.id), deleted: true }, { price: price.businessYearly }],
      proration_behavior,
    });
    await hear(mirror);
    expect(await has()).toEqual(BEFORE);
  });

  test("an item beside it", async () => {
    const { id } = await buyer.subscribe(price.starterYearly);
    await mirror.stripe.subscriptions.update(id, {
      items: [{ price: price.businessYearly }],
      proration_behavior: "create_prorations",
    });
    await hear(mirror);
    expect(await has()).toEqual(BEFORE);
  });

  test("an upgrade before there is any bill, as where the first charge comes later", async () => {
    const made = await buyer.subscribe(price.starter, {
      billing_cycle_anchor: Math.floor(later(START, 20).getTime() / 1000),
      proration_behavior: "none",
    });
    expect([made.status, made.latest_invoice, await has()]).toEqual(["active", null, BEFORE]);
    await change(made, price.business, { proration_behavior: "create_prorations" });
    expect(await has()).toEqual(BEFORE);
    await buyer.to(later(START, 20.1));
    expect(await has()).toEqual(AFTER);
  });

  test("an upgrade, where something else of the subscription is paid", async () => {
    const made = await buyer.subscribe(price.starterYearly);
    await buyer.to(later(START, 10));
    await change(made, price.businessYearly, { proration_behavior: "none" });
    const fee = { customer: buyer.customerId, subscription: made.id };
    await mirror.stripe.invoiceItems.create({ ...fee, amount: 100, currency: "usd" });
    await mirror.stripe.invoices.pay(String((await mirror.stripe.invoices.create(fee)).id));
    await hear(mirror);
    expect(await has()).toEqual(BEFORE);
  });
});

describe("a downgrade", () => {
  test.each(["always_invoice", "create_prorations", "none"] as const)(
    "at once takes at once (%s)",
    async (behavior) => {
      const made = await buyer.subscribe(price.businessYearly);
      await change(made, price.starterYearly, { proration_behavior: behavior });
      expect(await has()).toEqual(BEFORE);
    },
  );

  test("to a bigger plan by the month gives what is paid, until it is paid itself", async () => {
    const made = await buyer.subscribe(price.starterYearly);
    await buyer.payWith("pm_card_chargeCustomerFail");
    await change(made, price.business);
    expect(await has()).toEqual(BEFORE);
  });
});

test("nothing is gained by paying the difference to a plan that was never paid, nor with what was given back of it", async () => {
  const changed = await failsToUpgrade();
  await buyer.payWith("pm_card_visa");
  await change(changed, price.starterYearly);
  await change(changed, price.businessYearly);
  expect(await has()).toEqual(BEFORE);
});

describe("the timeline gains and loses what access does:", () => {
  const told = async () =>
    ((await getWorkspaceHistory(buyer.workspaceId))?.entries ?? [])
      .toReversed()
      .flatMap(({ gained, lost }) => [...gained.map((one) => `+${one}`), ...lost.map((one) => `-${one}`)])
      .filter((one) => one.endsWith("audit"));

  test("nothing by an upgrade that is not paid, and all by its payment", async () => {
    const { id } = await failsToUpgrade();
    expect(await told()).toEqual([]);
    await buyer.payWith("pm_card_visa");
    await mirror.stripe.invoices.pay(await latest(id));
    await hear(mirror);
    expect(await told()).toEqual(["+audit"]);
  });

  test("with the renewal that bills it", async () => {
    const made = await buyer.subscribe(price.starter);
    await change(made, price.business, { proration_behavior: "create_prorations" });
    expect(await told()).toEqual([]);
    await buyer.to(later(new Date((made.items.data[0]?.current_period_end ?? 0) * 1000), 0.1));
    expect(await told()).toEqual(["+audit"]);
  });

  test("at once, where there is no grace", async () => {
    await buyer.subscribe(price.business, { trial_period_days: 7 });
    await buyer.payWith("pm_card_chargeCustomerFail");
    await buyer.to(later(START, 7.1));
    expect(await told()).toEqual(["+audit", "-audit"]);
  });
});

describe("grace", () => {
  test("has nobody whose first payment after a trial failed", async () => {
    await buyer.subscribe(price.business, { trial_period_days: 7 });
    await buyer.payWith("pm_card_chargeCustomerFail");
    await buyer.to(later(START, 7.1));
    expect(await has()).toEqual(NOTHING);
    expect(await readAccess(buyer.workspaceId, "audit")).toMatchObject({
      allowed: false,
      reason: { kind: "ended", was: "grace", stopped: { needs: "payment", plan: "business" } },
    });
  });

  test("has who paid, in whatever way", async () => {
    const made = await buyer.subscribe(price.starter, { trial_period_days: 7 });
    await buyer.payWith("pm_card_chargeCustomerFail");
    await buyer.to(later(START, 7.1));
    await mirror.stripe.invoices.pay(await latest(made.id), { paid_out_of_band: true });
    await hear(mirror);
    await buyer.to(later(START, 40));
    expect((await mirror.stripe.subscriptions.retrieve(made.id)).status).toBe("past_due");
    expect(await has()).toEqual(BEFORE);
  });

  test("has who had a whole period for free", async () => {
    const coupon = await mirror.stripe.coupons.create({ percent_off: 100, duration: "once" });
    const made = await buyer.subscribe(price.starter, { discounts: [{ coupon: coupon.id }] });
    await buyer.payWith("pm_card_chargeCustomerFail");
    await buyer.to(later(START, 32));
    expect((await mirror.stripe.subscriptions.retrieve(made.id)).status).toBe("past_due");
    expect(await has()).toEqual(BEFORE);
  });
});

test("rows from before give what they gave, until stripe:sync has brought the lines", async () => {
  await failsToUpgrade();
  await mirror.database.pool.query("UPDATE invoice SET gave = NULL, collection_method = NULL WHERE customer_id = $1", [
    buyer.customerId,
  ]);
  expect(await has()).toEqual(AFTER);
  // Its lists leave out what is on a test clock, so this is the road of one object.
  const { syncObject } = await import("@/lib/billing/mirror/sync");
  for (const { id } of (await mirror.stripe.invoices.list({ customer: buyer.customerId })).data)
    await syncObject("invoice", String(id));
  expect(await has()).toEqual(BEFORE);
});
