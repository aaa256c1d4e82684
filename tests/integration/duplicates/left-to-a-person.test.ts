import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { cancelDuplicate } from "@/lib/billing/duplicates/cancel";
import { whyNotCancelable } from "@/lib/billing/duplicates/find";
import { disconnect } from "@/lib/db";
import { allDelivered, falsify, newWorkspace, priceOf, sell, setRole, subscribe } from "../../support/billing";
import { pageOf, plain } from "../../support/forms";
import { type AppClient, newPerson, startApp, type TestApp, until } from "../../support/integration";
import { signUpOperator } from "../../support/operator";
import { useSettings } from "../../support/environment";
import { newBuyer, newSubscription } from "../../support/workshop";
import { anotherSecond, command, noted, payBoth, refundsOf, twoOpenCheckouts } from "../../support/bought-twice";

let app: TestApp;
let operator: AppClient;

beforeAll(async () => {
  app = await startApp({ env: { NEW_USER_FREE_TRIAL_DAYS: "None" } });
  useSettings(app);
  operator = await signUpOperator(app);
});
afterAll(async () => {
  await disconnect();
  await app?.stop();
});
beforeEach(async () => {
  await app.localStripe.clearFaults();
  await app.localStripe.sendDeliveries();
});

const isNoted = (id: string) => until(`${id} to be noted`, () => noted(app, id));
const statusOf = async (id: string) => (await app.stripe.subscriptions.retrieve(id)).status;
const failedPendingWork = async () =>
  (await app.anonymous().get<{ failed_pending_work: number }>("/api/health/")).body.failed_pending_work;
const operatorReads = async () => plain((await pageOf(operator, "/operator")).html);

test("a refund that Stripe refuses holds up nothing else, and a person can settle it", async () => {
  const team = await sell(app, { unit_amount: 900, metadata: { per_seat: "true" } });
  const pair = await twoOpenCheckouts(app, team.id);
  const [kept, later] = await payBoth(app, pair);
  await isNoted(later.id);
  await app.localStripe.fault({ path: "^/v1/refunds$", kind: "status", status: 400, times: 1_000 });
  await expect(cancelDuplicate(later.id)).rejects.toThrow();
  expect([await statusOf(kept.id), await statusOf(later.id)]).toEqual(["active", "canceled"]);

  const late = newPerson("Late");
  await app.signUp(late);
  await setRole(app, late.email, pair.workspaceId, "member");
  const { quantity } = (await app.stripe.subscriptions.retrieve(kept.id)).items.data[0]!;
  await app.stripe.subscriptions.update(kept.id, {
    items: [{ id: kept.items.data[0]!.id, quantity: (quantity ?? 0) + 5 }],
  });
  await until(
    "three seats",
    async () => (await app.stripe.subscriptions.retrieve(kept.id)).items.data[0]?.quantity === 3,
  );
  // Delivering again would not help: it is the operator's.
  await until("all to be delivered", async () =>
    (await app.stripe.events.list({ limit: 100 })).data.every((event) => event.pending_webhooks === 0),
  );
  expect(await failedPendingWork()).toBe(1);
  expect(await operatorReads()).toContain("This failure was planned");
  // Under its first key Stripe would repeat the refusal, although the bank may have decided otherwise by then.
  const keys = (await app.localStripe.requests()).flatMap(({ method, path, idempotency_key }) =>
    method === "POST" && path === "/v1/refunds" ? [idempotency_key] : [],
  );
  expect(new Set(keys).size).toBeGreaterThan(1);

  expect(await command(app, "--settle", kept.id)).toMatchObject({ code: 1 });
  expect(await command(app, "--settle", later.id)).toMatchObject({
    code: 0,
    said: expect.stringContaining("is settled") as string,
  });
  await app.stripe.subscriptions.update(kept.id, { metadata: { note: "whatever comes next" } });
  expect((await command(app)).code).toBe(0);
  expect(await refundsOf(app, later.customer)).toEqual([]);
});

test("of several payments those that can be refunded are, whatever becomes of the others", async () => {
  const [kept, later] = await payBoth(app, await twoOpenCheckouts(app, await priceOf(app, "pro_month")));
  await isNoted(later.id);
  const [item] = later.items.data;
  await app.stripe.subscriptions.update(later.id, {
    items: [{ id: item!.id, quantity: 2 }],
    proration_behavior: "always_invoice",
  });
  await app.localStripe.holdDeliveries(); // else the cancellation's own webhook lets the app try again
  await app.localStripe.fault({ path: "^/v1/refunds$", kind: "status", status: 400, times: 1 });
  await expect(cancelDuplicate(later.id)).rejects.toThrow();
  expect(await refundsOf(app, later.customer)).toHaveLength(1);
  expect(await cancelDuplicate(later.id)).toEqual({ done: true, refundedMinor: 5_800, currency: "usd" });
  expect(await refundsOf(app, later.customer)).toHaveLength(2);
  await app.localStripe.sendDeliveries();
  expect(await statusOf(kept.id)).toBe("active");
});

