import { stripe } from "@/lib/stripe/client";
import type { Deadline } from "@/lib/stripe/deadline";
import { isRefused } from "@/lib/stripe/failures";
import { setsValue } from "@/lib/stripe/write";

// A cancellation at once stops the automatic collection of all the customer's invoices, of other subscriptions too:
// https://docs.stripe.com/api/subscriptions/cancel

const MOST_INVOICES = 500;

/**
 * The invoices of the customer's other subscriptions that Stripe collects. Ask before the cancellation, and write them
 * down, so that a crash does not lose them.
 * @param known those of an earlier try, which may have stopped some
 */
export async function collectedElsewhere(
  subscriptionId: string,
  customer: string | null,
  known: string[],
  deadline: Deadline,
): Promise<string[]> {
  if (!customer) return known;
  const open = await stripe()
    .invoices.list({ customer, status: "open", limit: 100 }, deadline.options())
    .autoPagingToArray({ limit: MOST_INVOICES });
  const collected = open.flatMap(({ id, parent, auto_advance, collection_method }) => {
    const of = parent?.subscription_details?.subscription;
    const isOther = (typeof of === "string" ? of : of?.id) !== subscriptionId;
    return id && isOther && auto_advance && collection_method === "charge_automatically" ? [id] : [];
  });
  return [...new Set([...known, ...collected])].toSorted();
}

/** Switches their automatic collection on again, after the cancellation. */
export async function collectAgain(ids: string[], deadline: Deadline): Promise<void> {
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
