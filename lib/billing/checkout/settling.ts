import type { SessionRow } from "./sessions";

/** What came of a checkout whose payment settles later than the checkout itself. */
export type Settling =
  /** The bank has not answered. `begun`: Stripe has started the subscription anyway. */
  | { state: "settling"; workspaceId: string; planName: string | null; begun: boolean }
  /** The payment failed. `left`: the state of the subscription, which another payment keeps or starts. */
  | { state: "failed"; workspaceId: string; left: "owed" | "notStarted" | null };

type Bought = { status: string; name: string | null; first_paid: boolean };

/** Whether the bank may still say yes, as far as is known here. */
export const isSettling = ({ payment }: Pick<SessionRow, "payment">, bought: Pick<Bought, "first_paid">): boolean =>
  payment === "unpaid" && !bought.first_paid;

/**
 * Null where the payment has come, or the subscription says more than that. Stripe calls a subscription active while its
 * first payment is on its way (https://docs.stripe.com/api/subscriptions/create#create_subscription-payment_behavior), so
 * its status alone never says that something was paid.
 */
export function settlingOf(row: Pick<SessionRow, "payment" | "workspace_id">, bought: Bought): Settling | null {
  const { status, name: planName } = bought;
  const workspaceId = row.workspace_id;
  const waits = status === "active" || status === "incomplete";
  if (waits && isSettling(row, bought)) return { state: "settling", workspaceId, planName, begun: status === "active" };
  const isOpen = row.payment !== null && row.payment !== "paid" && !bought.first_paid;
  if (isOpen && status === "incomplete") return { state: "failed", workspaceId, left: "notStarted" };
  if (isOpen && (waits || status === "past_due" || status === "unpaid"))
    return { state: "failed", workspaceId, left: "owed" };
  return status === "incomplete_expired" ? { state: "failed", workspaceId, left: null } : null;
}
