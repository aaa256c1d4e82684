import { dropPlanned } from "../schedules/drop";
import type { User } from "../user";
import type { Cancellation } from "./offer";
import { noteReason, type Reason } from "./reason";

/**
 * What is done before Stripe's page, which cancels the plan: the reason is kept, and a planned change is dropped.
 * @throws ProductError as `dropPlanned`
 */
export async function prepareCancellation(
  user: User,
  workspaceId: string,
  { subscriptionId, asks, dropsPlanOf }: Cancellation,
  reason: Reason,
): Promise<void> {
  if (asks) await noteReason(workspaceId, subscriptionId, reason);
  if (dropsPlanOf) await dropPlanned(user, workspaceId, subscriptionId);
}
