import { NeedsScript } from "@/app/_components/needs-script";
import { pathWith, paths } from "@/app/_components/paths";
import { accessUntil } from "@/lib/billing/entitlements/access-until";
import type { Dashboard } from "@/lib/billing/dashboard/shown";
import type { PlannedChange as Planned } from "@/lib/billing/schedules/read";
import type { Access } from "@/lib/entitlements";
import type { Messages } from "@/lib/messages";
import { mayBill } from "@/lib/workspaces/members";
import { BilledTwice } from "./billed-twice";
import { CardQuestion } from "./card-question";
import styles from "./dashboard.module.css";
import { DebtBanner } from "./debt-banner";
import { heldBack, HeldBackSentence } from "./held-back";
import { isOver } from "./status-sentence";
import { SubscriptionPart } from "./subscription-part";
import { PlanActions } from "./plan-actions";
import { UnbilledNotice } from "./unbilled-notice";

/** The plans of the workspace, what happens next with them, who pays, and what they can do. */
export function PlanSummary({
  dashboard,
  planned,
  undoable,
  mayChange,
  access,
  messages,
}: {
  dashboard: Dashboard;
  planned: Planned[];
  /** The subscription whose cancellation a notice above offers to undo. */
  undoable: string | null;
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
      {subscriptions.map((subscription) => (
        <SubscriptionPart
          key={subscription.subscriptionId}
          subscription={subscription}
          isOnly={subscriptions.length === 1}
          planned={planned.find(({ subscriptionId }) => subscriptionId === subscription.subscriptionId)}
          workspaceId={workspace.id}
          messages={messages}
        />
      ))}
      {held && !debt && (
        <p>
          <HeldBackSentence held={held} messages={messages} />
        </p>
      )}
      {over && <p>{mayChoose ? said.whatToDo : said.whatToDoMember}</p>}
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
            undoable={undoable}
            mayChange={mayChange}
            over={over}
            messages={messages}
          />
        )}
      </div>
    </section>
  );
}
