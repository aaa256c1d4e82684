import { payerLeaves } from "@/lib/errors";
import type { Language } from "@/lib/languages.mjs";
import { log } from "@/lib/observe/log";
import { Deadline } from "@/lib/stripe/deadline";
import { acceptInvitation, type Joined } from "@/lib/workspaces/accept";
import { invite, type Invited } from "@/lib/workspaces/invitations";
import { leave, remove } from "@/lib/workspaces/leave";
import { mayBill, requireMembership, type Role } from "@/lib/workspaces/members";
import { changeRole } from "@/lib/workspaces/roles";
import { expireCheckout } from "../checkout/expire";
import { tryPendingWork } from "../pending-work/run";
import { requireSeat } from "../seats/limit";
import { withLease } from "../checkout/lease";
import { findOutgrown, findUnfinished, type SessionRow } from "../checkout/sessions";
import { reachingStripe } from "../stripe-call";
import type { User } from "../user";
import { goesOnPaying } from "./plans";

// What lib/workspaces says of coming and leaving, and what it means for money: seats follow the members, no
// subscription ends with a membership, and a checkout expires when its buyer may no longer buy for the workspace.

/**
 * Invites somebody, while there is a seat for them. Open invitations take none, so the last seats go to who comes first.
 * @param language of the one who invites
 * @returns what the link carries
 * @throws ProductError workspace_not_found, manager_role_required, too_many_invitations, rate_limited, seat_limit_reached
 */
export const inviteMember = (
  userId: string,
  workspaceId: string,
  invited: Invited,
  language?: Language,
): Promise<string> => invite(userId, workspaceId, invited, language, requireSeat);

/**
 * Accepts an invitation. The membership does not depend on Stripe. A seat that can't be added now is added later, and an
 * open checkout of fewer seats than there are members expires.
 * @returns the workspace, and what they joined as
 * @throws ProductError invitation_not_found, invitation_for_another, seat_limit_reached
 */
export async function joinWorkspace(user: User, token: string): Promise<Joined> {
  return new Deadline().run(async () => {
    const joined = await acceptInvitation(user, token, requireSeat);
    await Promise.all([tryPendingWork(joined.workspaceId), expireOutgrown(joined.workspaceId)]);
    return joined;
  });
}

/**
 * @param knowsOfPaying the confirmation of a payer who keeps being charged
 * @throws ProductError workspace_not_found, last_owner, payer_leaves
 */
export async function leaveWorkspace(user: User, workspaceId: string, knowsOfPaying: boolean): Promise<void> {
  await requireMembership(user.id, workspaceId);
  if (!knowsOfPaying && (await goesOnPaying(user.id, workspaceId))) throw payerLeaves();
  await leave(user.id, workspaceId);
  await settle(user.id, workspaceId);
}

/**
 * Removing yourself means leaving.
 * @param language of the one who acts
 * @throws ProductError workspace_not_found, manager_role_required, owner_role_required, member_not_found, last_owner,
 *   payer_leaves
 */
export async function removeMember(
  user: User,
  workspaceId: string,
  memberId: string,
  language?: Language,
): Promise<void> {
  if (memberId === user.id) return leaveWorkspace(user, workspaceId, false);
  await remove(user.id, workspaceId, memberId, language);
  await settle(memberId, workspaceId);
}

/** @throws ProductError workspace_not_found, manager_role_required, owner_role_required, member_not_found, last_owner */
export async function changeMemberRole(user: User, workspaceId: string, memberId: string, role: Role): Promise<void> {
  await changeRole(user.id, workspaceId, memberId, role);
  if (!mayBill(role)) await new Deadline().run(() => expireCheckoutOf(memberId, workspaceId));
}

/** What follows at Stripe when a member is gone. */
const settle = (userId: string, workspaceId: string) =>
  new Deadline().run(() => Promise.all([expireCheckoutOf(userId, workspaceId), tryPendingWork(workspaceId)]));

/**
 * The membership has ended already and must not depend on Stripe. A session that can't be expired now expires within a
 * day. One that is begun at this moment is refused when its row is inserted (checkout/sessions.ts).
 */
async function expireCheckoutOf(userId: string, workspaceId: string): Promise<void> {
  const theirs = async () => {
    const row = await findUnfinished(workspaceId);
    return row?.user_id === userId ? row : null;
  };
  await expireIf(theirs, workspaceId, `The checkout of user ${userId}`);
}

/** A chosen number of seats is never raised by a program, so nobody buys fewer than there are members by then. */
const expireOutgrown = (workspaceId: string): Promise<void> =>
  expireIf(() => findOutgrown(workspaceId), workspaceId, "A checkout of fewer seats than members");

async function expireIf(find: () => Promise<SessionRow | null>, workspaceId: string, what: string): Promise<void> {
  if (!(await find())) return;
  const deadline = new Deadline();
  try {
    await withLease({ table: "workspace", id: workspaceId }, performance.now(), () =>
      reachingStripe(async () => {
        const row = await find();
        if (row) await expireCheckout(row, deadline);
      }),
    );
  } catch (error) {
    log.error(`${what} for workspace ${workspaceId} was not ended`, { error });
  }
}
