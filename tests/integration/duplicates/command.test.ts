import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { cancelDuplicate } from "@/lib/billing/duplicates/cancel";
import { listDuplicates } from "@/lib/billing/duplicates/find";
import { allowedIn, readEntitlements } from "@/lib/billing/entitlements/read";
import { disconnect } from "@/lib/db";
import { newBuyer, newSubscription } from "../../support/workshop";
import { priceOf, rowOf, sell, subscribe } from "../../support/billing";
import { pageOf, plain } from "../../support/forms";
import { type AppClient, startApp, type TestApp, until } from "../../support/integration";
import { signUpOperator } from "../../support/operator";
import { useSettings } from "../../support/environment";
import { anotherSecond, command, noted, payBoth, refundsOf, twoOpenCheckouts } from "../../support/bought-twice";

let app: TestApp;
let pro: string;
let operator: AppClient;

beforeAll(async () => {
  app = await startApp({ env: { NEW_USER_FREE_TRIAL_DAYS: "None" } });
  useSettings(app);
  pro = await priceOf(app, "pro_month");
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

const featuresOf = async (workspaceId: string) => allowedIn(await readEntitlements(workspaceId));
const statusOf = async (id: string) => (await app.stripe.subscriptions.retrieve(id)).status;
const isNoted = (id: string) => until(`${id} to be noted`, () => noted(app, id));
const listed = async (id: string) =>
  (await listDuplicates()).duplicates.filter(({ subscriptionId }) => subscriptionId === id);
const says = async (client: AppClient, path: string) => plain((await pageOf(client, path)).html);

/** Both checkouts of a workspace are paid, and the app has noticed. */
async function boughtTwice() {
  const pair = await twoOpenCheckouts(app, pro);
  const [kept, later] = await payBoth(app, pair);
  await isNoted(later.id);
  return { ...pair, kept, later };
}

test("two open checkouts that are paid at once end with one live subscription and one refund", async () => {
  const { workspaceId, clients, sessions, kept, later } = await boughtTwice();
  expect([await statusOf(kept.id), await statusOf(later.id)]).toEqual(["active", "active"]);
  for (const client of clients) {
    const page = await says(client, `/dashboard?workspace=${workspaceId}`);
    expect(page).toContain("Pro was bought twice for this workspace.");
    expect(page.match(/Paid by (You|Ada|Grace)/g)).toHaveLength(2);
    expect(page).toContain("Paid by You");
  }
  const features = await featuresOf(workspaceId);
  expect(features).toContain("export");
  expect(await says(operator, "/operator")).toContain(
    `${later.id} · active · ${String(later.customer)} · later than ${kept.id}`,
  );

  const listed = await command(app);
  expect(listed.code, listed.said).toBe(1);
  expect(listed.said).toContain(`${later.id} (Pro, active,`);
  expect(await statusOf(later.id)).toBe("active");

  const done = await command(app, "--cancel");
  expect(done.code, done.said).toBe(0);
  expect(done.said).toContain("Canceled; $29.00 refunded.");
  expect([await statusOf(kept.id), await statusOf(later.id)]).toEqual(["active", "canceled"]);
  expect(await refundsOf(app, kept.customer)).toEqual([]);
  expect(await refundsOf(app, later.customer)).toMatchObject([
    { amount: 2_900, reason: "duplicate", status: "succeeded" },
  ]);
  expect(await featuresOf(workspaceId)).toEqual(features);
  expect((await rowOf(app, "subscription", later.id))?.status).toBe("canceled");

  const isGrace = String(later.customer) === (await customerOf(sessions[1]));
  const page = await says(clients[isGrace ? 1 : 0], `/payment?session=${sessions[isGrace ? 1 : 0]}`);
  expect(page).toContain("This second purchase was canceled, and $29.00 goes back to the card that paid.");
  expect(await says(clients[0], `/dashboard?workspace=${workspaceId}`)).not.toContain("twice");
  expect((await command(app, "--cancel")).said).toContain(
    "No workspace has a product, or two plans of one group, by two subscriptions.",
  );
  expect(await says(operator, "/operator")).not.toContain(later.id);
});

const customerOf = async (sessionId: string) =>
  String((await app.stripe.checkout.sessions.retrieve(sessionId)).customer);

for (const [what, fault] of [
  ["the answer to the refund is lost", { path: "^/v1/refunds$", kind: "lose_response", times: 2 }],
  [
    "Stripe fails after it refunded, and keeps that failure",
    { path: "^/v1/refunds$", kind: "stored_500", executed: true, times: 1 },
  ],
  [
    "Stripe fails before it refunded, and keeps that failure",
    { path: "^/v1/refunds$", kind: "stored_500", executed: false, times: 1 },
  ],
  [
    "the answer to the cancellation is lost",
    { method: "DELETE", path: "/v1/subscriptions", kind: "lose_response", times: 2 },
  ],
] as const) {
  test(`once, also when ${what}`, async () => {
    const { kept, later } = await boughtTwice();
    // Else the cancellation's own webhook lets the app try, too, and meet the fault instead.
    await app.localStripe.holdDeliveries();
    await app.localStripe.fault(fault);
    const first = await cancelDuplicate(later.id).then(
      () => "done",
      () => "failed",
    );
    // A lost cancellation is found to have been made, at once.
    expect(first).toBe("method" in fault ? "done" : "failed");
    await app.localStripe.clearFaults();
    await app.localStripe.sendDeliveries();
    await Promise.all([cancelDuplicate(later.id), cancelDuplicate(later.id)]);
    expect(await refundsOf(app, later.customer)).toMatchObject([{ amount: 2_900 }]);
    expect([await statusOf(kept.id), await statusOf(later.id)]).toEqual(["active", "canceled"]);
    expect(await listed(later.id)).toEqual([]);
  });
}

test("one that was begun is finished by whatever comes next, whatever the setting says", async () => {
  const { later, workspaceId } = await boughtTwice();
  await app.localStripe.fault({ path: "^/v1/refunds", kind: "status", status: 500, times: 100 });
  await expect(cancelDuplicate(later.id)).rejects.toThrow();
  await app.localStripe.clearFaults();
  // The cancellation's webhook finds the pending work.
  await until("the refund to be made", async () => (await noted(app, later.id))?.finished_at);
  expect(await refundsOf(app, later.customer)).toHaveLength(1);
  await until(
    "the pending work to be done",
    async () =>
      (await app.database.pool.query("SELECT FROM pending_work WHERE workspace_id = $1", [workspaceId])).rowCount === 0,
  );
});

test("nothing is refunded for one that is in its trial", async () => {
  const client = await app.signUp();
  const { workspaceId, subscriptionId } = await subscribe(app, client, pro);
  await anotherSecond();
  const buyer = await newBuyer(app.database.pool, app.stripe);
  const later = await newSubscription({ ...buyer, workspaceId }, app.stripe, [pro]);
  await isNoted(later.id);
  expect(await cancelDuplicate(later.id)).toEqual({ done: true, refundedMinor: 0, currency: null });
  expect([await statusOf(subscriptionId), await statusOf(later.id)]).toEqual(["active", "canceled"]);
});

test("what a program can't decide is left to a person, and shown", async () => {
  const client = await app.signUp();
  const { workspaceId, subscriptionId } = await subscribe(app, client, pro);
  await anotherSecond();
  const buyer = await newBuyer(app.database.pool, app.stripe);
  const more = await sell(app);
  const later = await newSubscription({ ...buyer, workspaceId }, app.stripe, [pro, more.id]);
  await isNoted(later.id);
  const why = "It carries a product that the earlier subscription does not have.";
  expect(await cancelDuplicate(later.id)).toEqual({ done: false, why });
  expect(await says(operator, "/operator")).toContain(why);
  await app.stripe.subscriptions.update(subscriptionId, { cancel_at_period_end: true });
  const { data } = await app.stripe.subscriptionItems.list({ subscription: later.id });
  await app.stripe.subscriptionItems.del(data.find(({ price }) => price.id === more.id)?.id ?? "");
  expect(await cancelDuplicate(later.id)).toMatchObject({
    done: false,
    why: expect.stringContaining("canceled for a later day") as string,
  });
  expect(await statusOf(later.id)).toBe("trialing");
  // When the customer ends one of them, nothing is left to say.
  await app.stripe.subscriptions.cancel(later.id);
  await until("it to be gone from the page", async () => !(await says(operator, "/operator")).includes(later.id));
});
