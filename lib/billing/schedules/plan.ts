import type Stripe from "stripe";
import { stripe } from "@/lib/stripe/client";
import type { Deadline } from "@/lib/stripe/deadline";
import { METADATA } from "@/lib/stripe/metadata";
import { setsValue, writeOnce } from "@/lib/stripe/write";
import { installationId } from "../customers/installation";
import { syncObject } from "../mirror/sync";
import { phaseAsSent } from "./phases";

type Item = Stripe.SubscriptionScheduleUpdateParams.Phase.Item;

type Phase = Stripe.SubscriptionScheduleUpdateParams.Phase;

/** All items of a subscription from a day on. */
type Next = {
  items: Item[];
  /** Metered items of now are not among them. */
  endsUse: boolean;
};

/**
 * Plans a change for the end of the period that runs. Our metadata says that the plan is ours.
 * @param key names this change once
 */
export async function planForPeriodEnd(
  subscriptionId: string,
  { items, endsUse }: Next,
  key: string,
  deadline: Deadline,
): Promise<void> {
  // Nothing is left to prorate at a period's end. But without prorations Stripe does not bill what a metered item counted
  // that goes: https://docs.stripe.com/billing/subscriptions/usage-based/manage-billing-setup
  const proration_behavior = endsUse ? "create_prorations" : "none";
  await planPhases(subscriptionId, ({ discounts }) => [{ items, proration_behavior, discounts }], key, deadline);
}

/** Plans again what was released for something that then didn't happen (`plannedLater`). */
export const planAgain = (subscriptionId: string, later: Phase[], key: string, deadline: Deadline): Promise<void> =>
  planPhases(subscriptionId, () => later, `again-${key}`, deadline);

async function planPhases(
  subscriptionId: string,
  laterThan: (current: Phase) => Phase[],
  key: string,
  deadline: Deadline,
): Promise<void> {
  const made = await writeOnce(`plan-${key}`, deadline, (options) =>
    stripe().subscriptionSchedules.create(
      { from_subscription: subscriptionId, expand: ["phases.items.price"] },
      options,
    ),
  );
  const [running] = made.phases;
  if (!running) throw new Error(`The schedule ${made.id} of ${subscriptionId} has no phase.`);
  const metadata = { [METADATA.installationId]: await installationId() };
  const current = phaseAsSent(running);
  if (!current) throw new Error(`The subscription ${subscriptionId} has more than we know how to plan for.`);
  await setsValue(deadline, (options) =>
    stripe().subscriptionSchedules.update(
      made.id,
      {
        metadata,
        end_behavior: "release",
        proration_behavior: "none",
        phases: [current, ...laterThan(current)],
      },
      options,
    ),
  );
  await syncObject("subscription_schedule", made.id);
}
