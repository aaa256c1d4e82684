/** A made-up company's whole catalogue, sold plan by plan: what Stripe is sent, what it bills, and what the page says. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { productOf } from "@/lib/billing/catalog/catalog";
import { confirmCheckout } from "@/lib/billing/checkout/confirmation";
import { type CheckoutOptions, createCheckout } from "@/lib/billing/checkout/create";
import { hadProduct } from "@/lib/billing/checkout/sale";
import { takeOver } from "@/lib/billing/hand-over/take-over";
import { inviteMember, joinWorkspace } from "@/lib/billing/workspaces/departures";
import { hashOfEmail } from "@/lib/billing/trials/ledger";
import { now } from "@/lib/clock";
import { pay } from "../../support/billing";
import { type AtStripe, makeAtStripe } from "../../support/catalogs/at-stripe";
import { everything } from "../../support/catalogs/everything";
import { startMirror } from "../../support/mirror";

const DAY_MS = 86_400_000;

let mirror: Awaited<ReturnType<typeof startMirror>>;
let made: AtStripe;
beforeAll(async () => {
  process.env.NEW_USER_FREE_TRIAL_DAYS = "7";
  mirror = await startMirror();
  made = await makeAtStripe(mirror.stripe, everything);
  await mirror.sync();
});
afterAll(() => mirror?.stop());

const priceOf = (key: string): string => {
  const id = made.prices[key];
  if (!id) throw new Error(`There is no price ${key}.`);
  return id;
};

/** An owner of a workspace with so many members. */
async function owner(members = 1) {
  const { userId, workspaceId } = await mirror.user();
  await join(userId, workspaceId, "owner");
  for (let more = 1; more < members; more++) await join((await mirror.user()).userId, workspaceId, "member");
  return { user: { id: userId, name: "Ada", email: `${userId}@example.com` }, workspaceId };
}
type Owner = Awaited<ReturnType<typeof owner>>;

const join = (userId: string, workspaceId: string, role: string) =>
  mirror.database.pool.query("INSERT INTO membership (user_id, workspace_id, role) VALUES ($1, $2, $3::role)", [
    userId,
    workspaceId,
    role,
  ]);

const begin = ({ user, workspaceId }: Owner, key: string, options: CheckoutOptions = {}) =>
  createCheckout(user, priceOf(key), workspaceId, options);

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error: { code?: string }) => error.code,
  );

/** What Stripe was asked to sell: `lookup key × quantity`, the page's amount, and its terms. */
async function sessionOf(sessionId: string) {
  const session = await mirror.stripe.checkout.sessions.retrieve(sessionId);
  const { data } = await mirror.stripe.checkout.sessions.listLineItems(sessionId);
  const keys = data.map(({ price, quantity }) => `${price?.lookup_key}${quantity ? ` × ${quantity}` : ""}`);
  return {
    // The price that was named comes first.
    keys: [...keys.slice(0, 1), ...keys.slice(1).toSorted()].join(", "),
    due: session.amount_total,
    currency: session.currency,
    card: session.payment_method_collection,
    adjustable: data.some(({ adjustable_quantity }) => adjustable_quantity?.enabled),
  };
}

/** Pays, and brings what came of it. */
async function complete({ user, workspaceId }: Owner, sessionId: string, method?: string) {
  const paid = await pay(mirror, sessionId, method);
  const subscription = await mirror.stripe.subscriptions.retrieve(String(paid.subscription), {
    expand: ["latest_invoice"],
  });
  const confirmation = await confirmCheckout(user, sessionId);
  if (confirmation.state !== "confirmed") throw new Error(`The page says ${confirmation.state}.`);
  const { latest_invoice: invoice } = subscription;
  if (!invoice || typeof invoice === "string") throw new Error("There is no first invoice.");
  await mirror.sync({ skipPendingWork: true });
  return { subscription, confirmation, invoice, workspaceId };
}

type Sold = {
  members?: number;
  options?: CheckoutOptions;
  /** What Stripe sells, and what is paid at once. */
  keys: string;
  due: number;
  currency?: string;
  /** Of the trial, whose end is a day later; null for none. */
  trialDays: number | null;
  withoutCard?: "cancel" | "pause" | "free";
  /** What the page says besides the price. */
  seats?: number;
  unitsOf?: { lookupKey: string };
  hasUsage?: true;
  feeMinor?: number;
};

