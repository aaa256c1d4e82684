import { changeNotPossible } from "../errors";
import { Deadline } from "@/lib/stripe/deadline";
import { syncObject } from "../mirror/sync";
import { requireOwn } from "../portal/require-own";
import { reachingStripe } from "../stripe-call";
import type { User } from "../user";
import { releaseSchedule } from "./release";

/**
 * Drops what the payer has planned, so that the plan stays as it is.
 * @throws ProductError workspace_not_found, billing_role_required, not_the_payer, no_billing_account, no_subscription,
 *   change_not_possible for what somebody else has planned, handed_over; stripe_unavailable
 */
export async function dropPlanned(user: User, workspaceId: string, subscriptionId: string): Promise<void> {
  await requireOwn(user, workspaceId, subscriptionId);
  const deadline = new Deadline();
  await deadline.run(() =>
    reachingStripe(async () => {
      if (!(await releaseSchedule(subscriptionId, deadline))) throw changeNotPossible();
      await syncObject("subscription", subscriptionId);
    }),
  );
}
