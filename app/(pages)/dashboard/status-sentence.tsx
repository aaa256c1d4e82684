import { LocalDate } from "@/app/_components/local-date";
import type { DashboardSubscription } from "@/lib/billing/dashboard";
import type { Words } from "@/lib/words";

/** True for a plan that goes on for now but not for good. */
export const isEnding = ({ cancelAt, cancelAtPeriodEnd }: DashboardSubscription): boolean =>
  cancelAt !== null || cancelAtPeriodEnd;

export const isOver = ({ status }: DashboardSubscription): boolean =>
  status === "canceled" || status === "incomplete_expired";

/** How the plan stands, what happens next, and what it will cost. */
export function StatusSentence({ subscription, words }: { subscription: DashboardSubscription; words: Words }) {
  const { trialEnd, periodEnd, cancelAt, endedAt } = subscription;
  const { t } = words;
  const price = priceOf(subscription, words);
  switch (subscription.status) {
    case "trialing": {
      if (!trialEnd) return t("dashboard.status.active");
      const date = day(trialEnd);
      if (isEnding(subscription)) return t.rich("dashboard.status.trialThenEnds", { date });
      if (!price) return t.rich("dashboard.status.trial", { date });
      return t.rich("dashboard.status.trialThenPays", { date, price });
    }
    case "active": {
      const ending = isEnding(subscription);
      const until = ending ? (cancelAt ?? periodEnd) : periodEnd;
      if (!until) return t("dashboard.status.active");
      const date = day(until);
      if (ending) return t.rich("dashboard.status.ends", { date });
      return price ? t.rich("dashboard.status.renewsFor", { date, price }) : t.rich("dashboard.status.renews", { date });
    }
    case "past_due":
      return t("dashboard.status.pastDue");
    case "unpaid":
      return t("dashboard.status.unpaid");
    case "incomplete":
      return t("dashboard.status.incomplete");
    case "paused":
      return t("dashboard.status.paused");
    case "incomplete_expired":
      return t("dashboard.status.neverStarted");
    default:
      return endedAt ? t.rich("dashboard.status.endedOn", { date: day(endedAt) }) : t("dashboard.status.ended");
  }
}

/** What stands for `<date></date>` in a sentence. */
function day(at: Date) {
  return function Day() {
    return <LocalDate at={at.toISOString()} />;
  };
}

function priceOf(subscription: DashboardSubscription, words: Words): string | null {
  const { unitAmountMinor, quantity, currency, interval, intervalCount } = subscription;
  if (unitAmountMinor === null || !currency || !interval) return null;
  return words.price({
    unitAmountMinor: unitAmountMinor * (quantity ?? 1),
    currency,
    interval,
    intervalCount: intervalCount ?? 1,
  });
}
