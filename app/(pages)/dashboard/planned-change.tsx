import { planNames } from "@/app/_components/plan-names";
import { ActionForm } from "@/app/_components/action-form";
import { dayOf } from "@/app/_components/day-of";
import type { DashboardSubscription } from "@/lib/billing/dashboard/shown";
import type { PlannedChange as Planned, PlannedItem } from "@/lib/billing/schedules/read";
import type { Messages } from "@/lib/messages";
import { dropPlan } from "./actions";

type Props = { planned: Planned; subscription: DashboardSubscription; workspaceId: string; messages: Messages };

/** What changes when, and for the payer a way to keep the plan. */
export function PlannedChange({ planned, subscription, workspaceId, messages }: Props) {
  const { t, list, money } = messages;
  const date = dayOf(planned.at);
  // A plan may have several items: what is paid in advance, and what is used.
  const plan = list(planNames(planned.items, messages));
  const now = list(planNames(subscription.plans, messages));
  const inAdvance = planned.items.filter(({ metered }) => !metered);
  const [item, ...others] = inAdvance.length > 0 ? inAdvance : planned.items;
  const price = item && others.length === 0 ? priceOf(item, messages) : null;
  const fee = planned.feesMinor.reduce<number>((sum, one) => sum + (one ?? 0), 0);
  const currency = planned.items[0]?.currency;
  return (
    <div className="stack">
      <p>
        {price ? t.rich("change.plannedFor", { date, plan, ...price }) : t.rich("change.planned", { date, plan })}
        {fee > 0 && currency && <> {t("change.feeAdded", { amount: money(fee, currency) })}</>}
      </p>
      {subscription.isYours && planned.canBeDropped && (
        <div className="row">
          <ActionForm
            action={dropPlan}
            hidden={{ workspace: workspaceId, subscription: subscription.subscriptionId }}
            button={t("change.keepPlan", { plan: now })}
            quiet
          />
        </div>
      )}
    </div>
  );
}

function priceOf({ currency, interval, intervalCount, quantity, ...price }: PlannedItem, messages: Messages) {
  if (!currency || !interval) return null;
  return messages.priced({ ...price, currency, interval, intervalCount: intervalCount ?? 1 }, quantity ?? 1);
}