const SOLD: Record<string, Sold> = {
  free_month: { keys: "free_month × 1", due: 0, trialDays: null, withoutCard: "free" },
  solo_month: { keys: "solo_month × 1", due: 0, trialDays: 14, withoutCard: "cancel" },
  solo_quarter: {
    keys: "solo_quarter × 1",
    options: { currency: "jpy" },
    currency: "jpy",
    due: 0,
    trialDays: 14,
    withoutCard: "cancel",
  },
  solo_year: { keys: "solo_year × 1", due: 0, trialDays: 14, withoutCard: "cancel" },
  // The fee is due when the trial begins.
  team_month: { keys: "team_month × 3, team_setup × 1", due: 9_900, trialDays: 7, seats: 3, feeMinor: 9_900 },
  team_year: {
    members: 6,
    options: { currency: "eur" },
    currency: "eur",
    keys: "team_year × 6, team_setup × 1",
    due: 9_000,
    trialDays: 7,
    seats: 6,
    feeMinor: 9_000,
  },
  studio_month: { members: 4, keys: "studio_month × 4", due: 8_000, trialDays: null, seats: 4 },
  studio_year: {
    options: { quantity: 12 },
    keys: "studio_year × 12",
    due: 12 * 17_500 + 5_000,
    trialDays: null,
    seats: 12,
  },
  build_month: {
    keys: "build_month × 1, build_calls_month, build_storage_month",
    due: 0,
    trialDays: 7,
    withoutCard: "pause",
    hasUsage: true,
  },
  phone_month: { keys: "phone_month × 1", due: 0, trialDays: 7 },
  calls_month: { keys: "calls_month", due: 0, trialDays: 7 },
  // Cameras are no seats: fewer than there are members.
  packs_month: {
    members: 12,
    options: { quantity: 11 },
    keys: "packs_month × 11",
    due: 0,
    trialDays: 7,
    seats: 11,
    unitsOf: { lookupKey: "packs_month" },
  },
};

describe("each plan of the catalogue is sold with all that comes with it", () => {
  test.each(Object.entries(SOLD))("%s", async (key, sold) => {
    const { members, options, keys, due, currency = "usd", trialDays, withoutCard } = sold;
    const ada = await owner(members);
    const { session_id } = await begin(ada, key, options);
    expect(await sessionOf(session_id)).toEqual({
      keys,
      due,
      currency,
      card: withoutCard ? "if_required" : "always",
      adjustable: false,
    });
    const { subscription, confirmation, invoice } = await complete(ada, session_id);
    expect(invoice.total).toBe(due);
    expect(subscription.status).toBe(trialDays === null ? "active" : "trialing");
    if (trialDays !== null) {
      const end = (subscription.trial_end ?? 0) * 1000;
      expect(Math.abs(end - (Date.now() + (trialDays + 1) * DAY_MS))).toBeLessThan(60_000);
      const atEnd = subscription.trial_settings?.end_behavior.missing_payment_method;
      expect(atEnd).toBe(withoutCard ?? "create_invoice");
    }
    const { seats = null, unitsOf, hasUsage = false, feeMinor } = sold;
    expect(confirmation).toMatchObject({
      seats,
      unitsOf,
      hasUsage,
      setupFee: feeMinor === undefined ? null : { amountMinor: feeMinor, currency },
      trialEnd: trialDays === null ? null : expect.any(Date),
      // Its card was given.
      endsWithoutCard: null,
    });
    // The same again is the plan that it has; another of its group is a change.
    expect(await codeOf(begin(ada, key, options))).toBe("already_subscribed");
  });

  test.each([
    "classic_month",
    "build_month_negotiated",
    "enterprise_year",
    "phone_week",
    "build_calls_month",
    "team_setup",
  ])("%s is not on sale", async (key) => {
    expect(await codeOf(begin(await owner(), key))).toBe("price_not_available");
  });

  test("one of each group, and add-ons, stand side by side; a second of a group is a change", async () => {
    const ada = await owner();
    for (const key of ["studio_month", "phone_month", "calls_month", "packs_month"]) {
      const { session_id } = await begin(ada, key);
      await complete(ada, session_id);
    }
    expect(await codeOf(begin(ada, "build_month"))).toBe("plan_change_required");
    expect(await codeOf(begin(ada, "free_month"))).toBe("plan_change_required");
  });
});

