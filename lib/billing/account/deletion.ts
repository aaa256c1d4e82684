import { now } from "@/lib/clock";
import { prisma, statement } from "@/lib/db";
import { accountOwnsWorkspace, accountPays } from "@/lib/errors";
import { checkoutInProgress } from "../errors";
import { forgetMailOf } from "@/lib/mail/forget";
import { type Log, recording } from "@/lib/security-log/entry";
import { forgetEntriesOf } from "@/lib/security-log/forget";
import { Deadline } from "@/lib/stripe/deadline";
import { withLease } from "../checkout/lease";
import { expireCheckout } from "../checkout/expire";
import { findUnfinished } from "../checkout/sessions";
import { LIVE } from "../entitlements/statuses";
import { reachingStripe } from "../stripe-call";
import type { User } from "../user";
import { deleteWorkspace } from "../workspaces/deletion";
import { leaveWorkspace } from "../workspaces/departures";
import { isSubscriptionOf } from "./theirs";

/** What stands in the way of deleting an account. */
export type Obstacles = {
  /** What the user pays for, the last to end first. */
  plans: { workspaceId: string | null; workspace: string | null; endsAt: Date | null }[];
  /** Workspaces with other members, of which the user is the only owner. */
  workspaces: { id: string; name: string }[];
};

const PLANS = `
  SELECT s.workspace_id AS "workspaceId", w.name AS workspace, COALESCE(s.cancel_at, CASE WHEN s.cancel_at_period_end
      THEN (SELECT max(i.period_end) FROM subscription_item i WHERE i.subscription_id = s.id) END) AS "endsAt"
  FROM stripe_user u JOIN subscription s ON s.customer_id = u.customer_id AND ${LIVE}
  LEFT JOIN workspace w ON w.id = s.workspace_id
  WHERE u.user_id = $1 ORDER BY "endsAt" DESC NULLS FIRST, s.id LIMIT 20`;

const WORKSPACES = `
  SELECT w.id, w.name FROM membership m JOIN workspace w ON w.id = m.workspace_id
  WHERE m.user_id = $1 AND m.role = 'owner'
    AND NOT EXISTS (SELECT FROM membership o WHERE o.workspace_id = w.id AND o.role = 'owner' AND o.user_id <> $1)
    AND EXISTS (SELECT FROM membership o WHERE o.workspace_id = w.id AND o.user_id <> $1)
  ORDER BY w.created_at, w.id LIMIT 20`;

export async function obstaclesTo(userId: string): Promise<Obstacles> {
  const [plans, workspaces] = await Promise.all([
    statement<Obstacles["plans"][number]>("account_plans", PLANS, [userId]),
    statement<Obstacles["workspaces"][number]>("account_workspaces", WORKSPACES, [userId]),
  ]);
  return { plans, workspaces };
}

/**
 * Deletes an account: the workspaces in which nobody else is, the memberships in others, and all that names the person.
 * The row stays without a name, because the money's history refers to it (docs/decisions/029-deleting-an-account.md).
 * @throws ProductError account_pays, account_owns_workspace, workspace_has_plan, checkout_in_progress, stripe_unavailable
 */
export async function deleteAccount(user: User): Promise<void> {
  await new Deadline().run(async () => {
    await refuseWithObstacles(user.id);
    await endCheckouts(user.id);
    // What was just closed may have turned out to be paid.
    await refuseWithObstacles(user.id);
    for (const { workspaceId, isAlone } of await listMemberships(user.id))
      await (isAlone ? deleteWorkspace(user, workspaceId) : leaveWorkspace(user, workspaceId, false));
    await forget(user.id);
  });
}

async function refuseWithObstacles(userId: string): Promise<void> {
  const { plans, workspaces } = await obstaclesTo(userId);
  if (plans.length > 0) throw accountPays();
  if (workspaces.length > 0) throw accountOwnsWorkspace();
}

const MEMBERSHIPS = `
  SELECT workspace_id AS "workspaceId",
    NOT EXISTS (SELECT FROM membership o WHERE o.workspace_id = m.workspace_id AND o.user_id <> $1) AS "isAlone"
  FROM membership m WHERE m.user_id = $1 ORDER BY workspace_id`;

const listMemberships = (userId: string) =>
  statement<{ workspaceId: string; isAlone: boolean }>("account_memberships", MEMBERSHIPS, [userId]);

const CHECKOUTS = `
  SELECT workspace_id AS "workspaceId" FROM checkout_session WHERE user_id = $1 AND state IN ('creating', 'open')`;

/** A page of Stripe's that is still open could be paid by nobody's account. */
async function endCheckouts(userId: string): Promise<void> {
  const deadline = new Deadline();
  const open = await statement<{ workspaceId: string }>("account_checkouts", CHECKOUTS, [userId]);
  for (const { workspaceId } of open)
    await withLease({ table: "workspace", id: workspaceId }, performance.now(), () =>
      reachingStripe(async () => {
        const row = await findUnfinished(workspaceId);
        if (row?.user_id === userId) await expireCheckout(row, deadline);
      }),
    );
}

// What they wrote when they canceled. Stripe has it, or it is told to nobody any more.
const FORGET_REASONS = `
  DELETE FROM cancellation_reason r USING subscription s WHERE s.id = r.subscription_id AND ${isSubscriptionOf("$1::uuid")}`;

/** A new checkout holds its buyer's membership, and a new membership its user: once both are gone, none will come. */
async function forget(userId: string): Promise<void> {
  const transaction = (log: Log) =>
    prisma().$transaction(async (tx) => {
      // Who joins a workspace meanwhile waits for this lock (prisma/migrations/20261130084000_deleted_users).
      await tx.$queryRaw`SELECT 1 FROM "user" WHERE id = ${userId}::uuid FOR UPDATE`;
      await forgetMailOf(tx, userId);
      await tx.user.update({
        where: { id: userId },
        data: {
          email: null,
          name: null,
          image: null,
          externalId: null,
          language: null,
          chosenLanguage: null,
          deletedAt: now(),
        },
      });
      if ((await tx.membership.count({ where: { userId } })) > 0) throw accountOwnsWorkspace();
      const open = await tx.checkoutSession.count({ where: { userId, state: { in: ["creating", "open"] } } });
      if (open > 0) throw checkoutInProgress(1);
      const theirs = { where: { userId } };
      await tx.passwordCredential.deleteMany(theirs);
      await tx.account.deleteMany(theirs);
      await tx.oneTimeLink.deleteMany(theirs);
      await tx.session.deleteMany(theirs);
      // They name the address. Who is in the workspace, its memberships say.
      await tx.invitation.deleteMany({ where: { acceptedBy: userId } });
      await tx.$executeRawUnsafe(FORGET_REASONS, userId);
      await forgetEntriesOf(tx, userId);
      await log(tx, { event: "account_deleted", actorId: userId, from: null });
    });
  await recording(transaction);
}
