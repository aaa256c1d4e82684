import type { ReactNode } from "react";
import { ActionForm } from "@/app/_components/action-form";
import { dayOf } from "@/app/_components/day-of";
import { planNames } from "@/app/_components/plan-names";
import type { Done, News } from "@/lib/billing/dashboard/news";
import type { Dashboard, DashboardSubscription } from "@/lib/billing/dashboard/shown";
import type { PlannedChange } from "@/lib/billing/schedules/read";
import type { Access } from "@/lib/entitlements";
import type { Messages } from "@/lib/messages";
import { keep } from "./actions";
import styles from "./dashboard.module.css";
import { heldBack } from "./held-back";
import { cardName } from "./method-name";
import { isEnding, isOver } from "./status-sentence";

type Props = {
  /** What the address claims. */
  done: Done | null;
  /** Of what our copy confirms it. */
  news: News[];
  dashboard: Pick<Dashboard, "subscriptions" | "debt" | "workspace">;
  planned: PlannedChange[];
  access: Access[];
  messages: Messages;
};

/**
 * What was just done, once our copy confirms it: an address is only a claim, and is old an hour later. Its place is there
 * before, so that nothing moves and screen readers hear what comes.
 */
export function DoneNotice(props: Props) {
  const said = whatIsDone(props);
  // The question about a new card says that it came.
  const isAsked = props.done === "card" && props.dashboard.subscriptions.some(({ newCard }) => newCard);
  return (
    props.done &&
    !isAsked && (
      <div role="status" className={styles.done}>
        {said && <div className="notice success">{said}</div>}
      </div>
    )
  );
}

function whatIsDone({ done, news, dashboard, planned, access, messages }: Props): ReactNode {
  const { t, list } = messages;
  const { subscriptions, debt, workspace } = dashboard;
  const [first] = news;
  if (!done || !first) return null;
  const about = ownIn(news, subscriptions);
  if (done === "cancel") return <Canceled subscription={about} workspaceId={workspace.id} messages={messages} />;
  if (!about) return null;
  const plan = list(planNames(about.plans, messages));
  switch (done) {
    case "change": {
      const next = planned.find(({ subscriptionId }) => subscriptionId === about.subscriptionId);
      if (first.isPlanned)
        return next
          ? t.rich("paying.done.changes", { plan: list(planNames(next.items, messages)), date: dayOf(next.at) })
          : null;
      // Not before it is paid for.
      return heldBack(subscriptions, access) ? null : t("paying.done.changed", { plan });
    }
    case "kept":
      return isEnding(about) ? null : t("paying.done.kept", { plan });
    case "card":
      return about.method && t("paying.done.card", { card: cardName(messages, about.method) });
    case "paid":
      return debt?.payer?.isYou ? null : t("paying.paid");
    case "resumed":
      return about.status === "paused" ? null : t("paying.resume.resumed");
  }
}

const ownIn = (news: News[], subscriptions: DashboardSubscription[]): DashboardSubscription | undefined =>
  subscriptions.find(({ subscriptionId, isYours }) => isYours && subscriptionId === news[0]?.subscriptionId);

/** What the notice says is just canceled, with the one button to undo it. Null where there is nothing to undo. */
export function undoableIn({ done, news, dashboard }: Pick<Props, "done" | "news" | "dashboard">): string | null {
  const about = done === "cancel" ? ownIn(news, dashboard.subscriptions) : undefined;
  return about && !isOver(about) && endOf(about) ? about.subscriptionId : null;
}

const endOf = ({ plans }: DashboardSubscription): Date | null => plans.find(({ endsAt }) => endsAt)?.endsAt ?? null;

type CanceledProps = { subscription: DashboardSubscription | undefined; workspaceId: string; messages: Messages };

/** Until when it is theirs, and one way to undo it. */
function Canceled({ subscription, workspaceId, messages }: CanceledProps) {
  const { t } = messages;
  const endsAt = subscription && endOf(subscription);
  if (!subscription || isOver(subscription) || !endsAt) return t("paying.done.ended");
  return (
    <div className="row">
      <p>{t.rich("paying.done.canceled", { date: dayOf(endsAt) })}</p>
      <ActionForm
        action={keep}
        hidden={{ workspace: workspaceId, subscription: subscription.subscriptionId }}
        button={t("paying.done.undo")}
        quiet
      />
    </div>
  );
}
