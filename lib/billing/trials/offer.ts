import { inSeconds, now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { env } from "@/lib/env";
import type { CatalogProduct } from "../catalog/product";
import { hadBefore } from "./had-before";
import { hashOfEmail } from "./ledger";

// Stripe wants 48 hours when it takes the session; the rest is for the way there.
// https://docs.stripe.com/api/checkout/sessions/create#create_checkout_session-subscription_data-trial_end
const SHORTEST_SECONDS = 48 * 3600 + 5 * 60;
const DAY_SECONDS = 86_400;

/** The length of the trial offer for new customers, in days; null without one. */
export const getNewCustomerTrialDays = (): number | null => env().NEW_USER_FREE_TRIAL_DAYS;

/** The same for a plan, which may say its own. Without the setting there is none. */
export function planTrialDays({ trialDays }: Pick<CatalogProduct, "trialDays">): number | null {
  const usual = getNewCustomerTrialDays();
  return usual === null || trialDays === undefined ? usual : trialDays;
}

/** The length of the trial, or who had a plan before; both null when trials are off. */
export type Trial = { days: number; had: null } | { days: null; had: "user" | "workspace" | null };

// Without an address of ours the evaluation goes by the one that Stripe has.
const ADDRESS = `
  SELECT COALESCE(u.email, c.email) AS email FROM "user" u
  LEFT JOIN stripe_user k ON k.user_id = u.id LEFT JOIN customer c ON c.id = k.customer_id WHERE u.id = $1`;

/**
 * Whether a trial is offered (./had-before.ts). Whether the card had one is known only when it is used:
 * lib/billing/trials/evaluate.ts.
 * @param days what a new customer is offered
 */
export async function trialFor(
  userId: string,
  workspaceId: string,
  days: number | null = getNewCustomerTrialDays(),
): Promise<Trial> {
  if (days === null) return { days: null, had: null };
  const [user] = await statement<{ email: string | null }>("trial_address", ADDRESS, [userId]);
  const emailHash = user?.email ? hashOfEmail(user.email) : null;
  const asked = { userId, workspaceId, emailHash, methodHashes: [], subscriptionId: null, offeredAt: null };
  const { text, values } = hadBefore(asked);
  const [row] = await statement<{ had: "user" | "workspace" | null }>("trial_had", text, values);
  return row?.had ? { days: null, had: row.had } : { days, had: null };
}

/**
 * When a trial ends: one day later than its length, so no time zone shortens it, and never sooner than Stripe's 48-hour
 * minimum.
 */
export const trialEnd = (trialDays: number): Date =>
  inSeconds(now(), Math.max((trialDays + 1) * DAY_SECONDS, SHORTEST_SECONDS));
