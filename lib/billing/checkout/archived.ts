import { statement } from "@/lib/db";
import { Deadline } from "@/lib/stripe/deadline";
import { expireSession, type SessionRow } from "./sessions";

// Few are open, and those are what checkout_session_one_open holds.
const ARCHIVED = `
  SELECT c.* FROM checkout_session c JOIN price p ON p.id = c.price_id LEFT JOIN product t ON t.id = p.product_id
  WHERE c.state = 'open' AND NOT (p.active AND COALESCE(t.active, true))
    AND ($1::text IS NULL OR p.id = $1) AND ($2::text IS NULL OR t.id = $2) ORDER BY c.created_at`;

const AT_ONCE = 4;

export type Expired = { finished: boolean; failures: { workspaceId: string; error: unknown }[] };

/**
 * Expires open checkouts of what is no longer sold, whether an event or a reconciliation found it.
 * @param isTimeUp asked after each
 * @param only those for a price, or for the prices of a product
 * @returns which could not be expired; `finished` is false when the time was up before all were tried
 */
export async function expireArchived(
  isTimeUp: () => boolean,
  only: { priceId?: string; productId?: string } = {},
): Promise<Expired> {
  const waiting = await statement<SessionRow>("sessions_archived", ARCHIVED, [
    only.priceId ?? null,
    only.productId ?? null,
  ]);
  const failures: Expired["failures"] = [];
  const work = async () => {
    for (let row = waiting.shift(); row; row = isTimeUp() ? undefined : waiting.shift()) {
      try {
        await expireSession(row, new Deadline());
      } catch (error) {
        failures.push({ workspaceId: row.workspace_id, error });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { finished: waiting.length === 0, failures };
}

const LONGEST_MS = 10_000;

/**
 * The same when an event says so.
 * @throws the first failure, so that Stripe delivers again and the next try expires the rest
 */
export async function expireCheckoutsOf(of: { priceId: string } | { productId: string }): Promise<void> {
  const endsAt = performance.now() + LONGEST_MS;
  const { finished, failures } = await expireArchived(() => performance.now() > endsAt, of);
  if (failures[0]) throw failures[0].error;
  if (!finished) throw new Error(`Not all checkouts of ${Object.values(of).join()} could be ended in time.`);
}
