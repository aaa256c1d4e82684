import { now } from "@/lib/clock";
import { ownerRoleRequired, workspaceHasPlan } from "@/lib/errors";
import { checkoutInProgress } from "../errors";
import { Deadline } from "@/lib/stripe/deadline";
import { asMember } from "@/lib/workspaces/locked";
import { requireMembership } from "@/lib/workspaces/members";
import { expireCheckout } from "../checkout/expire";
import { withLease } from "../checkout/lease";
import { portalCall } from "../portal/portal-call";
import { findUnfinished } from "../checkout/sessions";
import { reachingStripe } from "../stripe-call";
import type { User } from "../user";
import { listPlans } from "./plans";

/**
 * Deletes a workspace for its members; its row stays, because the money's history names it
 * (docs/decisions/009-deleting-a-workspace.md). It is here and not in lib/workspaces because billing can block it, with
 * a live subscription or a checkout that may still be paid.
 * @throws ProductError workspace_not_found, owner_role_required, workspace_has_plan, checkout_in_progress,
 *   stripe_unavailable
 */
export async function deleteWorkspace(user: User, workspaceId: string): Promise<void> {
  const deadline = new Deadline();
  await deadline.run(() => remove(user, workspaceId, deadline));
}

async function remove(user: User, workspaceId: string, deadline: Deadline): Promise<void> {
  const waitingSince = performance.now();
  const { role } = await requireMembership(user.id, workspaceId);
  if (role !== "owner") throw ownerRoleRequired();
  await refuseWithPlan(user, workspaceId);
  await withLease({ table: "workspace", id: workspaceId }, waitingSince, () =>
    reachingStripe(async () => {
      const unfinished = await findUnfinished(workspaceId);
      if (unfinished) await expireCheckout(unfinished, deadline);
      // What was just closed may have turned out to be paid.
      await refuseWithPlan(user, workspaceId);
      await end(user.id, workspaceId);
    }),
  );
}

/** The payer is offered the portal's cancellation; others learn who the payer is. */
async function refuseWithPlan(user: User, workspaceId: string): Promise<void> {
  const plans = await listPlans(workspaceId);
  if (plans.length === 0) return;
  const going = plans.filter((plan) => !plan.isEnding);
  if (going.some((plan) => plan.payerId === user.id)) {
    throw workspaceHasPlan({ manage: portalCall({ workspace_id: workspaceId, flow: "subscription_cancel" }) });
  }
  const payer = (going.length > 0 ? going : plans).find((plan) => plan.payerId !== user.id)?.payerName;
  throw workspaceHasPlan(payer ? { payer } : {});
}

/** A new checkout holds its buyer's membership (sessions.ts): once those are gone, what is not there will not come. */
async function end(userId: string, workspaceId: string): Promise<void> {
  await asMember(userId, workspaceId, async ({ tx, role, log }) => {
    if (role !== "owner") throw ownerRoleRequired();
    await tx.membership.deleteMany({ where: { workspaceId } });
    await tx.invitation.deleteMany({ where: { workspaceId } });
    const open = await tx.checkoutSession.count({ where: { workspaceId, state: { in: ["creating", "open"] } } });
    if (open > 0) throw checkoutInProgress(1);
    await tx.workspace.update({ where: { id: workspaceId }, data: { deletedAt: now(), deletedBy: userId } });
    await log({ event: "workspace_deleted", actorId: userId });
  });
}
