import { encode } from "next-auth/jwt";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { invite } from "@/lib/workspaces/invitations";
import { joinWorkspace, leaveWorkspace } from "@/lib/billing/workspaces/departures";
import { previewPlanChange } from "@/lib/billing/portal/plan-change";
import { reconcile } from "@/lib/billing/reconcile/reconcile";
import { disconnect } from "@/lib/db";
import {
  allDelivered,
  checkout,
  falsify,
  pay,
  priceOf,
  sell,
  setRole,
  subscribe,
  userIdOf,
  workspaceOf,
} from "../../support/billing";
import { pageOf, plain, submit } from "../../support/forms";
import { AppClient, newPerson, startApp, type TestApp, until } from "../../support/integration";
import { signUpOperator } from "../../support/operator";
import { useSettings } from "../../support/environment";
import { peopleOf } from "../workspaces/people";
import { claimOf } from "../../support/claim";

let app: TestApp;
let perSeat: string;

beforeAll(async () => {
  app = await startApp({ env: { NEW_USER_FREE_TRIAL_DAYS: "None" } });
  useSettings(app);
  perSeat = (await sell(app, { unit_amount: 900, metadata: { per_seat: "true" } }, { name: "Team" })).id;
});
afterAll(async () => {
  await disconnect();
  await app?.stop();
});
beforeEach(() => app.localStripe.clearFaults());

const { person } = peopleOf(() => app.database);

async function itemOf(subscriptionId: string) {
  const { data } = await app.stripe.subscriptionItems.list({ subscription: subscriptionId });
  if (!data[0]) throw new Error(`${subscriptionId} has no item.`);
  return data[0];
}
const seatsOf = async (subscriptionId: string) => (await itemOf(subscriptionId)).quantity;
const seatsAre = (subscriptionId: string, seats: number) =>
  until(`${seats} seats`, async () => (await seatsOf(subscriptionId)) === seats);
const membersOf = async (workspaceId: string): Promise<number> =>
  (await app.database.pool.query("SELECT FROM membership WHERE workspace_id = $1", [workspaceId])).rowCount ?? 0;

/** A workspace whose owner pays per seat. */
async function team(): Promise<{ owner: AppClient; ownerId: string; workspaceId: string; subscriptionId: string }> {
  const ada = newPerson();
  const owner = await app.signUp(ada);
  const { workspaceId, subscriptionId } = await subscribe(app, owner, perSeat);
  await allDelivered(app); // a webhook under way would do what the test does next
  return { owner, ownerId: await userIdOf(app, ada.email), workspaceId, subscriptionId };
}

/** A new person, and the link by which they may join. */
async function invited(ownerId: string, workspaceId: string) {
  return { user: await person(), token: await invite(ownerId, workspaceId, { role: "member", email: null }) };
}

