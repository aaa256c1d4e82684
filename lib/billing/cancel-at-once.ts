import { stripe } from "@/lib/stripe/client";
import type { Deadline } from "@/lib/stripe/deadline";
import { isMissing } from "@/lib/stripe/failures";
import { setsValue } from "@/lib/stripe/write";
import { releaseSchedule } from "./schedules/release";

/**
 * Cancels a subscription at once, without a credit for unused time and without a last invoice. It can be repeated.
 * @param comment why, for who looks at it in Stripe's Dashboard
 */
export async function cancelAtOnce(id: string, comment: string, deadline: Deadline): Promise<void> {
  const details = { invoice_now: false, prorate: false, cancellation_details: { comment } };
  // Stripe refuses a cancellation beside a schedule.
  await releaseSchedule(id, deadline);
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