describe("a session is handed out again", () => {
  test.each<[string, string, CheckoutOptions, CheckoutOptions]>([
    ["number", "studio_month", { quantity: 4 }, { quantity: 5 }],
    ["currency", "studio_month", { quantity: 4 }, { quantity: 4, currency: "eur" }],
  ])("for the same %s, and no other", async (_, key, first, second) => {
    const ada = await owner();
    const { session_id } = await begin(ada, key, first);
    expect((await begin(ada, key, first)).session_id).toBe(session_id);
    expect((await begin(ada, key, second)).session_id).not.toBe(session_id);
    expect((await mirror.stripe.checkout.sessions.retrieve(session_id)).status).toBe("expired");
  });

  test("not once the fee is another", async () => {
    const ada = await owner();
    const { session_id } = await begin(ada, "team_month");
    const old = priceOf("team_setup");
    const { product, metadata } = await mirror.stripe.prices.retrieve(old);
    const dearer = await mirror.stripe.prices.create({
      product: String(product),
      currency: "usd",
      unit_amount: 12_000,
      currency_options: { eur: { unit_amount: 11_000 } },
      lookup_key: "team_setup_new",
      metadata,
    });
    await mirror.sync({ skipPendingWork: true });
    // Both are there for a moment: the lower one is paid, and only that.
    expect((await sessionOf((await begin(ada, "team_month")).session_id)).keys).toBe("team_month × 3, team_setup × 1");
    await mirror.stripe.prices.update(old, { active: false });
    await mirror.sync({ skipPendingWork: true });
    expect((await mirror.stripe.checkout.sessions.retrieve(session_id)).status).toBe("expired");
    const { session_id: next } = await begin(ada, "team_month");
    expect(await sessionOf(next)).toMatchObject({ keys: "team_month × 3, team_setup_new × 1", due: 12_000 });
    await mirror.stripe.prices.update(old, { active: true });
    await mirror.stripe.prices.update(dearer.id, { active: false });
    await mirror.sync({ skipPendingWork: true });
  });
});

describe("a set-up fee", () => {
  test("is paid at the first checkout of the plan, and not by who comes back", async () => {
    const ada = await owner();
    const first = await complete(ada, (await begin(ada, "team_month")).session_id);
    await mirror.stripe.subscriptions.cancel(first.subscription.id);
    await mirror.sync({ skipPendingWork: true });
    const again = await begin(ada, "team_month");
    expect(await sessionOf(again.session_id)).toMatchObject({ keys: "team_month × 3", due: 2_400 });
    expect((await complete(ada, again.session_id)).confirmation).toMatchObject({ setupFee: null, seats: 3 });
  });

  test.each([
    ["whose first invoice was written off", "uncollectible", false],
    ["that is still owed", "open", true],
  ])("counts as paid with a plan %s: %s, %s", async (_, status, had) => {
    const ada = await owner();
    const { subscription } = await complete(ada, (await begin(ada, "team_month")).session_id);
    const team = made.products.team ?? "";
    expect(await hadProduct(ada.workspaceId, team)).toBe(true);
    await mirror.database.pool.query(
      "UPDATE invoice SET status = $2 WHERE subscription_id = $1 AND billing_reason = 'subscription_create'",
      [subscription.id, status],
    );
    expect(await hadProduct(ada.workspaceId, team)).toBe(had);
    expect(await hadProduct((await owner()).workspaceId, team)).toBe(false);
  });

  test("that was refunded with a refused trial is paid again", async () => {
    const bob = await owner();
    const { session_id } = await begin(bob, "team_month");
    // Meanwhile the same address has got a trial elsewhere.
    await mirror.database.pool.query(
      "INSERT INTO trial_ledger (subscription_id, email_hash, outcome, started_at) VALUES ('sub_of_another', $1, 'first', $2)",
      [hashOfEmail(bob.user.email), now()],
    );
    const { subscription } = await pay(mirror, session_id);
    expect(await confirmCheckout(bob.user, session_id)).toMatchObject({
      state: "trial_refused",
      refundedMinor: 9_900,
    });
    expect((await mirror.stripe.subscriptions.retrieve(String(subscription))).status).toBe("canceled");
    await mirror.sync();
    const again = await begin(bob, "team_month");
    expect(await sessionOf(again.session_id)).toMatchObject({
      keys: "team_month × 3, team_setup × 1",
      due: 2_400 + 9_900,
    });
  });
});

