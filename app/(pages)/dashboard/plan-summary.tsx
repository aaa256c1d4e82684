import { NeedsScript } from "@/app/_components/needs-script";
import { pathWith, paths } from "@/app/_components/paths";
import { planName } from "@/app/_components/plan-names";
import { accessUntil } from "@/lib/billing/entitlements/access-until";
import type { Dashboard, DashboardPlan, DashboardSubscription } from "@/lib/billing/dashboard/shown";
import type { PlannedChange as Planned } from "@/lib/billing/schedules/read";
import type { Access } from "@/lib/entitlements";
import type { Messages } from "@/lib/messages";
import { mayBill } from "@/lib/workspaces/members";
import { BilledTwice } from "./billed-twice";
import { CardQuestion } from "./card-question";
import styles from "./dashboard.module.css";
import { DebtBanner } from "./debt-banner";
import { Facts } from "./facts";
import { heldBack, HeldBackSentence } from "./held-back";
import { isOver, StatusSentence } from "./status-sentence";
import { PaidFor } from "./paid-for";
import { PlanActions } from "./plan-actions";
import { PlanStatus } from "./plan-status";
import { PlannedChange } from "./planned-change";
import { UnbilledNotice } from "./unbilled-notice";

/** The plans of the workspace, what happens next with them, who pays, and what they can do. */
export function PlanSummary({
  dashboard,
  planned,
  mayChange,
  access,
  messages,
}: {
  dashboard: Dashboard;
  planned: Planned[];
  mayChange: boolean;
  access: Access[];
  messages: Messages;
}) {
  const said = messages.sentences.dashboard;
  const { workspace, subscriptions, debt, unbilled } = dashboard;
  const yours = subscriptions.filter(({ isYours, billedOutside }) => isYours && billedOutside === null);
  // Two overdue plans have different days.
  const owed = access.filter(({ reason }) => "plan" in reason && debt?.plans.includes(reason.plan));
  const until = accessUntil(owed);
  const held = heldBack(subscriptions, access);
  const over = subscriptions.every(isOver);
  const mayChoose = mayBill(workspace.role);
  return (
    // Where a gate leads to when a payment or a card is all that is lacking.
    <section id="billing" aria-labelledby="plan" className={styles.card}>
      <BilledTwice {...dashboard.twice} messages={messages} />
      {unbilled && <UnbilledNotice unbilled={unbilled} workspace={workspace} messages={messages} />}
      {debt && <DebtBanner debt={debt} until={until} held={held} workspace={workspace} messages={messages} />}
      {yours.map((one) => (
        <CardQuestion key={one.subscriptionId} subscription={one} workspaceId={workspace.id} messages={messages} />
      ))}
      <h2 id="plan" className="visually-hidden">
        {said.plan}
      </h2>
      {subscriptions.map((subscription) =>
        plansOf(subscription).map(({ plan, items }) => (
          <div key={`${plan.subscriptionId} ${plan.productId}`} className={styles.plan}>
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
        )),
      )}
      {held && !debt && (
        <p>
          <HeldBackSentence held={held} messages={messages} />
        </p>
      )}
      {planned.map((one) => {
        const subscription = subscriptions.find(({ subscriptionId }) => subscriptionId === one.subscriptionId);
        return (
          subscription && (
            <PlannedChange
              key={one.subscriptionId}
              planned={one}
              subscription={subscription}
              workspaceId={workspace.id}
              messages={messages}
            />
          )
        );
      })}
      {over && <p>{mayChoose ? said.whatToDo : said.whatToDoMember}</p>}
      <Facts dashboard={dashboard} messages={messages} />
      <div className={`row ${styles.actions}`}>
        {over && mayChoose && (
          <a className="button" href={pathWith(paths.pricing, { workspace: workspace.id })}>
            {said.choose}
          </a>
        )}
        {/* Who pays may see to their own payments, and to no others', whatever their role has become. */}
        {yours.length > 0 && <NeedsScript messages={messages} />}
        {yours.length > 0 && (
          <PlanActions
            workspaceId={workspace.id}
            failed={debt?.payer?.isYou ?? false}
            yours={yours}
            mayChange={mayChange}
            over={over}
            messages={messages}
          />
        )}
      </div>
    </section>
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
const isReplaced = (
  { subscriptionId, status, settlingInvoice, periodEnd }: DashboardPlan,
  planned: Planned[],
): boolean =>
  status === "active" &&
  settlingInvoice === null &&
  planned.some((one) => one.subscriptionId === subscriptionId && one.at.getTime() === periodEnd?.getTime());
