import { randomUUID } from "node:crypto";
import type Stripe from "stripe";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { rowOf } from "../../support/billing";
import { startMirror } from "../../support/mirror";

let mirror: Awaited<ReturnType<typeof startMirror>>;
beforeAll(async () => {
  mirror = await startMirror();
});
afterAll(() => mirror?.stop());
beforeEach(() => mirror.localStripe.clearFaults());

const change = (text: string, ...values: unknown[]) => mirror.database.pool.query(text, values);
const anHourAgo = () => new Date(Date.now() - 3_600_000);

async function sell(): Promise<Stripe.Price & { product: string }> {
  const product = await mirror.stripe.products.create({ name: "Sold" });
  const price = await mirror.stripe.prices.create({
    product: product.id,
    currency: "usd",
    unit_amount: 900,
    recurring: { interval: "month" },
  });
  return { ...price, product: product.id };
}

/** A checkout that stands open, here and at Stripe. */
async function openCheckout(priceId: string) {
  const { userId, workspaceId, customerId } = await mirror.customer();
  const id = randomUUID();
  const session = await mirror.stripe.checkout.sessions.create({
    mode: "subscription",
    customer: customerId,
    line_items: [{ price: priceId, quantity: 1 }],
    success_url: "https://app.example.com/",
    client_reference_id: id,
  });
  await change(
    `INSERT INTO checkout_session (id, workspace_id, user_id, customer_id, price_id, with_trial, fingerprint, parameters, state, stripe_session_id, url, created_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, false, '', $8, 'open', $6, $7, now(), now() + interval '1 day')`,
    id,
    workspaceId,
    userId,
    customerId,
    priceId,
    session.id,
    session.url,
    { line_items: [{ price: priceId, quantity: 1 }] },
  );
  return { id, workspaceId, sessionId: session.id };
}

/** What is written here, and what Stripe says. */
const statusOf = async ({ id, sessionId }: { id: string; sessionId: string }) => [
  (await rowOf(mirror, "checkout_session", id))?.state,
  (await mirror.stripe.checkout.sessions.retrieve(sessionId)).status,
];
const OPEN = ["open", "open"];
const EXPIRED = ["expired", "expired"];

const expireFails = (sessionId: string) =>
  mirror.localStripe.fault({
    method: "POST",
    path: `/v1/checkout/sessions/${sessionId}/expire`,
    kind: "status",
    status: 500,
    times: 10,
  });

test("a run by events ends the open checkouts of what it learns is archived, and no others; a dry run ends none", async () => {
  const [price, ofProduct, sold] = [await sell(), await sell(), await sell()];
  await mirror.sync();
  const checkouts = [await openCheckout(price.id), await openCheckout(ofProduct.id)];
  const kept = await openCheckout(sold.id);
  await mirror.stripe.prices.update(price.id, { active: false });
  await mirror.stripe.products.update(ofProduct.product, { active: false });
  await mirror.sync({ since: anHourAgo(), dryRun: true });
  expect(await Promise.all(checkouts.map(statusOf))).toEqual([OPEN, OPEN]);
  await mirror.sync({ since: anHourAgo() });
  expect(await Promise.all(checkouts.map(statusOf))).toEqual([EXPIRED, EXPIRED]);
  expect(await statusOf(kept)).toEqual(OPEN);
});

test("a full run does, too, and of a checkout that came to be open after all others were ended", async () => {
  const price = await sell();
  await mirror.sync();
  const early = await openCheckout(price.id);
  await change("UPDATE checkout_session SET state = 'creating' WHERE id = $1", early.id);
  const late = await openCheckout(price.id);
  await mirror.stripe.prices.update(price.id, { active: false });
  await mirror.sync();
  expect(await statusOf(late)).toEqual(EXPIRED);
  await change("UPDATE checkout_session SET state = 'open' WHERE id = $1", early.id);
  expect((await mirror.sync()).driftCount).toBe(0);
  expect(await statusOf(early)).toEqual(EXPIRED);
});

test("one that could not be ended is told of and keeps nothing else from its end; the next run tries again", async () => {
  const price = await sell();
  await mirror.sync();
  const [stuck, other] = [await openCheckout(price.id), await openCheckout(price.id)];
  await mirror.stripe.prices.update(price.id, { active: false });
  await expireFails(stuck.sessionId);
  const { finished, pendingWork } = await mirror.sync();
  expect([finished, pendingWork.failures]).toMatchObject([true, [{ workspaceId: stuck.workspaceId }]]);
  expect([await statusOf(stuck), await statusOf(other)]).toEqual([OPEN, EXPIRED]);
  await mirror.localStripe.clearFaults();
  expect((await mirror.sync()).pendingWork.failures).toEqual([]);
  expect(await statusOf(stuck)).toEqual(EXPIRED);
});

test("an event of the archiving that failed is settled, and its checkouts are ended", async () => {
  const price = await sell();
  const checkout = await openCheckout(price.id);
  await mirror.sync();
  await mirror.stripe.products.update(price.product, { active: false });
  await change("UPDATE product SET active = false WHERE id = $1", price.product); // the row was written, and no more
  await change(
    `INSERT INTO stripe_event (id, type, object_id, created, payload, state, first_attempt_at, last_attempt_at, error)
     VALUES ('evt_archived', 'product.updated', $1, now() - interval '1 hour', '{}', 'failed', now(), now(), 'Stripe was away')`,
    price.product,
  );
  await mirror.sync();
  expect((await rowOf(mirror, "stripe_event", "evt_archived"))?.state).toBe("processed");
  expect(await statusOf(checkout)).toEqual(EXPIRED);
});

test("with no time left a run ends some, and is finished by the call that ends the last", async () => {
  const price = await sell();
  await mirror.sync();
  const checkouts = [];
  for (let made = 0; made < 6; made++) checkouts.push(await openCheckout(price.id));
  await mirror.stripe.prices.update(price.id, { active: false });
  const finished: boolean[] = [];
  while (!finished.at(-1)) finished.push((await mirror.sync({ since: anHourAgo(), budgetMs: 0 })).finished);
  expect(finished.length).toBeGreaterThan(1);
  for (const checkout of checkouts) expect(await statusOf(checkout)).toEqual(EXPIRED);
});
