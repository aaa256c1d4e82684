import { statement } from "@/lib/db";
import { otherCurrency } from "@/lib/errors";
import { LIVE } from "../entitlements/statuses";

// A customer pays in one currency at a time: https://docs.stripe.com/billing/customer#currency

const LIVE_CURRENCY = `
  SELECT s.currency FROM subscription s
  WHERE s.customer_id = $1 AND ${LIVE} AND s.currency IS NOT NULL
  ORDER BY s.created_at DESC, s.id LIMIT 1`;

/** Stripe would refuse it too, some of it only when the visitor pays. @throws ProductError other_currency */
export async function refuseOtherCurrency(customerId: string, currency: string): Promise<void> {
  const [row] = await statement<{ currency: string }>("live_currency", LIVE_CURRENCY, [customerId]);
  if (row && row.currency !== currency) throw otherCurrency(row.currency);
}

// The user's currency first, because the checkout accepts no other. Another member may pay for the workspace.
const OFFERED_CURRENCY = `
  SELECT COALESCE(
    (SELECT s.currency FROM stripe_user u JOIN subscription s ON s.customer_id = u.customer_id
      WHERE u.user_id = $1 AND ${LIVE} AND s.currency IS NOT NULL ORDER BY s.created_at DESC, s.id LIMIT 1),
    (SELECT s.currency FROM subscription s WHERE s.workspace_id = $2 AND ${LIVE} ORDER BY s.created_at DESC, s.id LIMIT 1),
    (SELECT c.currency FROM stripe_user u JOIN customer c ON c.id = u.customer_id WHERE u.user_id = $1)) AS currency`;

/** The currency that this person is offered prices in, for a workspace; null where any may be chosen. */
export async function offeredCurrency(userId: string, workspaceId: string): Promise<string | null> {
  const [row] = await statement<{ currency: string | null }>("offered_currency", OFFERED_CURRENCY, [
    userId,
    workspaceId,
  ]);
  return row?.currency ?? null;
}
