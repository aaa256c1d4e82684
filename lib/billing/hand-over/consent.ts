import { inSeconds, now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { handedOver, noSubscription } from "../errors";
import { Deadline } from "@/lib/stripe/deadline";
import { type Entry, entryRows, givenEntriesIf, insertEntries, tell } from "@/lib/security-log/entry";
import { requireMembership } from "@/lib/workspaces/members";
import { expireCheckout } from "../checkout/expire";
import { withLease } from "../checkout/lease";
import { findUnfinished } from "../checkout/sessions";
import { LIVE } from "../entitlements/statuses";
import { reachingStripe } from "../stripe-call";
import type { User } from "../user";

const VALID_SECONDS = 7 * 86_400;

/** The SQL of whether a consent `k` is valid. @param at the SQL of the present instant */
export const IS_VALID = (at: string) => `k.withdrawn_at IS NULL AND k.expires_at > ${at}`;

// Only what the user pays for, and only one at a time.
const GIVE = `
  WITH given AS (
  INSERT INTO hand_over_consent (workspace_id, subscription_id, payer_id, given_at, expires_at)
  SELECT s.workspace_id, s.id, u.user_id, $4::timestamptz, $5::timestamptz
  FROM subscription s JOIN stripe_user u ON u.customer_id = s.customer_id
  WHERE s.id = $1 AND s.workspace_id = $2 AND u.user_id = $3 AND ${LIVE}
    AND NOT EXISTS (SELECT FROM hand_over_consent k WHERE k.subscription_id = s.id AND k.payer_id = u.user_id AND ${IS_VALID("$4")})
  RETURNING id),
  logged AS (${insertEntries(givenEntriesIf("$6", "given"))})
  SELECT id FROM given`;

const by = (user: User, workspaceId: string, subscription: string) => ({
  actorId: user.id,
  workspaceId,
  about: { subscription },
});

const PAYS = `
  SELECT FROM subscription s JOIN stripe_user u ON u.customer_id = s.customer_id
  WHERE s.id = $1 AND s.workspace_id = $2 AND u.user_id = $3 AND ${LIVE}`;

/**
 * The payer lets another owner or admin of the workspace take over the bill, for seven days.
 * @returns false when they had said so before
 * @throws ProductError workspace_not_found, no_subscription
 */
export async function giveConsent(user: User, workspaceId: string, subscriptionId: string): Promise<boolean> {
  await requireMembership(user.id, workspaceId);
  const of = [subscriptionId, workspaceId, user.id];
  if ((await statement("hand_over_pays", PAYS, of)).length === 0) throw noSubscription();
  const entry: Entry = { event: "consent_given", ...by(user, workspaceId, subscriptionId) };
  const values = [...of, now(), inSeconds(now(), VALID_SECONDS), entryRows(entry)];
  const isGiven = (await statement("hand_over_consent_give", GIVE, values)).length > 0;
  if (isGiven) tell(entry);
  return isGiven;
}

const HANDED_OVER = `
  SELECT FROM hand_over h JOIN checkout_session c ON c.id = h.checkout_id
  WHERE h.predecessor_id = $1 AND h.workspace_id = $2 AND c.state = 'complete' AND h.state IN ('checkout', 'begun', 'running', 'done')`;

const OPEN_FOR = "SELECT FROM hand_over h WHERE h.checkout_id = $1 AND h.predecessor_id = $2";

const WITHDRAW = `
  WITH withdrawn AS (
  UPDATE hand_over_consent k SET withdrawn_at = $4
  WHERE k.subscription_id = $1 AND k.workspace_id = $2 AND k.payer_id = $3 AND ${IS_VALID("$4")}
  RETURNING k.id),
  logged AS (${insertEntries(givenEntriesIf("$5", "withdrawn"))})
  SELECT id FROM withdrawn`;

/**
 * Withdraws the consent, as long as nobody has completed a checkout with it. An open checkout is expired first, so that
 * it can't be completed afterwards.
 * @returns false when there was none
 * @throws ProductError workspace_not_found, handed_over, checkout_in_progress, stripe_unavailable
 */
export async function withdrawConsent(user: User, workspaceId: string, subscriptionId: string): Promise<boolean> {
  await requireMembership(user.id, workspaceId);
  const deadline = new Deadline();
  return deadline.run(() =>
    withLease({ table: "workspace", id: workspaceId }, performance.now(), () =>
      reachingStripe(async () => {
        const open = await findUnfinished(workspaceId);
        const isForIt = open && (await statement("hand_over_open_for", OPEN_FOR, [open.id, subscriptionId])).length > 0;
        if (isForIt) await expireCheckout(open, deadline);
        if ((await statement("hand_over_completed", HANDED_OVER, [subscriptionId, workspaceId])).length > 0)
          throw handedOver();
        const of = [subscriptionId, workspaceId, user.id];
        const entry: Entry = { event: "consent_withdrawn", ...by(user, workspaceId, subscriptionId) };
        const values = [...of, now(), entryRows(entry)];
        const isWithdrawn = (await statement("hand_over_consent_withdraw", WITHDRAW, values)).length > 0;
        if (isWithdrawn) tell(entry);
        return isWithdrawn;
      }),
    ),
  );
}
