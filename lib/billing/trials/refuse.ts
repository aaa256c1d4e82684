import { now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { stripe } from "@/lib/stripe/client";
import { Deadline } from "@/lib/stripe/deadline";
import { usesUpKey } from "@/lib/stripe/failures";
import { cancelAtOnce } from "../cancel-at-once";
import { collectAgain, collectedElsewhere } from "../collection";
import { refundSubscription } from "../duplicates/refund";
import { syncObject } from "../mirror/sync";

const LONGEST_MS = 20_000;

// One that the release before refused and did not come to end: from here on it grants nothing.
const REFUSE = `UPDATE trial_ledger SET outcome = 'refused' WHERE subscription_id = $1 AND outcome = 'second'`;

const FINISH = `UPDATE trial_ledger SET ended_at = $2, refunded_minor = $3, currency = $4, awaits_method = false WHERE subscription_id = $1`;

const NEXT_KEY = "UPDATE trial_ledger SET generation = $2 WHERE subscription_id = $1";

// Before the cancellation, so that a crash in between loses none.
const COLLECT = "UPDATE trial_ledger SET collect_again = $2 WHERE subscription_id = $1";

const COMMENT = "Its customer, or the card, has had a free trial before.";

export type Refused = {
  subscription_id: string;
  customer_id: string | null;
  /** Part of the idempotency keys. */
  generation: number;
  /** Invoices of the customer's other subscriptions, which the cancellation stops Stripe from collecting. */
  collect_again: string[];
};

/**
 * Cancels a subscription whose trial is refused, and refunds all that was paid for it. That it is refused is written down
 * before, so it grants nothing from then on. It can be repeated after any failure.
 */
export async function cancelRefused({ subscription_id: id, generation, ...row }: Refused): Promise<void> {
  const deadline = new Deadline(LONGEST_MS);
  await statement("trial_refuse", REFUSE, [id]);
  try {
    const found = await stripe().subscriptions.retrieve(id, {}, deadline.options());
    let ids = row.collect_again;
    if (found.status !== "canceled" && found.status !== "incomplete_expired") {
      ids = await collectedElsewhere(id, row.customer_id, ids, deadline);
      await statement("trial_collect", COLLECT, [id, ids]);
      await cancelAtOnce(id, COMMENT, deadline);
    }
    await syncObject("subscription", id);
    await collectAgain(ids, deadline);
    const { refundedMinor, currency } = await refundSubscription(id, `refused-trial-${id}-${generation}`, deadline);
    await statement("trial_refused", FINISH, [id, now(), refundedMinor, currency]);
  } catch (error) {
    // What Stripe keeps under the key it would answer forever: the next try looks again, and takes another one.
    if (usesUpKey(error)) await statement("trial_next_key", NEXT_KEY, [id, generation + 1]);
    throw error;
  }
}
