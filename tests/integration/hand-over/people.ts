/** A payer who left a workspace, and the owner who is still there. */
import type Stripe from "stripe";
import { until } from "@/scripts/processes/until";
import type { TestApp } from "../../support/app";
import { setRole } from "../../support/billing";
import { type AppClient, newPerson, type Person } from "../../support/client";
import { type OnClock, subscribeOnClock, subscribedOnClock } from "../../support/people-on-clocks";

export type Someone = AppClient & { person: Person };

/** An owner of the workspace, and who paid for it and is no member any more. */
export type Left = { payer: Someone; owner: Someone; old: OnClock };

export async function removeFrom(app: TestApp, { person }: Someone, workspaceId: string): Promise<void> {
  await app.database.pool.query(
    `DELETE FROM membership m USING "user" u WHERE u.id = m.user_id AND u.email = $1 AND m.workspace_id = $2`,
    [person.email, workspaceId],
  );
}

/** @param more how Stripe begins it in place of a checkout */
export async function payerLeft(
  app: TestApp,
  price: string,
  more?: Partial<Stripe.SubscriptionCreateParams>,
): Promise<Left> {
  const [payer, owner] = await Promise.all([app.signUp(newPerson("Ada")), app.signUp(newPerson("Olga"))]);
  const old = more
    ? await madeHere(app, await subscribedOnClock(app, payer, price, more))
    : await subscribeOnClock(app, payer, price);
  await setRole(app, owner.person.email, old.workspaceId, "owner");
  await removeFrom(app, payer, old.workspaceId);
  return { payer, owner, old };
}

/** As if a checkout of ours had made it. */
async function madeHere(app: TestApp, old: OnClock): Promise<OnClock> {
  await until("the session to expire here", async () => {
    const { rowCount } = await app.database.pool.query(
      "UPDATE checkout_session SET state = 'complete', subscription_id = $2 WHERE workspace_id = $1 AND state = 'expired'",
      [old.workspaceId, old.subscriptionId],
    );
    return rowCount === 1;
  });
  return old;
}

export type Row = Record<string, unknown>;

export const handOversOf = async (app: TestApp, workspaceId: string): Promise<Row[]> =>
  (
    await app.database.pool.query<Row>(
      "SELECT * FROM hand_over WHERE workspace_id = $1 ORDER BY created_at, predecessor_id",
      [workspaceId],
    )
  ).rows;

/** Waits until nothing is left for the app to do. */
export const handedOver = (app: TestApp, workspaceId: string): Promise<unknown> =>
  until("the hand-over to be finished", async () => {
    const rows = await handOversOf(app, workspaceId);
    return rows.length > 0 && rows.every(({ finished_at }) => finished_at !== null);
  });

export const duplicatesOf = async (app: TestApp, workspaceId: string): Promise<number> =>
  (
    await app.database.pool.query(
      "SELECT FROM duplicate_subscription WHERE workspace_id = $1 AND finished_at IS NULL",
      [workspaceId],
    )
  ).rows.length;

export const statusOf = async (app: TestApp, id: string): Promise<string> =>
  (await app.stripe.subscriptions.retrieve(id)).status;

/** Of a subscription, the oldest first. */
export const invoicesOf = async (app: TestApp, subscription: string): Promise<Stripe.Invoice[]> =>
  (await app.stripe.invoices.list({ subscription, limit: 100 })).data.toReversed();