test("its open invoice is voided, under another key where Stripe keeps a failure under the first", async () => {
  const [, later] = await payBoth(app, await twoOpenCheckouts(app, await priceOf(app, "pro_month")));
  await isNoted(later.id);
  const card = await app.stripe.paymentMethods.attach("pm_card_chargeCustomerFail", {
    customer: String(later.customer),
  });
  await app.stripe.subscriptions.update(later.id, {
    items: [{ id: later.items.data[0]!.id, quantity: 2 }],
    default_payment_method: card.id,
    proration_behavior: "always_invoice",
  });
  const invoices = async () => (await app.stripe.invoices.list({ subscription: later.id })).data;
  const open = (await invoices()).find(({ status }) => status === "open")?.id ?? "none";
  await allDelivered(app);
  await app.localStripe.holdDeliveries(); // else the cancellation's own webhook lets the app try again
  await app.localStripe.clearRequests();
  const path = `/v1/invoices/${open}/void`;
  await app.localStripe.fault({ path: `^${path}$`, kind: "stored_500", times: 1 });
  await expect(cancelDuplicate(later.id)).rejects.toThrow();
  expect(await cancelDuplicate(later.id)).toEqual({ done: true, refundedMinor: 2_900, currency: "usd" });
  expect((await invoices()).find(({ id }) => id === open)?.status).toBe("void");
  const keys = (await app.localStripe.requests()).flatMap((one) => (one.path === path ? [one.idempotency_key] : []));
  // The SDK retries the first one under its key.
  expect(keys.toSorted()).toEqual([1, 1, 2].map((n) => `duplicate-${later.id}-${n}-void-${open}`));
  await app.localStripe.sendDeliveries();
});

test("one whose end failed stays when the customer, who saw two, cancels the other one meanwhile", async () => {
  const [kept, later] = await payBoth(app, await twoOpenCheckouts(app, await priceOf(app, "pro_month")));
  await isNoted(later.id);
  await allDelivered(app);
  await app.localStripe.holdDeliveries(); // else the app tries again automatically
  await app.localStripe.fault({
    method: "DELETE",
    path: `^/v1/subscriptions/${later.id}$`,
    kind: "status",
    status: 500,
    times: 1_000,
  });
  await expect(cancelDuplicate(later.id)).rejects.toThrow();
  expect((await noted(app, later.id))?.begun_at).not.toBeNull();
  await app.stripe.subscriptions.cancel(kept.id);
  await app.localStripe.clearFaults();
  expect((await cancelDuplicate(later.id)).done).toBe(false);
  expect(await noted(app, later.id)).toMatchObject({ begun_at: null, finished_at: expect.any(Date) as Date });
  await app.localStripe.sendDeliveries();
  await allDelivered(app);
  expect([await statusOf(kept.id), await statusOf(later.id)]).toEqual(["canceled", "active"]);
  expect(await refundsOf(app, later.customer)).toEqual([]);
});

test("when the one that is kept ends, the other is looked at again: it is no duplicate any more", async () => {
  const [kept, later] = await payBoth(app, await twoOpenCheckouts(app, await priceOf(app, "pro_month")));
  await isNoted(later.id);
  await allDelivered(app);
  await app.stripe.subscriptions.cancel(kept.id);
  await until("it to be settled", async () => (await noted(app, later.id))?.finished_at);
  expect(await statusOf(later.id)).toBe("active");
});

test("what a customer's credit paid is named, and left to a person", async () => {
  const pair = await twoOpenCheckouts(app, await priceOf(app, "pro_month"));
  for (const id of pair.sessions) {
    const { customer } = await app.stripe.checkout.sessions.retrieve(id);
    await app.stripe.customers.update(String(customer), { balance: -1_000 });
  }
  const [, later] = await payBoth(app, pair);
  await isNoted(later.id);
  await expect(cancelDuplicate(later.id)).rejects.toThrow("credit paid 1000 (usd");
  expect(await refundsOf(app, later.customer)).toMatchObject([{ amount: 1_900 }]);
  // The app may be working on it at the same moment.
  await expect.poll(operatorReads).toContain("credit paid 1000 (usd");
  expect(await command(app, "--settle", later.id)).toMatchObject({ code: 0 });
});

