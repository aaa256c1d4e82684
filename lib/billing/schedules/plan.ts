import type Stripe from "stripe";
import { stripe } from "@/lib/stripe/client";
import { changeNotPossible } from "../errors";
import type { Deadline } from "@/lib/stripe/deadline";
import { METADATA } from "@/lib/stripe/metadata";
import { setsValue, writeOnce } from "@/lib/stripe/write";
import { installationId } from "../customers/installation";
import { syncObject } from "../mirror/sync";
import { phaseAsSent } from "./phases";
import { releaseSchedule } from "./release";

type Item = Stripe.SubscriptionScheduleUpdateParams.Phase.Item;

type Phase = Stripe.SubscriptionScheduleUpdateParams.Phase;

/** All items of a subscription from a day on. */
type Next = {
  items: Item[];
  /** Billed once, with its first invoice. */
  added: { price: string; quantity: number }[];
  /** Metered items of now are not among them. */
  endsUse: boolean;
};

/**
 * Plans a change for the end of the period that runs. Our metadata says that the plan is ours.
 * @param key names this change once
 * @throws ProductError change_not_possible for what we don't know how to plan; nothing is left of it
 */
export async function planForPeriodEnd(
  subscriptionId: string,
  { items, added, endsUse }: Next,
  key: string,
  deadline: Deadline,
): Promise<void> {
  // Nothing is left to prorate at a period's end. But without prorations Stripe does not bill what a metered item counted
  // that goes: https://docs.stripe.com/billing/subscriptions/usage-based/manage-billing-setup
  const proration_behavior = endsUse ? "create_prorations" : "none";
  const fee = added.length > 0 && { add_invoice_items: added };
  await planPhases(
    subscriptionId,
    // All else stays as it is: discounts, tax and payment method.
    ({ discounts, automatic_tax, default_payment_method, default_tax_rates }) => [
      {
        items,
        proration_behavior,
        discounts,
        ...(automatic_tax && { automatic_tax }),
        ...(default_payment_method && { default_payment_method }),
        ...(default_tax_rates && { default_tax_rates }),
        ...fee,
      },
    ],
    key,
    deadline,
  );
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
  const current = phaseAsSent(running, true);
  if (!current) {
    await syncObject("subscription_schedule", made.id);
    await releaseSchedule(subscriptionId, deadline);
    throw changeNotPossible(new Error(`The subscription ${subscriptionId} has more than we know how to plan for.`));
  }
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
