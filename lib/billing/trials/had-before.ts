import { Prisma } from "@/prisma/generated/client";

export type Had = "user" | "workspace" | "card" | null;

/** Whose trial it is; null for what is not known, or does not count. */
type Asked = {
  userId: string | null;
  workspaceId: string | null;
  emailHash: string | null;
  /** Of all payment methods that have a fingerprint. */
  methodHashes: string[];
  /** The subscription with the trial; null while the trial is only offered. */
  subscriptionId: string | null;
  /** When the trial was offered; null while it is. */
  offeredAt: Date | null;
};

// A subscription that is not this one, nor its duplicate.
const another = (id: Prisma.Sql) => Prisma.sql`${id} IS DISTINCT FROM a.subscription_id AND NOT EXISTS (
    SELECT FROM duplicate_subscription d WHERE d.subscription_id = ${id} AND d.kept_id = a.subscription_id)`;

// A plan that was bought after the offer does not count, nor does one that was refused and refunded.
const subscribed = (of: Prisma.Sql) => Prisma.sql`EXISTS (SELECT FROM subscription o
    WHERE ${of} AND o.status <> 'incomplete_expired' AND (o.created_at < a.offered_at) IS NOT FALSE AND ${another(Prisma.sql`o.id`)}
      AND NOT EXISTS (SELECT FROM trial_ledger r WHERE r.subscription_id = o.id AND r.outcome = 'refused'))`;

// Of the trials that began after the offer only one that was given counts. So of two that were both offered, exactly one
// is given.
const tried = (of: Prisma.Sql) => Prisma.sql`EXISTS (SELECT FROM trial_ledger o
    WHERE ${of} AND (o.started_at < a.offered_at OR o.outcome = 'first') AND ${another(Prisma.sql`o.subscription_id`)})`;

/**
 * The rule for who gets no trial (docs/decisions/015-one-trial.md). The offer and the evaluation both ask about the
 * moment of the offer, so a trial that was offered is never refused for a reason that was known then.
 * @returns a query of one row: `had` (`Had`): who or what had a plan or a trial before
 */
export const hadBefore = ({
  userId,
  workspaceId,
  emailHash,
  methodHashes,
  subscriptionId,
  offeredAt,
}: Asked) => Prisma.sql`
  SELECT CASE
    WHEN ${tried(Prisma.sql`o.user_id = a.user_id`)} OR ${subscribed(Prisma.sql`o.user_id = a.user_id`)}
      OR ${subscribed(Prisma.sql`o.customer_id = (SELECT u.customer_id FROM stripe_user u WHERE u.user_id = a.user_id)`)} THEN 'user'
    WHEN ${tried(Prisma.sql`o.workspace_id = a.workspace_id`)} OR ${subscribed(Prisma.sql`o.workspace_id = a.workspace_id`)} THEN 'workspace'
    WHEN ${tried(Prisma.sql`o.email_hash = a.email_hash`)} THEN 'user'
    WHEN ${tried(Prisma.sql`o.card_hash = ANY (a.method_hashes)`)}
      OR ${tried(Prisma.sql`o.subscription_id IN (SELECT m.subscription_id FROM trial_ledger_method m WHERE m.hash = ANY (a.method_hashes))`)} THEN 'card'
  END AS had
  FROM (SELECT ${userId}::uuid AS user_id, ${workspaceId}::uuid AS workspace_id, ${emailHash}::text AS email_hash,
    ${methodHashes}::text[] AS method_hashes, ${subscriptionId}::text AS subscription_id,
    COALESCE(date_trunc('second', ${offeredAt}::timestamptz), 'infinity') AS offered_at) a`;
