import { now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { accessEnv } from "@/lib/env";
import { accessBySubscription, type Fact } from "./evaluate";
import { graceEnd } from "./grace";
import { readPaying } from "./paying";
import { IS_REFUSED, OLDEST_DRAFT, OLDEST_UNPAID } from "./statement";

type Row = Omit<Fact, "paying"> & { id: string; owing: Date | null };

const ONE_BY_ONE = `
  SELECT s.id, CASE WHEN ${IS_REFUSED} THEN 'refused' ELSE s.status END AS what, NULL AS "featureIds", NULL AS plan,
    CASE s.status WHEN 'past_due' THEN GREATEST(s.status_since, ${OLDEST_UNPAID}) ELSE s.status_since END AS since,
    CASE s.status WHEN 'unpaid' THEN ${OLDEST_UNPAID} END AS owing_since,
    CASE s.status WHEN 'active' THEN ${OLDEST_DRAFT} END AS draft_since, s.paused_reason, s.trial_end,
    COALESCE(s.cancel_at, CASE WHEN s.cancel_at_period_end
      THEN (SELECT max(i.period_end) FROM subscription_item i WHERE i.subscription_id = s.id) END) AS ends_at,
    s.ended_at, NULL::int AS used, ${OLDEST_UNPAID} AS owing
  FROM subscription s WHERE s.id = ANY ($1)`;

/** Whether a subscription gives its workspace access now; `endedAt`: since when not, null for never. */
export type AccessBy = { hasAccess: boolean; endedAt: Date | null; pausedReason: string | null };

/** The same rule as for a workspace's features (evaluate.ts), of single subscriptions. By id; unknown ones are left out. */
export async function readAccessBy(subscriptionIds: string[]): Promise<Map<string, AccessBy>> {
  if (subscriptionIds.length === 0) return new Map();
  const [rows, paying] = await Promise.all([
    statement<Row>("access_by_subscription", ONE_BY_ONE, [subscriptionIds]),
    readPaying(subscriptionIds),
  ]);
  const graceDays = accessEnv().PAST_DUE_GRACE_DAYS;
  return new Map(
    rows.map(({ id, owing, ...row }) => {
      const { hasAccess, endedAt } = accessBySubscription({ ...row, paying: paying.get(id) ?? null }, now(), graceDays);
      // Access does not end before anything is owed. On a test clock the status is as old as its event, which carries
      // today's date, while the invoice carries the clock's.
      const isEarly = endedAt !== null && owing !== null && endedAt < owing;
      const since = isEarly ? (graceEnd(owing, graceDays) ?? owing) : endedAt;
      return [id, { hasAccess, endedAt: since, pausedReason: row.paused_reason ?? null }];
    }),
  );
}
