import { now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { stripe } from "@/lib/stripe/client";
import { Deadline } from "@/lib/stripe/deadline";
import { usesUpKey } from "@/lib/stripe/failures";
import { setsValue } from "@/lib/stripe/write";
import { refundSubscription } from "../duplicates/refund";
import { syncObject } from "../mirror/sync";

const LONGEST_MS = 20_000;

// One that the release before refused and did not come to end: from here on it grants nothing.
const REFUSE = `UPDATE trial_ledger SET outcome = 'refused' WHERE subscription_id = $1 AND outcome = 'second'`;

const FINISH = `UPDATE trial_ledger SET ended_at = $2, refunded_minor = $3, currency = $4, awaits_method = false WHERE subscription_id = $1`;

const NEXT_KEY = "UPDATE trial_ledger SET generation = $2 WHERE subscription_id = $1";

/**
 * Cancels a subscription whose trial is refused, and refunds all that was paid for it. That it is refused is written down
 * before, so it grants nothing from then on. It can be repeated after any failure.
 */
export async function cancelRefused(id: string, generation: number): Promise<void> {
  const deadline = new Deadline(LONGEST_MS);
  await statement("trial_refuse", REFUSE, [id]);
  try {
    const found = await stripe().subscriptions.retrieve(id, {}, deadline.options());
    if (found.status !== "canceled" && found.status !== "incomplete_expired")
      await setsValue(deadline, (options) =>
        stripe().subscriptions.cancel(id, { invoice_now: false, prorate: false }, options),
      );
    await syncObject("subscription", id);
    const { refundedMinor, currency } = await refundSubscription(id, `refused-trial-${id}-${generation}`, deadline);
    await statement("trial_refused", FINISH, [id, now(), refundedMinor, currency]);
  } catch (error) {
    // What Stripe keeps under the key it would answer forever: the next try looks again, and takes another one.
    if (usesUpKey(error)) await statement("trial_next_key", NEXT_KEY, [id, generation + 1]);
    throw error;
  }
}
