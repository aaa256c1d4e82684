import type { Bill } from "./bills";

const DAY_MS = 86_400_000;

/** When the grace of a payment that failed is over; null when PAST_DUE_GRACE_DAYS sets no end. */
export const graceEnd = (since: Date | null, graceDays: number | null): Date | null =>
  graceDays === null || !since ? null : new Date(since.getTime() + graceDays * DAY_MS);

// Stripe finalizes a renewal after an hour, and after three days at the latest where a webhook fails
// (https://docs.stripe.com/billing/subscriptions/webhooks). What is a draft after that is not being collected.
const DRAFT_DAYS = 4;

/** Since when an invoice counts as owed although it is still a draft; null while Stripe may yet finalize it. */
export function draftOwedSince(draftSince: Date | null, now: Date): Date | null {
  const owedSince = draftSince && new Date(draftSince.getTime() + DRAFT_DAYS * DAY_MS);
  return owedSince && owedSince <= now ? owedSince : null;
}

type Payer = { status: string; sendInvoice: boolean; hasPaid: boolean; trialEnd: string | null; bills: Bill[] };

/**
 * Grace is for who has paid. A subscription that is past due keeps its access only if some invoice of more than nothing
 * was paid, however it was; or if a whole period went by that was free by its price or a discount; or if its invoices are
 * sent, to be paid later. Until the invoice that is owed is known here it has grace. What an active one may owe is a
 * draft, which is not among the bills.
 */
export function hasGrace({ status: of, sendInvoice, hasPaid, trialEnd, bills }: Payer, now: Date): boolean {
  const isKnown =
    of === "active" ? bills.length > 0 : bills.some(({ status }) => status === "open" || status === "uncollectible");
  if (sendInvoice || hasPaid || !isKnown) return true;
  const trial = trialEnd === null ? -Infinity : new Date(trialEnd).getTime();
  return bills.some(({ status, total, gave }) => {
    if (status !== "paid") return false;
    if ((total ?? 0) > 0 || !gave) return true;
    return Object.values(gave).some(
      (one) => one?.whole && one.from && one.to && new Date(one.from).getTime() >= trial && new Date(one.to) <= now,
    );
  });
}
