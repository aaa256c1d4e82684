import { inSeconds, now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { env } from "@/lib/env";
import { hashOfEmail } from "./ledger";

// Stripe wants 48 hours when it takes the session; the rest is for the way there.
// https://docs.stripe.com/api/checkout/sessions/create#create_checkout_session-subscription_data-trial_end
const SHORTEST_SECONDS = 48 * 3600 + 5 * 60;
const DAY_SECONDS = 86_400;

/** The length of the trial offer for new customers, in days; null without one. */
export const getNewCustomerTrialDays = (): number | null => env().NEW_USER_FREE_TRIAL_DAYS;

const EVER_SUBSCRIBED = `
  SELECT (SELECT email FROM "user" WHERE id = $1) AS email,
    EXISTS (SELECT FROM subscription WHERE workspace_id = $2 AND status <> 'incomplete_expired')
    OR EXISTS (SELECT FROM trial_ledger WHERE workspace_id = $2) AS workspace,
    EXISTS (SELECT FROM trial_ledger WHERE user_id = $1) OR EXISTS (SELECT FROM subscription WHERE user_id = $1 AND status <> 'incomplete_expired')
    OR EXISTS (SELECT FROM stripe_user u JOIN subscription s ON s.customer_id = u.customer_id
               WHERE u.user_id = $1 AND s.status <> 'incomplete_expired') AS "user"`;

/** The length of the trial, or who had a plan before; both null when trials are off. */
export type Trial = { days: number; had: null } | { days: null; had: "user" | "workspace" | null };

// Also under a deleted account, whose address is kept as a hash (lib/billing/trials/ledger.ts).
const EVER_TRIED = `SELECT FROM trial_ledger WHERE email_hash = $1 LIMIT 1`;

/**
 * The trial is for new users: neither the user nor the workspace ever had a subscription, nor had this address a trial
 * under another account. Whether the card had one is known only when it is used: lib/billing/trials/evaluate.ts.
 */
export async function trialFor(userId: string, workspaceId: string): Promise<Trial> {
  const days = getNewCustomerTrialDays();
  if (days === null) return { days: null, had: null };
  type Ever = { email: string | null; user: boolean; workspace: boolean };
  const [ever] = await statement<Ever>("ever_subscribed", EVER_SUBSCRIBED, [userId, workspaceId]);
  if (ever?.user) return { days: null, had: "user" };
  if (ever?.workspace) return { days: null, had: "workspace" };
  const tried = ever?.email ? await statement("ever_tried", EVER_TRIED, [hashOfEmail(ever.email)]) : [];
  return tried.length > 0 ? { days: null, had: "user" } : { days, had: null };
}

/** @returns the length of this person's trial in days, or null without one */
export const trialDaysFor = async (userId: string, workspaceId: string): Promise<number | null> =>
  (await trialFor(userId, workspaceId)).days;

/** When a trial of so many days ends. One day is added, so that no time zone makes it shorter (the seed's rule). */
export const trialEnd = (trialDays: number): Date =>
  inSeconds(now(), Math.max((trialDays + 1) * DAY_SECONDS, SHORTEST_SECONDS));