describe("a price per seat", () => {
  test("is bought for as many as the workspace has members, and a member more is another checkout", async () => {
    const owner = await app.signUp();
    const workspaceId = await workspaceOf(owner);
    const grace = newPerson("Grace");
    await app.signUp(grace);
    await setRole(app, grace.email, workspaceId, "member");
    const { body } = await checkout(owner, perSeat, workspaceId);
    expect(
      (await app.stripe.checkout.sessions.listLineItems(body.session_id)).data.map(({ quantity }) => quantity),
    ).toEqual([2]);
    expect((await checkout(owner, perSeat, workspaceId)).body.session_id).toBe(body.session_id);
    const alan = newPerson("Alan");
    await app.signUp(alan);
    await setRole(app, alan.email, workspaceId, "member");
    const again = await checkout(owner, perSeat, workspaceId);
    expect((await app.stripe.checkout.sessions.retrieve(body.session_id)).status).toBe("expired");
    expect((await app.stripe.checkout.sessions.retrieve(again.body.session_id)).amount_total).toBe(2_700);
    // Who comes while the checkout is open has a seat as soon as it is paid.
    const late = newPerson("Late");
    await app.signUp(late);
    await setRole(app, late.email, workspaceId, "member");
    const { subscription } = await pay(app, again.body.session_id);
    await seatsAre(String(subscription), 4);
  });

  test("is prorated when somebody joins, and when they leave", async () => {
    const { owner, ownerId, workspaceId, subscriptionId } = await team();
    const grace = await app.signUp(newPerson("Grace"));
    const token = await invite(ownerId, workspaceId, { role: "member", email: null });
    await submit(grace, `/invitation?token=${token}`, "Accept invitation");
    expect(await seatsOf(subscriptionId)).toBe(2);
    const customer = String((await app.stripe.subscriptions.retrieve(subscriptionId)).customer);
    const prorations = async () =>
      (await app.stripe.invoiceItems.list({ customer, pending: true })).data.map(({ amount, quantity }) => [
        quantity,
        amount,
      ]);
    expect((await prorations()).toSorted(([a], [b]) => (a ?? 0) - (b ?? 0))).toEqual([
      [1, expect.closeTo(-900, -1)],
      [2, expect.closeTo(1_800, -1)],
    ]);
    expect(plain((await pageOf(owner, `/workspaces/${workspaceId}`)).html)).toContain(
      "Team: 2 seats at $9 per month each, $18 per month together.",
    );
    expect(plain((await pageOf(grace, `/workspaces/${workspaceId}`)).html)).not.toContain("2 seats");
    await submit(grace, `/workspaces/${workspaceId}`, "Leave workspace");
    await seatsAre(subscriptionId, 1);
    expect((await prorations()).reduce((sum, [, amount]) => sum + (amount ?? 0), 0)).toBe(0);
  });

  test("a failure of Stripe does not undo the joining; the operator sees it, and the next one who joins repairs it", async () => {
    const operator = await signUpOperator(app);
    const { ownerId, workspaceId, subscriptionId } = await team();
    const [first, second] = [await invited(ownerId, workspaceId), await invited(ownerId, workspaceId)];
    await app.localStripe.fault({ path: "/v1/subscription_items", kind: "status", status: 500, times: 2 });
    await joinWorkspace(first.user, first.token);
    expect([await membersOf(workspaceId), await seatsOf(subscriptionId)]).toEqual([2, 1]);
    const page = plain((await pageOf(operator, "/operator")).html);
    expect(page).toMatch(/Left to do at Stripe.*the last try.*This failure was planned/);
    await joinWorkspace(second.user, second.token);
    expect(await seatsOf(subscriptionId)).toBe(3);
    expect(plain((await pageOf(operator, "/operator")).html)).toContain(
      "Nothing: seats, trials and subscriptions are as they should be.",
    );
  });

  test("stripe:sync repairs what was left, and what no change reported", async () => {
    const { ownerId, workspaceId, subscriptionId } = await team();
    const { user, token } = await invited(ownerId, workspaceId);
    await app.localStripe.fault({ path: "/v1/subscription_items", kind: "status", status: 500, times: 2 });
    await joinWorkspace(user, token);
    await app.localStripe.clearFaults();
    expect((await reconcile({})).pendingWork).toMatchObject({ failures: [] });
    expect(await seatsOf(subscriptionId)).toBe(2);
    await app.database.pool.query(`DELETE FROM "user" WHERE id = $1`, [user.id]);
    await reconcile({});
    expect(await seatsOf(subscriptionId)).toBe(1);
  });

  test("a quantity that somebody sets at Stripe becomes the number of members again", async () => {
    const { subscriptionId } = await team();
    await app.stripe.subscriptionItems.update((await itemOf(subscriptionId)).id, { quantity: 7 });
    await seatsAre(subscriptionId, 1);
  });

  test("a plan that is not per seat costs once after one that was", async () => {
    const { owner, ownerId, workspaceId, subscriptionId } = await team();
    const { user, token } = await invited(ownerId, workspaceId);
    await joinWorkspace(user, token);
    const pro = await priceOf(app, "pro_month");
    await falsify(app, `UPDATE product SET plan_group = 'plan' WHERE name = 'Team'`, []);
    const email =
      (await app.database.pool.query<{ email: string }>(`SELECT email FROM "user" WHERE id = $1`, [ownerId])).rows[0]
        ?.email ?? null;
    expect((await previewPlanChange({ id: ownerId, name: null, email }, workspaceId, pro)).to.quantity).toBe(1);
    expect((await pageOf(owner, `/dashboard?workspace=${workspaceId}`)).status).toBe(200);
    // As Stripe's portal changes a plan: with the quantity that was there.
    await app.stripe.subscriptionItems.update((await itemOf(subscriptionId)).id, { price: pro, quantity: 2 });
    await seatsAre(subscriptionId, 1);
    await app.stripe.subscriptionItems.update((await itemOf(subscriptionId)).id, { price: perSeat });
    await seatsAre(subscriptionId, 2);
  });
});

/** Somebody with NextAuth's cookie; twenty who sign up and in cost seconds of Argon2. */
async function signedIn(userId: string, url: string): Promise<AppClient> {
  const client = new AppClient(url);
  const { sessionId } = await claimOf(userId);
  const token = { sub: userId, sid: sessionId };
  client.keep(`next-auth.session-token=${await encode({ token, secret: app.env.NEXTAUTH_SECRET ?? "" })}`);
  return client;
}

test("20 members who join and leave at once, on two instances, leave Stripe's quantity equal to the members", async () => {
  const other = await startApp({ beside: app });
  // As a load balancer hands requests to instances that have one address.
  const inFront = { origin: app.url, "x-forwarded-host": new URL(app.url).host };
  const { ownerId, workspaceId, subscriptionId } = await team();
  const crowd = await Promise.all(
    Array.from({ length: 20 }, async (_, index) => {
      const client = await signedIn((await person(`Member${index}`)).id, index % 2 ? other.url : app.url);
      return { client, token: await invite(ownerId, workspaceId, { role: "member", email: null }) };
    }),
  );
  await Promise.all(
    crowd.map(async ({ client, token }, index) => {
      // On a slow machine the last of so many wait longer than the app lets anybody wait, and press again.
      const join = () => submit(client, `/invitation?token=${token}`, "Accept invitation", {}, inFront);
      await until(`member ${index} to have joined`, async () => (await join()).status === 303);
      // Of three one leaves again, while the others still come.
      if (index % 3 === 0) await submit(client, `/workspaces/${workspaceId}`, "Leave workspace", {}, inFront);
    }),
  );
  expect(await membersOf(workspaceId)).toBe(14);
  await seatsAre(subscriptionId, 14);
  await until(
    "everything to be done",
    async () =>
      (await app.database.pool.query("SELECT FROM pending_work WHERE workspace_id = $1", [workspaceId])).rowCount === 0,
  );
  expect(await seatsOf(subscriptionId)).toBe(14);
  await Promise.all(
    crowd
      .filter((_, index) => index % 3 !== 0)
      .map(({ client }) => submit(client, `/workspaces/${workspaceId}`, "Leave workspace", {}, inFront)),
  );
  await seatsAre(subscriptionId, 1);
  await other.stop();
  expect(
    await leaveWorkspace({ id: ownerId, name: null, email: null }, workspaceId, true).catch(
      (error: { code: string }) => error.code,
    ),
  ).toBe("last_owner");
});
