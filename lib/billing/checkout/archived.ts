import { now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { Deadline } from "@/lib/stripe/deadline";
import { IS_OFFERED } from "../catalog/hidden";
import { expireSession } from "./session-at-stripe";
import type { SessionRow } from "./sessions";

// Few are open, and those are what checkout_session_one_open holds. Besides the price that was named they sell what comes
// with it. A hidden price is sold only to those that it is offered to.
const UNSOLD = `
  SELECT c.* FROM checkout_session c
  WHERE c.state = 'open' AND EXISTS (
    SELECT FROM jsonb_array_elements(c.parameters->'line_items') x
    JOIN price p ON p.id = x->>'price' LEFT JOIN product t ON t.id = p.product_id
    WHERE ($1::text IS NULL OR p.id = $1) AND ($2::text IS NULL OR t.id = $2)
      AND (NOT (p.active AND COALESCE(t.active, true)) OR (p.hidden AND NOT EXISTS (
        SELECT FROM price_offer o WHERE o.workspace_id = c.workspace_id AND o.price_id = p.id AND ${IS_OFFERED("$3")}))))
  ORDER BY c.created_at`;

const AT_ONCE = 4;

export type Expired = { finished: boolean; failures: { workspaceId: string; error: unknown }[] };

/**
 * Expires open checkouts of what is no longer sold: it was archived, or an offer of a hidden price is over. Whether an
 * event, a command or a reconciliation found it.
 * @param isTimeUp asked after each
 * @param only those for a price, or for the prices of a product
 * @returns which could not be expired; `finished` is false when the time was up before all were tried
 */
export async function expireArchived(
  isTimeUp: () => boolean,
  only: { priceId?: string; productId?: string } = {},
): Promise<Expired> {
  const waiting = await statement<SessionRow>("sessions_unsold", UNSOLD, [
    only.priceId ?? null,
    only.productId ?? null,
    now(),
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
  if (!finished) throw new Error(`Not all checkouts of ${Object.values(of).join()} could be expired in time.`);
}
