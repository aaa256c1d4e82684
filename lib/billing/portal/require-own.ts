import { changeNotPossible, noSubscription } from "../errors";
import { refuseChangeOfHandedOver } from "../hand-over/rows";
import type { User } from "../user";
import { requirePaidItems } from "./paid-items";

/**
 * Refuses what the user may not change of a subscription: one that they don't pay for, that isn't ours, or that another
 * payer takes over, who would pay beside it.
 * @throws ProductError workspace_not_found, billing_role_required, not_the_payer, no_billing_account; no_subscription
 *   where it has ended; change_not_possible where it isn't ours; handed_over
 */
export async function requireOwn(user: User, workspaceId: string, subscriptionId: string): Promise<void> {
  const { mine } = await requirePaidItems(user, workspaceId);
  const item = mine.find(({ subscription_id }) => subscription_id === subscriptionId);
  if (!item) throw noSubscription();
  if (!item.managed) throw changeNotPossible();
  await refuseChangeOfHandedOver(subscriptionId);
}
