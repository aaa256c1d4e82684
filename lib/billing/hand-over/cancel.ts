import type Stripe from "stripe";
import { stripe } from "@/lib/stripe/client";
import type { Deadline } from "@/lib/stripe/deadline";
import { isMissing, isRefused } from "@/lib/stripe/failures";
import { setsValue, writeOnce } from "@/lib/stripe/write";
import { idOf } from "./debt";
import type { HandOver } from "./rows";

const MOST_INVOICES = 500;
const COMMENT = "Another member of the workspace pays for this plan now.";

/**
 * The invoices of the customer's other subscriptions that Stripe collects. A cancellation at once stops that for all of
 * the customer's: https://docs.stripe.com/api/subscriptions/cancel
 * @returns also those of an earlier try, which may have stopped some
 */
export async function noteCollected(row: HandOver, customer: string | null, deadline: Deadline): Promise<string[]> {
  if (!customer) return row.collect_again;
  const open = await stripe()
    .invoices.list({ customer, status: "open", limit: 100 }, deadline.options())
    .autoPagingToArray({ limit: MOST_INVOICES });
  const collected = open.flatMap((invoice) => {
    const isOther = idOf(invoice.parent?.subscription_details?.subscription) !== row.predecessor_id;
    return isOther && invoice.auto_advance && invoice.collection_method === "charge_automatically" && invoice.id
      ? [invoice.id]
      : [];
  });
  return [...new Set([...row.collect_again, ...collected])].toSorted();
}

/** At once, without a credit for unused time and without a last invoice. */
export async function cancelAtOnce(id: string, deadline: Deadline): Promise<void> {
  const details = { invoice_now: false, prorate: false, cancellation_details: { comment: COMMENT } };
  try {
    // Without automatic retries, because each try first checks whether it still has to be canceled.
    await setsValue(deadline, (options) =>
      stripe().subscriptions.cancel(id, details, { ...options, maxNetworkRetries: 0 }),
    );
  } catch (error) {
    // One that was canceled can't be canceled again; anything else that is missing should be seen.
    if (!isMissing(error)) throw error;
    const { status } = await stripe().subscriptions.retrieve(id, {}, deadline.options());
    if (status !== "canceled") throw error;
  }
}

/** Switches automatic collection on again for what the cancellation of another subscription stopped. */
export async function collectAgain({ collect_again: ids }: HandOver, deadline: Deadline): Promise<void> {
  for (const id of ids) {
    const invoice = await stripe().invoices.retrieve(id, {}, deadline.options());
    if (invoice.status !== "open" || invoice.auto_advance) continue;
    try {
      await setsValue(deadline, (options) => stripe().invoices.update(id, { auto_advance: true }, options));
    } catch (error) {
      // It may have been paid or voided meanwhile.
      if (!isRefused(error)) throw error;
      if ((await stripe().invoices.retrieve(id, {}, deadline.options())).status === "open") throw error;
    }
  }
}

/** Whether it has been canceled for that day, or an earlier one. */
export const endsBy = ({ cancel_at, cancel_at_period_end }: Stripe.Subscription, day: Date): boolean =>
  cancel_at === null ? cancel_at_period_end : cancel_at * 1000 <= day.getTime();

/**
 * It ends with its period. What was planned for later is dropped with its schedule, because Stripe takes no cancellation
 * beside one.
 */
export async function cancelFor({ id, schedule }: Stripe.Subscription, end: Date, deadline: Deadline): Promise<void> {
  const planned = idOf(schedule);
  if (planned)
    await writeOnce(`hand-over-release-${planned}`, deadline, (options) =>
      stripe().subscriptionSchedules.release(planned, {}, options),
    );
  const change = {
    cancel_at: Math.floor(end.getTime() / 1000),
    proration_behavior: "none",
    cancellation_details: { comment: COMMENT },
  } as const;
  await setsValue(deadline, (options) => stripe().subscriptions.update(id, change, options));
}

/** Revokes a cancellation. */
export async function keepRunning(
  { id, cancel_at_period_end }: Stripe.Subscription,
  deadline: Deadline,
): Promise<void> {
  const change = cancel_at_period_end ? { cancel_at_period_end: false } : { cancel_at: "" as const };
  await setsValue(deadline, (options) => stripe().subscriptions.update(id, change, options));
}
