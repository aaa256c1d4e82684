import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { alignSeats, noteStraySeats } from "@/lib/billing/seats/align";
import { syncObject } from "@/lib/billing/mirror/sync";
import { METADATA } from "@/lib/stripe/metadata";
import { type Mirror, startMirror } from "../../support/mirror";

// Only the seats of what a checkout of ours made, or the operator activated, follow the members.

let mirror: Mirror;
let seat: { month: string; year: string };
beforeAll(async () => {
  mirror = await startMirror();
  const month = await mirror.seatPrice();
  const year = await mirror.stripe.prices.create({
    product: String(month.product),
    currency: "usd",
    unit_amount: 5_000,
    recurring: { interval: "year" },
    metadata: { [METADATA.perSeat]: "true" },
  });
  seat = { month: month.id, year: year.id };
  await mirror.sync();
});
afterAll(() => mirror?.stop());

type Buyer = Awaited<ReturnType<Mirror["customer"]>>;
const query = async (text: string, values: unknown[] = []) =>
  (await mirror.database.pool.query<Record<string, string>>(text, values)).rows;

/** @returns the id of a checkout that the customer completed here */
async function checkoutOf({ workspaceId, userId, customerId }: Buyer, subscription: string | null): Promise<string> {
  const id = randomUUID();
  await query(
    `INSERT INTO checkout_session (id, workspace_id, user_id, customer_id, price_id, with_trial, fingerprint, parameters, state, created_at, subscription_id)
     VALUES ($1, $2, $3, $4, $5, false, '', '{}', 'complete', now(), $6)`,
    [id, workspaceId, userId, customerId, seat.month, subscription],
  );
  return id;
}

/** Seats for two in a workspace of one: `metadata` says how the subscription came about. */
async function seatsOf(buyer: Buyer, price: string, metadata: Record<string, string>) {
  const { id } = await mirror.subscription(buyer, {
    items: [{ price, quantity: 2 }],
    metadata: { [METADATA.workspaceId]: buyer.workspaceId, ...metadata },
  });
  await syncObject("customer", buyer.customerId);
  await syncObject("subscription", id);
  await query("TRUNCATE pending_work");
  return id;
}

const IS_MANAGED: Record<string, boolean> = {
  "by a checkout of ours": true,
  "by a checkout from before checkouts were named": true,
  "by the operator, who activated it": true,
  "with the metadata of another customer's checkout": false,
  "with the metadata of another subscription's checkout": false,
  "with a made-up checkout": false,
  "in Stripe's Dashboard, and assigned": false,
};

async function made(how: string, price: string): Promise<{ id: string; buyer: Buyer }> {
  const buyer = await mirror.customer();
  const user = { [METADATA.userId]: buyer.userId };
  const by = (checkoutId: string) => ({ ...user, [METADATA.checkoutId]: checkoutId });
  switch (how) {
    case "by a checkout of ours":
      return { buyer, id: await seatsOf(buyer, price, by(await checkoutOf(buyer, null))) };
    case "by a checkout from before checkouts were named":
      return { buyer, id: await seatsOf(buyer, price, user) };
    case "with the metadata of another customer's checkout":
      return { buyer, id: await seatsOf(buyer, price, by(await checkoutOf(await mirror.customer(), null))) };
    case "with the metadata of another subscription's checkout":
      return { buyer, id: await seatsOf(buyer, price, by(await checkoutOf(buyer, "sub_another"))) };
    case "with a made-up checkout":
      return { buyer, id: await seatsOf(buyer, price, by("not an id")) };
    default: {
      const id = await seatsOf(buyer, price, {});
      if (how.startsWith("by the operator"))
        await query("INSERT INTO activated_subscription VALUES ($1, gen_random_uuid(), now())", [id]);
      return { buyer, id };
    }
  }
}

const atStripe = async (id: string) => {
  const { items, pending_invoice_item_interval: billed } = await mirror.stripe.subscriptions.retrieve(id);
  return [items.data[0]?.quantity, billed?.interval ?? null];
};

describe.each(Object.keys(IS_MANAGED))("made %s", (how) => {
  test(IS_MANAGED[how] ? "they become the number of members, billed monthly" : "they stay as they are", async () => {
    for (const price of [seat.month, seat.year]) {
      const { id, buyer } = await made(how, price);
      const billed = price === seat.year ? "month" : null;
      await noteStraySeats(() => false);
      expect((await query("SELECT workspace_id FROM pending_work")).map((row) => row.workspace_id)).toEqual(
        IS_MANAGED[how] ? [buyer.workspaceId] : [],
      );
      await alignSeats(buyer.workspaceId);
      expect(await atStripe(id)).toEqual(IS_MANAGED[how] ? [1, billed] : [2, null]);
      await query("TRUNCATE pending_work");
      await query("DELETE FROM subscription WHERE id = $1", [id]);
    }
  });
});

test("of one that is handed over they stay as they are; its successor's follow the members", async () => {
  const { id, buyer } = await made("by a checkout of ours", seat.year);
  const next = await mirror.customer();
  const checkout = await checkoutOf({ ...next, workspaceId: buyer.workspaceId }, null);
  const successor = await seatsOf({ ...next, workspaceId: buyer.workspaceId }, seat.year, {
    [METADATA.checkoutId]: checkout,
  });
  await query(
    `INSERT INTO hand_over (checkout_id, predecessor_id, workspace_id, user_id, customer_id, payer_id, kind, state, successor_id, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, 'continue', 'running', $7, now())`,
    [checkout, id, buyer.workspaceId, next.userId, next.customerId, buyer.userId, successor],
  );
  await alignSeats(buyer.workspaceId);
  expect([await atStripe(id), await atStripe(successor)]).toEqual([
    [2, null],
    [1, "month"],
  ]);
});
