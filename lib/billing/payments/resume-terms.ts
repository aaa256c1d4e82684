/** A paused subscription, as Stripe says it is. */
export type Paused = {
  collectionMethod: string | null;
  /** Stripe's word, or `unknown`. */
  reason: string;
  pausedAt: Date | null;
  /** The end of the period in which it was paused; of several items the latest. */
  periodEnd: Date | null;
  /** Its latest invoice is paid, in full. */
  isPaid: boolean;
  /** Something of it is still to be paid. */
  hasOpenInvoice: boolean;
  /** The time that was not used was given back, or will be, by the next invoice. */
  isCredited: boolean;
};

export type ResumeTerms =
  /** Only the operator, at Stripe or on their page. */
  | "operator"
  /** First the open invoice is paid. */
  | "pay_first"
  /** The period that runs is paid: it continues, and nothing is charged before its end. */
  | "same_period"
  /** A new period begins and is charged. */
  | "new_period";

/**
 * How a paused subscription is resumed, so that no time is billed twice and none is left unbilled.
 *
 * A month that was paid on the 1st for $29 and paused on the 15th: until the 1st it continues without a charge, unless the
 * unused half was credited, which is Stripe's default for a pause on request; then a new month begins and the credit
 * comes off. After the 1st a new month begins as well, because a paused subscription's period doesn't move.
 */
export function resumeTerms(paused: Paused, now: Date): ResumeTerms {
  // Stripe resumes only what is charged automatically.
  if (paused.collectionMethod === "send_invoice") return "operator";
  if (paused.hasOpenInvoice) return "pay_first";
  const runs = paused.periodEnd !== null && paused.periodEnd > now;
  return runs && paused.isPaid && !paused.isCredited ? "same_period" : "new_period";
}
