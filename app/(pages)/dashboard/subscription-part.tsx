import { planName } from "@/app/_components/plan-names";
import type { DashboardPlan, DashboardSubscription } from "@/lib/billing/dashboard/shown";
import type { PlannedChange as Planned } from "@/lib/billing/schedules/read";
import type { Messages } from "@/lib/messages";
import styles from "./dashboard.module.css";
import { Facts } from "./facts";
import { PaidFor } from "./paid-for";
import { PlanStatus } from "./plan-status";
import { PlannedChange } from "./planned-change";
import { isOver, StatusSentence } from "./status-sentence";

type Props = {
  subscription: DashboardSubscription;
  /** The workspace has no other. */
  isOnly: boolean;
  planned: Planned | undefined;
  workspaceId: string;
  messages: Messages;
};

/** The plans of one subscription, what happens next with them, and who pays what. */
export function SubscriptionPart({ subscription, isOnly, planned, workspaceId, messages }: Props) {
  return (
    <div className={styles.subscription}>
      {plansOf(subscription).map(({ plan, items }) => (
        <div key={plan.productId} className={styles.plan}>
          <div className={styles.planHead}>
            <p className={styles.planName}>{planName(plan.planName, messages)}</p>
            <PlanStatus plan={plan} messages={messages} />
          </div>
          {!isReplaced(plan, planned) && (
            <p>
              <StatusSentence plan={plan} subscription={subscription} messages={messages} />
            </p>
          )}
          <PaidFor items={items} isOver={isOver(subscription)} messages={messages} />
        </div>
      ))}
      {planned && (
        <PlannedChange planned={planned} subscription={subscription} workspaceId={workspaceId} messages={messages} />
      )}
      <Facts subscription={subscription} isOnly={isOnly} messages={messages} />
    </div>
  );
}

/** The items of one product are one plan, and what is paid for it in any case stands for it: usage comes on top. */
function plansOf({ plans }: DashboardSubscription): { plan: DashboardPlan; items: DashboardPlan[] }[] {
  const products = [...new Set(plans.map(({ productId }) => productId))];
  return products.flatMap((product) => {
    const items = plans.filter(({ productId }) => productId === product);
    const plan = items.find(({ metered }) => !metered) ?? items[0];
    return plan ? [{ plan, items }] : [];
  });
}

/** It does not renew: on that day another plan begins, which is said instead. */
const isReplaced = ({ status, settlingInvoice, periodEnd }: DashboardPlan, planned: Planned | undefined): boolean =>
  status === "active" && settlingInvoice === null && planned?.at.getTime() === periodEnd?.getTime();
