import { now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { mailEnv } from "@/lib/env";
import { sendSoon } from "@/lib/mail/wake";
import { PAYS_WITH } from "../dashboard/pays-with";
import { noticing, noticingPart } from "./settings";
import { costOf, ITEMS } from "../catalog/amount-sql";
import { insertNotices, IS_EXACT, planOf, recipients, TAKES_OVER, TOLD_OF, WORKSPACE } from "./sql";

// Mails that time brings, not a change: a trial's end, a yearly renewal, a card that won't do for the next payment. The
// timer of any instance and the scheduler's route look for them.

/** One instance looks, and then none for so long. */
const LOOK_EVERY_SECONDS = 3_600;

/** So many subscriptions at once, since all of a large installation take longer than a statement may. */
const AT_ONCE = 2_000;

const CARD_DAYS = 14;

/** Somebody who began a trial or paid a year a day ago knows. */
const KNOWS = "interval '1 day'";

const RUNS_ON = "s.cancel_at IS NULL AND NOT s.cancel_at_period_end AND s.collection_method = 'charge_automatically'";

/** The first instant at which the card is refused. */
const EXPIRES = `(make_date(m.exp_year, m.exp_month, 1) + interval '1 month') AT TIME ZONE 'UTC'`;

/**
 * What is ahead of subscriptions: $1 as `noticing` has it, $2 and $3 the days before a trial's end and a renewal, null
 * for none.
 * @param among SQL of subscriptions
 */
const ahead = (among: string) => `
    SELECT concat_ws(' ', a.kind, s.id, a.moment, r.id) AS key, a.kind, r.email AS to_address, r.id AS user_id, s.workspace_id,
      r.language, n.at AS created_at, n.at AS next_attempt_at,
      jsonb_build_object('subscriptionId', s.id, 'workspace', s.workspace, 'plan', ${planOf(ITEMS)}, 'reader', r.reader,
        'amountMinor', ${costOf(ITEMS)}, 'currency', s.currency, 'isExact', ${IS_EXACT}, 'day', a.day) || a.more AS data
    FROM noticing n
    CROSS JOIN LATERAL (
      SELECT s.*, ${WORKSPACE} AS workspace, b.period_start, b.period_end, b.yearly, ${PAYS_WITH} AS pays_with, m.id AS method_id,
        m.type, m.deleted AS method_gone, m.brand, m.last4, m.exp_year, m.exp_month
      FROM (${among}) s
      CROSS JOIN LATERAL (
        SELECT min(i.period_start) AS period_start, min(i.period_end) AS period_end,
          bool_or(p.interval = 'year' OR p.interval = 'month' AND p.interval_count >= 12) AS yearly
        FROM subscription_item i LEFT JOIN price p ON p.id = i.price_id WHERE i.subscription_id = s.id) b
      LEFT JOIN customer c ON c.id = s.customer_id
      LEFT JOIN payment_method m ON m.id = ${PAYS_WITH}
      WHERE s.status IN ('active', 'trialing') AND ${RUNS_ON} AND s.workspace_id IS NOT NULL
        AND b.period_end > n.at AND b.period_end <= n.at + make_interval(days => GREATEST($2::int, $3::int, ${CARD_DAYS}))) s
    CROSS JOIN LATERAL (
      SELECT 'trial_ending' AS kind, extract(epoch FROM s.trial_end)::bigint::text AS moment, s.trial_end AS day,
        jsonb_build_object('hasMethod', s.pays_with IS NOT NULL) AS more
      WHERE s.status = 'trialing' AND s.trial_end > n.at AND s.trial_end <= n.at + make_interval(days => $2::int)
        AND s.trial_start < n.at - ${KNOWS} AND NOT ${TAKES_OVER}
      UNION ALL
      SELECT 'renewal_coming', extract(epoch FROM s.period_end)::bigint::text, s.period_end, '{}'
      WHERE s.status = 'active' AND s.yearly AND s.period_end <= n.at + make_interval(days => $3::int)
        AND s.period_start < n.at - ${KNOWS}
      UNION ALL
      SELECT 'card_expiring', concat_ws(' ', s.method_id, s.exp_year, s.exp_month), s.period_end,
        jsonb_build_object('brand', s.brand, 'last4', s.last4, 'month', s.exp_month, 'year', s.exp_year)
      WHERE s.type = 'card' AND NOT s.method_gone AND s.exp_month BETWEEN 1 AND 12 AND s.exp_year IS NOT NULL
        AND ${EXPIRES.replaceAll("m.", "s.")} <= s.period_end AND s.period_end <= n.at + interval '${CARD_DAYS} days'
        AND s.period_start < n.at - ${KNOWS}) a
    CROSS JOIN LATERAL (${recipients("false")}) r
    WHERE a.kind = ANY (n.kinds) AND s.workspace IS NOT NULL AND ${TOLD_OF}`;

const WRITE = `
  WITH ${noticingPart("$1")},
  batch AS (SELECT * FROM subscription s WHERE s.id > $4 ORDER BY s.id LIMIT ${AT_ONCE}),
  mailed AS (${insertNotices(ahead("SELECT * FROM batch"))})
  SELECT (SELECT count(*) FROM mailed) AS written, (SELECT count(*) FROM batch) AS seen,
    (SELECT id FROM batch ORDER BY id DESC LIMIT 1) AS last`;

// A clock that was set back doesn't keep everybody from looking.
const TAKE_TURN = `
  UPDATE installation SET noticed_at = $1::timestamptz
  WHERE noticed_at IS NULL OR noticed_at > $1::timestamptz OR noticed_at <= $1::timestamptz - interval '${LOOK_EVERY_SECONDS} seconds'
  RETURNING 1`;

const days = () => [mailEnv().TRIAL_NOTICE_DAYS, mailEnv().RENEWAL_NOTICE_DAYS];

/**
 * Writes the mails that are due, unless an instance looked less than an hour ago. One that ends in the middle leaves the
 * rest to the next look; keys keep it from writing anything twice.
 * @param isTimeUp asked before each batch
 * @returns how many
 */
export async function writeTimedNotices(isTimeUp: () => boolean = () => false): Promise<number> {
  const given = noticing();
  if (given === null || (await statement("notices_turn", TAKE_TURN, [now()])).length === 0) return 0;
  let written = 0;
  for (let after: string | null = ""; after !== null && !isTimeUp(); ) {
    const [row]: { written: number; seen: number; last: string | null }[] = await statement("notices_timed", WRITE, [
      given,
      ...days(),
      after,
    ]);
    written += row?.written ?? 0;
    after = row?.seen === AT_ONCE ? row.last : null;
  }
  if (written > 0) sendSoon();
  return written;
}

const STILL_AHEAD = `WITH ${noticingPart("$1")} SELECT FROM (${ahead("SELECT * FROM subscription s WHERE s.id = $4")}) AS ahead WHERE key = $5`;

/** Whether what a mail announces is still to come. One that was turned off meanwhile isn't sent. */
export const isStillAhead = async (key: string, subscriptionId: string): Promise<boolean> =>
  (await statement("notice_ahead", STILL_AHEAD, [noticing(), ...days(), subscriptionId, key])).length > 0;
