import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkout, falsify, known, newWorkspace, pay, priceOf, rowOf, setRole, subscribe } from "../../support/billing";
import { refundsOf } from "../../support/bought-twice";
import { newPerson, startApp, type TestApp, until } from "../../support/integration";
import { pass, payInVain } from "../../support/people-on-clocks";
import {
  duplicatesOf,
  handedOver,
  handOversOf,
  invoicesOf,
  type Left,
  payerLeft,
  removeFrom,
  statusOf,
} from "./people";

// A plan that gives nothing and that only a payer who left could settle locks nobody out.
let app: TestApp;
let pro: string;

beforeAll(async () => {
  app = await startApp({ env: { NEW_USER_FREE_TRIAL_DAYS: "None", CANCEL_DUPLICATE_SUBSCRIPTIONS: "true" } });
  await app.localStripe.afterRetries("unpaid");
  pro = await priceOf(app, "pro_month");
});
afterAll(() => app?.stop());

async function buy({ owner, old }: Pick<Left, "owner" | "old">): Promise<string> {
  const { status, body } = await checkout(owner, pro, old.workspaceId);
  expect([status, body.code]).toEqual([200, undefined]);
  const { subscription } = await pay(app, body.session_id);
  await known(app, String(subscription));
  return String(subscription);
}

async function unpaid(): Promise<Left> {
  const left = await payerLeft(app, pro);
  await payInVain(app, left.old);
  await pass(app, left.old, 32);
  await pass(app, left.old, 28);
  expect(await statusOf(app, left.old.subscriptionId)).toBe("unpaid");
  return left;
}

test("unpaid by a removed admin: the owner buys, the old one ends, and only the time with access stays owed", async () => {
  const left = await unpaid();
  const { payer, old } = left;
  await pass(app, old, 5);
  // What the same person pays for elsewhere has an invoice that Stripe is trying to collect.
  const elsewhere = await newWorkspace(app, { [payer.person.email]: "owner" });
  const { body } = await checkout(payer, pro, elsewhere);
  const other = String((await pay(app, body.session_id)).subscription);
  await known(app, other);
  await payInVain(app, { ...old, subscriptionId: other });
  await pass(app, old, 32);
  expect((await invoicesOf(app, other)).at(-1)).toMatchObject({ status: "open", auto_advance: true });

  const successor = await buy(left);
  await handedOver(app, old.workspaceId);
  expect(await handOversOf(app, old.workspaceId)).toMatchObject([
    { predecessor_id: old.subscriptionId, successor_id: successor, kind: "replace", state: "done" },
  ]);
  expect(await statusOf(app, old.subscriptionId)).toBe("canceled");
  expect(await statusOf(app, successor)).toBe("active");
  const [first, second, ...later] = await invoicesOf(app, old.subscriptionId);
  expect(first).toMatchObject({ status: "paid", amount_paid: 2_900 });
  // The grace was in its period.
  expect(second).toMatchObject({ status: "open", amount_remaining: 2_900 });
  expect(later.length).toBeGreaterThan(1);
  expect(later.map(({ status }) => status)).toEqual(later.map(() => "void"));
  // Canceling stopped it for all of the customer's invoices.
  expect((await invoicesOf(app, other)).at(-1)).toMatchObject({ status: "open", auto_advance: true });
  expect(await statusOf(app, other)).toBe("past_due");
  expect(await duplicatesOf(app, old.workspaceId)).toBe(0);
  expect(await refundsOf(app, old.customerId)).toEqual([]);
  expect(await invoicesOf(app, successor)).toMatchObject([{ status: "paid", amount_paid: 2_900 }]);
});

const longAgo = async (left: Left): Promise<Left> => {
  await payInVain(app, left.old);
  await pass(app, left.old, 32);
  await falsify(app, "UPDATE subscription SET status_since = '2025-05-05T12:00:00Z' WHERE id = $1", [
    left.old.subscriptionId,
  ]);
  await falsify(app, "UPDATE invoice SET created_at = '2025-05-05T11:00:00Z' WHERE subscription_id = $1", [
    left.old.subscriptionId,
  ]);
  return left;
};

