import { now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { BILLED_AT_STRIPE, markPreviews, RENEWS } from "./mark";

const AT_ONCE = 2_000;

// Of those with a discount or tax, the ones that were never marked; of those with an answer, the ones that it is not for any
// more. Instances of the release before write without marking.
const STRAY = `
  WITH batch AS (
    SELECT s.id, s.workspace_id, s.status, s.billed_beside, s.customer_id, s.revision FROM subscription s WHERE s.id > $2 ORDER BY s.id LIMIT ${AT_ONCE}),
  stray AS (
    SELECT s.id, s.workspace_id FROM batch s
    CROSS JOIN LATERAL (
      SELECT (SELECT c.discounted FROM customer c WHERE c.id = s.customer_id) AS discounted,
        (SELECT c.balance_minor FROM customer c WHERE c.id = s.customer_id) AS balance_minor,
        (SELECT CASE WHEN np.asked_at IS NULL THEN '[]' ELSE jsonb_build_array(np.subscription_revision, np.balance_minor) END
          FROM next_payment_preview np WHERE np.subscription_id = s.id) AS answered) one
    WHERE ${RENEWS} AND CASE WHEN one.answered IS NULL THEN (${BILLED_AT_STRIPE}) OR one.discounted
      ELSE one.answered NOT IN ('[]', jsonb_build_array(s.revision, one.balance_minor)) END),
  marked AS (${markPreviews("SELECT id, workspace_id FROM stray")}),
  noted AS (
    INSERT INTO pending_work AS w (workspace_id, since)
    SELECT DISTINCT workspace_id, $1::timestamptz FROM marked ORDER BY workspace_id
    ON CONFLICT (workspace_id) DO UPDATE SET revision = w.revision + 1)
  SELECT (SELECT id FROM batch ORDER BY id DESC LIMIT 1) AS last`;

/**
 * Marks the previews that no event did: of subscriptions from before there were previews, and of those that an older
 * instance wrote. @param isTimeUp asked before each batch; the next run begins anew
 */
export async function noteStrayPreviews(isTimeUp: () => boolean): Promise<void> {
  for (let after: string | null = ""; after !== null && !isTimeUp(); ) {
    const [row]: { last: string | null }[] = await statement("previews_stray", STRAY, [now(), after]);
    after = row?.last ?? null;
  }
}