test("one that was used and paid for long before is not given back because another came to its product", async () => {
  const [cheap, dear] = [await sell(app, { unit_amount: 500 }), await sell(app, { unit_amount: 9_900 })];
  const buyer = await newBuyer(app.database.pool, app.stripe);
  const day = 86_400;
  const began = Math.floor(Date.now() / 1000) - 6 * day;
  const clock = await app.stripe.testHelpers.testClocks.create({
    frozen_time: began,
    customer: buyer.customer.id,
  } as never);
  const first = await newSubscription(buyer, app.stripe, [cheap.id]);
  await app.stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: began + day });
  await until(
    "a day to be over",
    async () => (await app.stripe.testHelpers.testClocks.retrieve(clock.id)).status === "ready",
  );
  const second = await newSubscription(buyer, app.stripe, [dear.id]);
  await app.stripe.subscriptions.update(first.id, { items: [{ id: first.items.data[0]!.id, price: dear.id }] });
  await isNoted(second.id);
  expect(await cancelDuplicate(second.id)).toEqual({
    done: false,
    why: expect.stringContaining("by itself before") as string,
  });
  expect([await statusOf(first.id), await statusOf(second.id)]).toEqual(["trialing", "trialing"]);
});

test("neither is one that stood beside another of its group, when that one came to its product", async () => {
  const buyer = await newBuyer(app.database.pool, app.stripe);
  const day = 86_400;
  const began = Math.floor(Date.now() / 1000) - 6 * day;
  const clock = await app.stripe.testHelpers.testClocks.create({
    frozen_time: began,
    customer: buyer.customer.id,
  } as never);
  const first = await newSubscription(buyer, app.stripe, [await priceOf(app, "pro_month")]);
  await app.stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: began + 60 });
  await until(
    "a minute to be over",
    async () => (await app.stripe.testHelpers.testClocks.retrieve(clock.id)).status === "ready",
  );
  const second = await newSubscription(buyer, app.stripe, [await priceOf(app, "business_month")]);
  await isNoted(second.id);
  await falsify(app, "UPDATE duplicate_subscription SET found_at = to_timestamp($2) WHERE subscription_id = $1", [
    second.id,
    second.created,
  ]);
  expect(await cancelDuplicate(second.id)).toEqual({
    done: false,
    why: expect.stringContaining("does not have") as string,
  });
  await app.stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: began + 5 * day });
  await until(
    "days to be over",
    async () => (await app.stripe.testHelpers.testClocks.retrieve(clock.id)).status === "ready",
  );
  await app.stripe.subscriptions.update(first.id, {
    items: [{ id: first.items.data[0]!.id, price: await priceOf(app, "business_month") }],
  });
  expect(await cancelDuplicate(second.id)).toEqual({
    done: false,
    why: expect.stringContaining("by itself before") as string,
  });
});

test("a product twice is told from an older plan of its group", async () => {
  const buyer = await newBuyer(app.database.pool, app.stripe);
  const [older, first] = [await priceOf(app, "pro_month"), await priceOf(app, "business_month")];
  await newSubscription(buyer, app.stripe, [older]);
  await anotherSecond();
  const kept = await newSubscription(buyer, app.stripe, [first]);
  await anotherSecond();
  const later = await newSubscription(buyer, app.stripe, [first]);
  await isNoted(later.id);
  await until("the right one to be kept", async () => (await noted(app, later.id))?.kept_id === kept.id);
  expect(await whyNotCancelable(later.id)).toBeNull();
});

test("one that is paid is not canceled in favor of one that is overdue", async () => {
  const [kept, later] = await payBoth(app, await twoOpenCheckouts(app, await priceOf(app, "pro_month")));
  await isNoted(later.id);
  expect(await whyNotCancelable(later.id)).toBeNull();
  await falsify(app, "UPDATE subscription SET status = 'past_due' WHERE id = $1", [kept.id]);
  expect(await whyNotCancelable(later.id)).toContain("not in order");
});

test("two plans of one group are seen and shown, and which one to keep is not for a program", async () => {
  const person = newPerson();
  const client = await app.signUp(person);
  const workspaceId = await newWorkspace(app, { [person.email]: "owner" });
  const { subscriptionId } = await subscribe(app, client, await priceOf(app, "pro_month"), workspaceId);
  const buyer = await newBuyer(app.database.pool, app.stripe);
  const later = await newSubscription({ ...buyer, workspaceId }, app.stripe, [await priceOf(app, "business_month")]);
  const [noticed, kept] = [later.id, subscriptionId];
  const either = () => noted(app, noticed).then(async (row) => row ?? noted(app, kept));
  await until("it to be noted", either);
  const row = await either();
  expect([row?.subscription_id, row?.kept_id].toSorted()).toEqual([noticed, kept].toSorted());
  expect(await cancelDuplicate(String(row?.subscription_id))).toMatchObject({ done: false });
  expect(await operatorReads()).toContain(later.id);
  const page = plain((await pageOf(client, `/dashboard?workspace=${workspaceId}`)).html);
  expect(page).toMatch(
    /This workspace has both (Pro and Business|Business and Pro) and needs only one\. Each is billed until it.s canceled\./,
  );
  expect(page).not.toContain("twice");
  await app.stripe.subscriptions.cancel(later.id);
  await until(
    "nothing to be said any more",
    async () =>
      !plain((await pageOf(client, `/dashboard?workspace=${workspaceId}`)).html).includes("and needs only one."),
  );
});