describe("nothing that gives no access is in the way of another payer, who starts no trial either", () => {
  test.each<[string, string, () => Promise<Left>]>([
    ["incomplete", "incomplete", () => payerLeft(app, pro, { payment_behavior: "default_incomplete" })],
    ["past due, its grace over", "past_due", async () => longAgo(await payerLeft(app, pro))],
    [
      "paused, since its trial ended without a card",
      "paused",
      async () => {
        const left = await payerLeft(app, pro, {
          trial_period_days: 3,
          trial_settings: { end_behavior: { missing_payment_method: "pause" } },
        });
        await pass(app, left.old, 4);
        return left;
      },
    ],
  ])("%s", async (_, status, standing) => {
    const left = await standing();
    const { old } = left;
    expect(await rowOf(app, "subscription", old.subscriptionId)).toMatchObject({ status });
    const successor = await buy(left);
    await handedOver(app, old.workspaceId);
    expect(["canceled", "incomplete_expired"]).toContain(await statusOf(app, old.subscriptionId));
    expect(await app.stripe.subscriptions.retrieve(successor)).toMatchObject({ status: "active", trial_end: null });
    expect(await duplicatesOf(app, old.workspaceId)).toBe(0);
    // All of them are for a time in which it gave none.
    const owed = (await invoicesOf(app, old.subscriptionId)).filter((one) => one.status === "open");
    expect(owed).toEqual([]);
  });
});

test("a renewal that Stripe can't finalize, of a plan that nobody has paid for yet", async () => {
  const left = await payerLeft(app, pro, { trial_period_days: 3 });
  const { old } = left;
  await app.localStripe.failFinalizations(old.customerId);
  await pass(app, old, 4);
  expect(await rowOf(app, "subscription", old.subscriptionId)).toMatchObject({ status: "active" });
  expect((await checkout(left.owner, pro, old.workspaceId)).body.code).toBe("already_subscribed");
  await falsify(
    app,
    "UPDATE invoice SET created_at = now() - interval '5 days' WHERE subscription_id = $1 AND status = 'draft'",
    [old.subscriptionId],
  );
  const successor = await buy(left);
  await handedOver(app, old.workspaceId);
  expect(await handOversOf(app, old.workspaceId)).toMatchObject([{ kind: "replace", state: "done" }]);
  expect([await statusOf(app, old.subscriptionId), await statusOf(app, successor)]).toEqual(["canceled", "active"]);
  const owed = (await invoicesOf(app, old.subscriptionId)).filter(({ total }) => total > 0);
  expect(owed).toMatchObject([{ status: "draft", auto_advance: false }]);
});

test("what gives access, or was paused on request, is in the way; so is the buyer's own", async () => {
  const left = await payerLeft(app, pro);
  const refused = async ({ owner, old }: Left) => (await checkout(owner, pro, old.workspaceId)).body.code;
  expect(await refused(left)).toBe("already_subscribed");
  await payInVain(app, left.old);
  await pass(app, left.old, 32);
  expect(await rowOf(app, "subscription", left.old.subscriptionId)).toMatchObject({ status: "past_due" });
  expect(await refused(left)).toBe("already_subscribed");
  // Another plan of the group as well.
  const business = await priceOf(app, "business_month");
  expect((await checkout(left.owner, business, left.old.workspaceId)).body.code).toBe("plan_change_required");

  const paused = await payerLeft(app, pro);
  await app.stripe.rawRequest("POST", `/v1/subscriptions/${paused.old.subscriptionId}/pause`, { type: "subscription" });
  await known(app, paused.old.subscriptionId);
  expect(await rowOf(app, "subscription", paused.old.subscriptionId)).toMatchObject({ status: "paused" });
  expect(await refused(paused)).toBe("already_subscribed");

  const own = await unpaid();
  await setRole(app, own.payer.person.email, own.old.workspaceId, "admin");
  expect((await checkout(own.payer, pro, own.old.workspaceId)).body.code).toBe("already_subscribed");
});

