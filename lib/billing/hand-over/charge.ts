import type Stripe from "stripe";
import { stripe } from "@/lib/stripe/client";
import type { Deadline } from "@/lib/stripe/deadline";
import { setsValue, writeOnce } from "@/lib/stripe/write";
import { periodEndOf } from "./debt";
import type { HandOver } from "./rows";

/** Whether the first period that is paid for has not begun: the one before ends with the day of the first charge. */
export const isFree = ({ kind, anchor }: HandOver, successor: Stripe.Subscription): boolean =>
  kind === "continue" && anchor !== null && periodEndOf(successor).getTime() === anchor.getTime();

/** Begins the first paid period now, if it has not begun. */
export async function chargeNow(row: HandOver, successor: Stripe.Subscription, deadline: Deadline): Promise<void> {
  if (!isFree(row, successor)) return;
  const change = { billing_cycle_anchor: { type: "now" }, proration_behavior: "none" } as const;
  await writeOnce(`hand-over-${row.checkout_id}-${row.generation}-charge`, deadline, (options) =>
    stripe().subscriptions.update(successor.id, change, options),
  );
}

/**
 * The next charge comes at another day, without one for the time until then. Stripe calls the time until then a trial; for
 * us it is none (mirror/along.ts). https://docs.stripe.com/billing/subscriptions/billing-cycle#changing
 */
export async function moveCharge({ id }: Stripe.Subscription, to: Date, deadline: Deadline): Promise<void> {
  const change = { trial_end: Math.floor(to.getTime() / 1000), proration_behavior: "none" } as const;
  await setsValue(deadline, (options) => stripe().subscriptions.update(id, change, options));
}
