import type Stripe from "stripe";
import { stripe } from "@/lib/stripe/client";
import type { Deadline } from "@/lib/stripe/deadline";
import { allLines } from "../mirror/fetch";
import { pausedReason } from "../mirror/subscription-record";
import type { Paused } from "./resume-terms";
import { answeredTries } from "./tries";

export type FetchedPause = {
  subscription: Stripe.Subscription;
  /** Null: it isn't paused. */
  paused: Paused | null;
  /** Read before Stripe was asked: of two clicks at once the later one repeats the earlier one's key. */
  answered: number;
};

/** Asks Stripe what a resume depends on. Our copy may be behind, and has neither lines nor pending items. */
export async function fetchPaused(subscriptionId: string, deadline: Deadline): Promise<FetchedPause> {
  const answered = await answeredTries(subscriptionId);
  const options = () => deadline.options();
  const subscription = await stripe().subscriptions.retrieve(subscriptionId, { expand: ["latest_invoice"] }, options());
  const reason = pausedReason(subscription);
  if (reason === null) return { subscription, paused: null, answered };
  const customer = typeof subscription.customer === "string" ? subscription.customer : subscription.customer.id;
  const open = await stripe().invoices.list({ subscription: subscriptionId, status: "open", limit: 1 }, options());
  // Of all that the customer pays for.
  const pending = await stripe()
    .invoiceItems.list({ customer, pending: true, limit: 100 }, options())
    .autoPagingToArray({ limit: 10_000 });
  const invoice = typeof subscription.latest_invoice === "object" ? subscription.latest_invoice : null;
  const lines = invoice ? await allLines(invoice, options()) : [];
  const at = subscription.status_details?.paused?.transitioned_at ?? null;
  const end = Math.max(...subscription.items.data.map((item) => item.current_period_end));
  const paused: Paused = {
    collectionMethod: subscription.collection_method,
    reason,
    pausedAt: at === null ? null : new Date(at * 1000),
    periodEnd: Number.isFinite(end) ? new Date(end * 1000) : null,
    isPaid: invoice?.status === "paid",
    hasOpenInvoice: open.data.length > 0,
    isCredited:
      pending.some((item) => subscriptionOf(item) === subscriptionId && isUnusedTime(item, subscription)) ||
      lines.some((line) => isUnusedTime({ ...line, proration: isProration(line) }, subscription)),
  };
  return { subscription, paused, answered };
}

type Prorated = { amount: number; proration: boolean; period: { start: number; end: number } };

/** A few seconds lie between the pause and what is credited for it. */
const CLOSE_SECONDS = 5;

/**
 * What a pause gives back: time from the pause (or from the period's begin, which Stripe offers as well) to the end of
 * the period. A change of plan before it began earlier. https://docs.stripe.com/api/subscriptions/pause
 */
function isUnusedTime(
  { amount, proration, period }: Prorated,
  { items, status_details }: Stripe.Subscription,
): boolean {
  if (!proration || amount >= 0) return false;
  const pausedAt = status_details?.paused?.transitioned_at ?? -Infinity;
  return items.data.some(
    ({ current_period_start: start, current_period_end: end }) =>
      period.end === end && (period.start >= pausedAt - CLOSE_SECONDS || period.start === start),
  );
}

const isProration = ({ parent }: Stripe.InvoiceLineItem): boolean =>
  (parent?.subscription_item_details ?? parent?.invoice_item_details)?.proration ?? false;

function subscriptionOf({ parent }: Stripe.InvoiceItem): string | null {
  const subscription = parent?.subscription_details?.subscription;
  return (typeof subscription === "object" ? (subscription as { id: string } | null)?.id : subscription) ?? null;
}
