import { countedBy, perWhat, unitAmount } from "@/app/_components/counted";
import { planName } from "@/app/_components/plan-names";
import { sumOf } from "@/app/_components/price-sum";
import type { DashboardPlan } from "@/lib/billing/dashboard/shown";
import type { Messages } from "@/lib/messages";
import { countOf } from "@/lib/unit-names";

type Priced = DashboardPlan & { currency: string; interval: string; intervalCount: number };

/** What the items of one plan come to, where its price alone doesn't say it: seats, packages, usage; and that it's no longer sold. */
export function PaidFor({ items, isOver, messages }: { items: DashboardPlan[]; isOver: boolean; messages: Messages }) {
  const [first] = items;
  if (!first || isOver) return null;
  const lines = [
    ...items.filter(isPriced).flatMap((item) => lineOf(item, items.length > 1, messages) ?? []),
    ...notSold(items, messages),
  ];
  return lines.map((line) => (
    <p key={line} className="muted small">
      {line}
    </p>
  ));
}

const isPriced = (item: DashboardPlan): item is Priced => item.currency !== null && item.interval !== null;

/** "3 seats: 3 × $8 = $24 per month", "plus $0.002 per API call". */
function lineOf(item: Priced, isBeside: boolean, messages: Messages): string | null {
  const { t } = messages;
  const rhythm = messages.rhythm(item);
  if (item.metered) {
    const units = countedBy(item, messages)?.many ?? "";
    const amount = unitAmount(item, messages);
    const per = perWhat(item, messages) ?? "";
    if (amount === null) return t(isBeside ? "pricing.plusTiers" : "dashboard.paid.tiers", { units });
    return t(isBeside ? "pricing.plus" : "dashboard.paid.use", { amount, per });
  }
  const count = item.quantity ?? 1;
  const sum = sumOf(item, count, messages.language);
  if (sum === null || (!item.perSeat && count === 1)) return null;
  if (item.seats === "units")
    return t("dashboard.paid.counted", { counted: countOf(item.lookupKey, count, messages), sum, rhythm });
  return t(item.perSeat ? "dashboard.paid.seats" : "dashboard.paid.units", { count, sum, rhythm });
}

/** Who has what is archived at Stripe keeps it. */
function notSold(items: DashboardPlan[], { t, ...messages }: Messages): string[] {
  const plan = planName(items[0]?.planName, { t, ...messages });
  if (items.some(({ isPlanSold }) => isPlanSold === false)) return [t("dashboard.paid.planNotSold", { plan })];
  return items.some(({ isPriceSold }) => isPriceSold === false) ? [t("dashboard.paid.priceNotSold")] : [];
}
