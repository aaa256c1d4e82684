import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { answerCardQuestion } from "@/lib/billing/cards/answer";
import { confirmCheckout } from "@/lib/billing/checkout/confirmation";
import { createCheckout } from "@/lib/billing/checkout/create";
import { handleDelivery } from "@/lib/billing/mirror/deliveries";
import { pay } from "../support/billing";
import { startMirror } from "../support/mirror";

let mirror: Awaited<ReturnType<typeof startMirror>>;
beforeAll(async () => {
  mirror = await startMirror();
  process.env.STRIPE_WEBHOOK_SECRET = SECRET;
  await mirror.sync();
});
afterAll(() => mirror?.stop());
beforeEach(async () => {
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
  await mirror.localStripe.clearFaults();
});

const SECRET = "whsec_of_this_test";

/** A paid checkout of which nothing has reached us. */
async function paidCheckout() {
  const { userId, workspaceId } = await mirror.user();
  const join = "INSERT INTO membership (user_id, workspace_id, role) VALUES ($1, $2, 'owner')";
  await mirror.database.pool.query(join, [userId, workspaceId]);
  const user = { id: userId, name: "Ada", email: `${userId}@example.com` };
  const { session_id } = await createCheckout(user, mirror.price.id, workspaceId);
  await pay(mirror, session_id);
  return { user, workspaceId, session_id };
}

/** Stripe answers the session after about 8 s, at the second try, and then says nothing of the subscription. */
async function slow(): Promise<void> {
  const session = { method: "GET", path: "^/v1/checkout/sessions/\\w+$", kind: "hang" } as const;
  await mirror.localStripe.fault({ ...session, times: 1 });
  await mirror.localStripe.fault({ ...session, ms: 3_000, times: 1 });
  await mirror.localStripe.fault({ method: "GET", path: "^/v1/subscriptions/\\w+$", kind: "hang", times: 99 });
}

async function timed<T>(work: () => Promise<T>): Promise<{ value: T; seconds: number }> {
  const started = performance.now();
  return { value: await work(), seconds: (performance.now() - started) / 1000 };
}

const codeOf = (error: unknown): unknown => (error as { code?: unknown }).code;

test("a checkout that finds another one paid, and must ask about its subscription, still ends within ten seconds", async () => {
  const { user, workspaceId } = await paidCheckout();
  await slow();
  const { value, seconds } = await timed(() => createCheckout(user, mirror.price.id, workspaceId).catch(codeOf));
  expect(value).toBe("stripe_unavailable");
  expect(seconds).toBeGreaterThan(7);
  expect(seconds).toBeLessThan(10);
  await mirror.localStripe.clearFaults();
  // The next one finds out.
  expect(await createCheckout(user, mirror.price.id, workspaceId).catch(codeOf)).toBe("already_subscribed");
});

test("so does the page of the payment", async () => {
  const { user, session_id } = await paidCheckout();
  const subscription = { method: "GET", path: "^/v1/subscriptions/\\w+$", kind: "hang", times: 99 } as const;
  const session = { method: "GET", path: "^/v1/checkout/sessions/\\w+$", kind: "hang" } as const;
  await mirror.localStripe.fault({ ...session, times: 1 });
  await mirror.localStripe.fault({ ...session, ms: 1_200, times: 1 });
  await mirror.localStripe.fault(subscription);
  const { value, seconds } = await timed(() => confirmCheckout(user, session_id));
  expect(value).toMatchObject({ state: "processing" });
  expect(seconds).toBeLessThan(10);
});

test("and an event, whose work asks Stripe again and again", async () => {
  const { user } = await paidCheckout();
  const { rows } = await mirror.database.pool.query<{ customer_id: string }>(
    "SELECT customer_id FROM stripe_user WHERE user_id = $1",
    [user.id],
  );
  const { data } = await mirror.stripe.subscriptions.list({ customer: rows[0]?.customer_id });
  // An old event of another version: Stripe must be asked for the subscription, then for what it refers to.
  const payload = JSON.stringify({
    id: `evt_${randomUUID().replaceAll("-", "")}`,
    object: "event",
    type: "customer.subscription.updated",
    created: Math.floor(Date.now() / 1000),
    api_version: "2024-06-20",
    livemode: false,
    data: { object: data[0] },
  });
  await mirror.database.pool.query("DELETE FROM price");
  await mirror.localStripe.fault({
    method: "GET",
    path: "^/v1/subscriptions/\\w+$",
    kind: "hang",
    ms: 3_000,
    times: 9,
  });
  await mirror.localStripe.fault({ method: "GET", path: "^/v1/(prices|products)/\\w+$", kind: "hang", times: 99 });
  const signature = mirror.stripe.webhooks.generateTestHeaderString({ payload, secret: SECRET });
  const { value, seconds } = await timed(() => handleDelivery(payload, signature).catch(() => "failed"));
  expect(value).toBe("failed");
  expect(seconds).toBeLessThan(10);
});

test("and a payer's answer, although Stripe must be asked of each of their subscriptions", async () => {
  const payer = await mirror.customer();
  const { pool } = mirror.database;
  await pool.query("INSERT INTO membership (user_id, workspace_id, role) VALUES ($1, $2, 'owner')", [
    payer.userId,
    payer.workspaceId,
  ]);
  const both = [await mirror.subscription(payer), await mirror.subscription(payer)];
  await mirror.sync();
  for (const { id } of both)
    await pool.query(
      `INSERT INTO card_change (subscription_id, workspace_id, customer_id, from_ids, to_id, changed_at, state)
       VALUES ($1, $2, $3, '{}', 'pm_new', now(), 'asked')`,
      [id, payer.workspaceId, payer.customerId],
    );
  await pool.query("UPDATE card_change SET state = 'chosen' WHERE subscription_id = $1", [both[0]?.id]);
  await mirror.localStripe.fault({ method: "GET", path: "^/v1/subscriptions/\\w+$", kind: "hang", times: 99 });
  const user = { id: payer.userId, name: "Ada", email: "ada@example.com" };
  const answer = { subscriptionId: both[1]?.id ?? "", toId: "pm_new", answer: "use" } as const;
  const { value, seconds } = await timed(() => answerCardQuestion(user, payer.workspaceId, answer).catch(codeOf));
  expect(value).toBe("stripe_unavailable");
  expect(seconds).toBeGreaterThan(7);
  expect(seconds).toBeLessThan(10);
});