describe("a trial", () => {
  test("without a card begins without one, and the page says what becomes of it", async () => {
    const ada = await owner();
    const { session_id } = await begin(ada, "solo_month");
    await mirror.stripe.rawRequest("POST", `/v1/payment_pages/${session_id}/confirm`, { expected_amount: 0 });
    const confirmation = await confirmCheckout(ada.user, session_id);
    expect(confirmation).toMatchObject({ state: "confirmed", endsWithoutCard: "cancel", trialEnd: expect.any(Date) });
  });

  test("is once per person, over all plans", async () => {
    const ada = await owner();
    const { subscription } = await complete(ada, (await begin(ada, "solo_month")).session_id);
    await mirror.stripe.subscriptions.cancel(subscription.id);
    await mirror.sync({ skipPendingWork: true });
    const { session_id } = await begin(ada, "build_month");
    expect(await sessionOf(session_id)).toMatchObject({ due: 4_900, card: "always" });
  });

  test("ends for all plans with the setting", async () => {
    const { planTrialDays } = await import("@/lib/billing/trials/offer");
    expect(planTrialDays({ trialDays: 14 })).toBe(14);
    expect(planTrialDays({ trialDays: null })).toBeNull();
    expect(planTrialDays({ trialDays: undefined })).toBe(7);
  });
});

describe("a plan that is taken over", () => {
  test.each([
    ["build_month", {}, "build_month × 1, build_calls_month, build_storage_month"],
    ["team_month", {}, "team_month × 3"],
    ["studio_month", { quantity: 7 }, "studio_month × 7"],
  ] satisfies [string, CheckoutOptions, string][])(
    "%s is sold with the same items, without the fee",
    async (key, options, keys) => {
      const [ada, bob] = [await owner(), await owner()];
      const { subscription } = await complete(ada, (await begin(ada, key, options)).session_id);
      await join(bob.user.id, ada.workspaceId, "owner");
      await mirror.database.pool.query("DELETE FROM membership WHERE workspace_id = $1 AND user_id = $2", [
        ada.workspaceId,
        ada.user.id,
      ]);
      const taken = await takeOver(bob.user, ada.workspaceId, subscription.id);
      expect((await sessionOf(taken.session_id)).keys).toBe(keys);
    },
  );
});

test("who joins while seats are being bought is not left without one: a checkout of fewer expires", async () => {
  const buyer = await owner();
  const comes = async () => {
    const token = await inviteMember(buyer.user.id, buyer.workspaceId, { role: "member", email: null });
    await joinWorkspace({ id: (await mirror.user()).userId, name: null, email: null }, token);
  };
  const { session_id } = await begin(buyer, "studio_month", { quantity: 2 });
  const stateOf = async (id: string) => (await mirror.stripe.checkout.sessions.retrieve(id)).status;
  await comes();
  expect(await stateOf(session_id)).toBe("open");
  await comes();
  expect(await stateOf(session_id)).toBe("expired");
  expect((await sessionOf((await begin(buyer, "studio_month")).session_id)).keys).toBe("studio_month × 3");
});

test("a part that is not sold in the currency is not left out: the price is not available", async () => {
  const product = await mirror.stripe.products.create({ name: "By hand" });
  const recurring = { interval: "month" } as const;
  const plan = await mirror.stripe.prices.create({
    product: product.id,
    currency: "usd",
    unit_amount: 1_000,
    currency_options: { eur: { unit_amount: 900 } },
    recurring,
  });
  const fee = await mirror.stripe.products.create({ name: "By hand: set-up" });
  await mirror.stripe.prices.create({
    product: fee.id,
    currency: "usd",
    unit_amount: 500,
    metadata: { setup_fee_for: product.id },
  });
  await mirror.sync({ skipPendingWork: true });
  const ada = await owner();
  const buy = (currency: string) => codeOf(createCheckout(ada.user, plan.id, ada.workspaceId, { currency }));
  expect(await productOf(plan.id, null)).toMatchObject({ setupFees: [{ currency: "usd" }] });
  expect([await buy("eur"), await buy("usd")]).toEqual(["price_not_available", "done"]);
});
