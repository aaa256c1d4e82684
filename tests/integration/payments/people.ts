/** Payers on a test clock, whose subscriptions a checkout of ours made, and what they owe. */
import { randomUUID } from "node:crypto";
import type Stripe from "stripe";
import { getDashboard } from "@/lib/billing/dashboard/dashboard";
import { METADATA } from "@/lib/stripe/metadata";
import { type Clocked, hear, later, onClock, seconds } from "../../support/clocks";
import type { Mirror } from "../../support/mirror";
import { claimOf } from "../../support/claim";

export const START = new Date("2027-01-04T10:00:00Z");

export type OnClock = Clocked & {
  user: { id: string; name: string; email: string };
  /** Subscribes as by a checkout of ours; `more` for its parameters. */
  buys(price: string, more?: Partial<Stripe.SubscriptionCreateParams>): Promise<string>;
  attach(card: string): Promise<string>;
};

export async function payerOnClock(mirror: Mirror): Promise<OnClock> {
  const clocked = await onClock(mirror, START);
  const { rows } = await mirror.database.pool.query<{ user_id: string }>(
    "SELECT user_id FROM stripe_user WHERE customer_id = $1",
    [clocked.customerId],
  );
  const id = rows[0]?.user_id ?? "";
  await join(mirror, id, clocked.workspaceId);
  return {
    ...clocked,
    user: { id, name: "Ada", email: `${id}@example.com` },
    attach: async (card) => (await mirror.stripe.paymentMethods.attach(card, { customer: clocked.customerId })).id,
    async buys(price, more = {}) {
      const made = await clocked.subscribe(price, more);
      await ourCheckout(mirror, { ...clocked, userId: id }, made.id);
      return made.id;
    },
  };
}

export const join = (mirror: Mirror, userId: string, workspaceId: string, role = "owner") =>
  mirror.database.pool.query("INSERT INTO membership (user_id, workspace_id, role) VALUES ($1, $2, $3::role)", [
    userId,
    workspaceId,
    role,
  ]);

export const ourCheckout = (
  mirror: Mirror,
  { workspaceId, customerId, userId }: { workspaceId: string; customerId: string; userId: string },
  subscriptionId: string,
) =>
  mirror.database.pool.query(
    `INSERT INTO checkout_session (id, workspace_id, user_id, customer_id, price_id, with_trial, fingerprint, parameters, state,
       created_at, completed_at, subscription_id)
     VALUES ($1, $2, $3, $4, 'price', false, '', '{}', 'complete', $5, $5, $6)`,
    [randomUUID(), workspaceId, userId, customerId, new Date("2026-01-01T00:00:00Z"), subscriptionId],
  );

/** A plan that is paid once, and whose next payment fails. @returns the subscription, past due */
export async function pastDue(mirror: Mirror, ada: OnClock, price: string, days = 11): Promise<string> {
  const id = await ada.buys(price, { trial_end: seconds(later(START, 10)) });
  const failing = await ada.attach("pm_card_chargeCustomerFail");
  await mirror.stripe.subscriptions.update(id, { default_payment_method: failing });
  // Stripe lets a clock go by two intervals of a weekly plan at the most.
  for (const day of [11, 19].filter((one) => one <= days)) await ada.to(later(START, day));
  return id;
}

export const payWithCard = async (mirror: Mirror, ada: OnClock, id: string, card: string): Promise<string> => {
  const method = await ada.attach(card);
  await mirror.stripe.subscriptions.update(id, { default_payment_method: method });
  await hear(mirror);
  return method;
};

export const debtIn = async ({ user, workspaceId }: OnClock) =>
  (await getDashboard(await claimOf(user.id), workspaceId))?.debt ?? null;

export const openInvoices = async (mirror: Mirror, subscription: string) =>
  (await mirror.stripe.invoices.list({ subscription, status: "open", limit: 100 })).data.toReversed();

export async function stranger(mirror: Mirror) {
  const { userId } = await mirror.user();
  await mirror.database.pool.query("INSERT INTO stripe_user (user_id, customer_id) VALUES ($1, $2)", [
    userId,
    (await mirror.stripe.customers.create({ metadata: { [METADATA.userId]: userId } })).id,
  ]);
  return { id: userId, name: "Eve", email: `${userId}@example.com` };
}
