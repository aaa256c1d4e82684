import { statement } from "@/lib/db";
import type { Notice } from "@/lib/mail/compose";
import type { Standing } from "@/lib/mail/parts";
import { accessUntil } from "../entitlements/access-until";
import { readEntitlements } from "../entitlements/read";
import { costOf, ITEMS } from "../catalog/amount-sql";
import { seatKind } from "../seats/owed";
import { isStillAhead } from "./timed";

// A notice is written with its cause and sent a moment, an hour, or after an outage days later. What it says has to be
// true when it is sent.

const IS_OWED = `
  SELECT (SELECT true FROM mail m WHERE m.key = $2) AS confirms
  FROM invoice i WHERE i.id = $1 AND i.status = 'open' AND i.amount_remaining_minor > 0`;

const WAS_TOLD = `
  SELECT FROM mail m WHERE m.user_id = $2 AND m.kind IN ('payment_failed', 'authentication_needed')
    AND m.data->>'invoiceId' = $1 AND m.sent_at IS NOT NULL LIMIT 1`;

const IS_CANCELED = `
  SELECT FROM subscription s WHERE s.id = $1 AND s.status NOT IN ('canceled', 'incomplete_expired')
    AND (s.cancel_at IS NOT NULL OR s.cancel_at_period_end) AND s.canceled_at = $2`;

// Several per-seat items are counted together, as seats.
const SEATS = `
  SELECT s.currency, ${costOf(ITEMS)} AS "amountMinor", n.count, n.kind, n."lookupKey"
  FROM subscription s CROSS JOIN LATERAL (
    SELECT sum(i.quantity)::bigint AS count, CASE WHEN bool_and(p.seats = 'chosen') THEN min(${seatKind("p", "d")}) END AS kind,
      CASE WHEN count(*) = 1 THEN min(p.lookup_key) END AS "lookupKey"
    FROM (${ITEMS}) i JOIN price p ON p.id = i.price_id LEFT JOIN product d ON d.id = p.product_id WHERE p.per_seat) n
  WHERE s.id = $1 AND s.status IN ('active', 'trialing', 'past_due')`;

const NOTHING_MORE: Standing = {};
const orOver = (rows: unknown[]): Standing | null => (rows.length > 0 ? NOTHING_MORE : null);

const IS_MEMBER = "SELECT FROM membership m WHERE m.user_id = $1 AND m.workspace_id = $2";

/** What a notice says besides its data. @returns null where it is over, and nobody is told */
export async function standing(notice: Notice): Promise<Standing | null> {
  const found = await stateOf(notice);
  if (!found) return null;
  const member = await statement("notice_member", IS_MEMBER, [notice.userId, notice.workspaceId]);
  return { ...found, isMember: member.length > 0 };
}

async function stateOf({ kind, data, key, userId, workspaceId }: Notice): Promise<Standing | null> {
  switch (kind) {
    case "payment_failed":
    case "authentication_needed": {
      const [owed] = await statement<{ confirms: true | null }>("notice_owed", IS_OWED, [
        data.invoiceId,
        key.replace("payment_failed", "authentication_needed"),
      ]);
      // Stripe tells of one failure in both ways. What the payer has to do is in the other mail.
      if (!owed || (kind === "payment_failed" && owed.confirms)) return null;
      return workspaceId === null ? {} : { accessUntil: accessUntil((await readEntitlements(workspaceId)).features) };
    }
    case "payment_recovered":
      return orOver(await statement("notice_told", WAS_TOLD, [data.invoiceId, userId]));
    case "plan_canceled":
      return orOver(await statement("notice_canceled", IS_CANCELED, [data.subscriptionId, data.canceledAt]));
    case "seats_changed": {
      const [seats] = await statement<NonNullable<Standing["seats"]>>("notice_seats", SEATS, [data.subscriptionId]);
      return seats && seats.count !== data.before ? { seats: { ...seats, amountMinor: wholeOf(seats) } } : null;
    }
    case "trial_ending":
    case "renewal_coming":
    case "card_expiring":
      return (await isStillAhead(key, data.subscriptionId)) ? NOTHING_MORE : null;
    default:
      return NOTHING_MORE;
  }
}

/** A sum is a number of any size for PostgreSQL. */
const wholeOf = ({ amountMinor }: { amountMinor: unknown }): number | null =>
  amountMinor === null ? null : Number(amountMinor);