test("if the old one gives access by the time the new one is paid, both stay, and the operator is told", async () => {
  const left = await unpaid();
  const { owner, old } = left;
  const { body } = await checkout(owner, pro, old.workspaceId);
  // Its payer comes back and pays all there is to pay.
  const card = await app.stripe.paymentMethods.attach("pm_card_visa", { customer: old.customerId });
  await app.stripe.subscriptions.update(old.subscriptionId, { default_payment_method: card.id });
  for (const { id, status } of await invoicesOf(app, old.subscriptionId)) {
    if (status === "draft") await app.stripe.invoices.finalizeInvoice(id ?? "", { auto_advance: false });
    if (status === "draft" || status === "open") await app.stripe.invoices.pay(id ?? "");
  }
  await until("it to be active", async () => (await statusOf(app, old.subscriptionId)) === "active");
  const successor = String((await pay(app, body.session_id)).subscription);
  await known(app, successor);
  await handedOver(app, old.workspaceId);
  expect(await handOversOf(app, old.workspaceId)).toMatchObject([{ state: "operator" }]);
  await until("it to be noted", async () => (await duplicatesOf(app, old.workspaceId)) === 1);
  expect([await statusOf(app, old.subscriptionId), await statusOf(app, successor)]).toEqual(["active", "active"]);
  expect(await refundsOf(app, old.customerId)).toEqual([]);
});

test("one that was made at Stripe is left to the operator", async () => {
  const left = await unpaid();
  const { old } = left;
  await falsify(app, "DELETE FROM checkout_session WHERE subscription_id = $1", [old.subscriptionId]);
  await buy(left);
  await handedOver(app, old.workspaceId);
  expect(await handOversOf(app, old.workspaceId)).toMatchObject([{ state: "operator" }]);
  expect(await statusOf(app, old.subscriptionId)).toBe("unpaid");
});

test("nothing is ended where the checkout comes to nothing", async () => {
  const left = await unpaid();
  const { owner, old } = left;
  const { body } = await checkout(owner, pro, old.workspaceId);
  await app.stripe.checkout.sessions.expire(body.session_id);
  await until("that to be known", async () => (await checkout(owner, pro, old.workspaceId)).status === 200);
  expect(await statusOf(app, old.subscriptionId)).toBe("unpaid");
  const again = await checkout(owner, pro, old.workspaceId);
  expect(again.body.session_id).not.toBe(body.session_id);
  // The same request gets the same session.
  expect((await checkout(owner, pro, old.workspaceId)).body.session_id).toBe(again.body.session_id);
});

test("while Stripe fails, nothing is lost: the next event finishes it, and nothing happens twice", async () => {
  const left = await unpaid();
  const { old } = left;
  await app.localStripe.fault({ method: "POST", path: "/v1/invoices", kind: "status", status: 500, times: 3 });
  await buy(left).catch(() => undefined);
  await app.localStripe.clearFaults();
  await until("the hand-over to be finished", async () => {
    await app.localStripe.redeliver();
    return (await handOversOf(app, old.workspaceId)).every(({ state }) => state === "done");
  });
  const invoices = await invoicesOf(app, old.subscriptionId);
  expect(invoices.slice(0, 2).map(({ status }) => status)).toEqual(["paid", "open"]);
  expect(invoices.slice(2).every(({ status }) => status === "void")).toBe(true);
});

test("a subscription for another person's workspace is not touched", async () => {
  const left = await unpaid();
  const stranger = await app.signUp(newPerson("Eve"));
  expect((await checkout(stranger, pro, left.old.workspaceId)).status).toBe(404);
  const { subscriptionId } = await subscribe(app, stranger, pro);
  expect(await statusOf(app, subscriptionId)).toBe("active");
  await removeFrom(app, left.owner, left.old.workspaceId);
  expect((await checkout(left.owner, pro, left.old.workspaceId)).status).toBe(404);
});
