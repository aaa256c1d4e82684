import type Stripe from "stripe";
import { stripe } from "@/lib/stripe/client";
import { Deadline } from "@/lib/stripe/deadline";
import { isRefused } from "@/lib/stripe/failures";
import { changeNotPossible, noSubscription } from "../errors";
import { keepRunning } from "../hand-over/cancel";
import { syncObject } from "../mirror/sync";
import { requireOwn } from "../portal/require-own";
import { releaseSchedule } from "../schedules/release";
import { reachingStripe } from "../stripe-call";
import type { User } from "../user";

/**
 * Revokes the payer's cancellation, so that the plan continues as it is. One that continues already is kept. What was
 * planned beside the cancellation is dropped with its schedule, because Stripe takes no change of the end beside one.
 * @throws ProductError workspace_not_found, billing_role_required, not_the_payer, no_billing_account; no_subscription
 *   where it has ended; change_not_possible where it isn't ours, or somebody else has planned its end; handed_over;
 *   stripe_unavailable
 */
export async function keepPlan(user: User, workspaceId: string, subscriptionId: string): Promise<void> {
  await requireOwn(user, workspaceId, subscriptionId);
  const deadline = new Deadline();
  await deadline.run(() =>
    reachingStripe(async () => {
      const ended = await keep(subscriptionId, deadline);
      await syncObject("subscription", subscriptionId);
      if (ended) throw noSubscription();
    }),
  );
}

/** @returns whether it was too late */
async function keep(id: string, deadline: Deadline): Promise<boolean> {
  // Asked, because our copy may not know yet that it was kept, or has ended.
  const found = await fetch(id, deadline);
  if (isEnded(found) || !isEnding(found)) return isEnded(found);
  if (found.schedule) {
    await syncObject("subscription_schedule", typeof found.schedule === "string" ? found.schedule : found.schedule.id);
    if (!(await releaseSchedule(id, deadline))) throw changeNotPossible();
  }
  try {
    await keepRunning(found, deadline);
    return false;
  } catch (error) {
    // It may have ended at this moment.
    if (isRefused(error) && isEnded(await fetch(id, deadline))) return true;
    throw error;
  }
}

const fetch = (id: string, deadline: Deadline) => stripe().subscriptions.retrieve(id, {}, deadline.options());

const isEnded = ({ status }: Stripe.Subscription): boolean => status === "canceled" || status === "incomplete_expired";

const isEnding = ({ cancel_at, cancel_at_period_end }: Stripe.Subscription): boolean =>
  cancel_at !== null || cancel_at_period_end;
