import { LocalDate } from "@/app/_components/local-date";
import type { DashboardSubscription } from "@/lib/billing/dashboard";
import { formatPrice } from "@/lib/format";
import { statusWords as words } from "./words";

/** True for a plan that goes on for now but not for good. */
export const isEnding = ({ cancelAt, cancelAtPeriodEnd }: DashboardSubscription): boolean =>
  cancelAt !== null || cancelAtPeriodEnd;

export const isOver = ({ status }: DashboardSubscription): boolean =>
  status === "canceled" || status === "incomplete_expired";

/** How the plan stands, what happens next, and what it will cost. */
export function StatusSentence({ subscription }: { subscription: DashboardSubscription }) {
  const { trialEnd, periodEnd, cancelAt, endedAt } = subscription;
  const price = priceOf(subscription);
  switch (subscription.status) {
    case "trialing":
      if (!trialEnd) return words.active;
      return (
        <>
          {words.trialUntil} <LocalDate at={trialEnd.toISOString()} />
          {isEnding(subscription) ? words.trialThenEnds : price ? words.trialThen(price) : "."}
        </>
      );
    case "active": {
      const until = isEnding(subscription) ? (cancelAt ?? periodEnd) : periodEnd;
      if (!until) return words.active;
      return (
        <>
          {isEnding(subscription) ? words.endsOn : words.renews} <LocalDate at={until.toISOString()} />
          {isEnding(subscription) ? words.endsThen : price ? words.renewsFor(price) : "."}
        </>
      );
    }
    case "past_due":
      return words.pastDue;
    case "unpaid":
      return words.unpaid;
    case "incomplete":
      return words.incomplete;
    case "paused":
      return words.paused;
    case "incomplete_expired":
      return words.neverStarted;
    default:
      if (!endedAt) return words.ended;
      return (
        <>
          {words.endedOn} <LocalDate at={endedAt.toISOString()} />.
        </>
      );
  }
}

function priceOf(subscription: DashboardSubscription): string | null {
  const { unitAmountMinor, quantity, currency, interval, intervalCount } = subscription;
  if (unitAmountMinor === null || !currency || !interval) return null;
  return formatPrice({
    unitAmountMinor: unitAmountMinor * (quantity ?? 1),
    currency,
    interval,
    intervalCount: intervalCount ?? 1,
  });
}
