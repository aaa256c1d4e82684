import { planNames } from "@/app/_components/plan-names";
import { ActionForm } from "@/app/_components/action-form";
import type { DashboardSubscription } from "@/lib/billing/dashboard/shown";
import type { Messages } from "@/lib/messages";
import { answerCard } from "./actions";
import styles from "./dashboard.module.css";
import { methodName } from "./method-name";

type Props = { subscription: DashboardSubscription; workspaceId: string; messages: Messages };

/** Asked once: whether a new card pays for a plan that has a card of its own. */
export function CardQuestion({ subscription, workspaceId, messages }: Props) {
  const { t, list } = messages;
  const { newCard, method, plans, subscriptionId } = subscription;
  if (!newCard || !method) return null;
  const card = methodName(messages, newCard);
  const own = methodName(messages, method);
  const plan = list(planNames(plans, messages));
  const hidden = { workspace: workspaceId, subscription: subscriptionId, card: newCard.toId };
  return (
    <div role="status" className={`notice ${styles.debt}`}>
      <p>{t("paying.card.question", { card, plan, own })}</p>
      <div className="row">
        <ActionForm
          action={answerCard}
          hidden={{ ...hidden, answer: "use" }}
          button={t("paying.card.use", { card, plan })}
        />
        <ActionForm
          action={answerCard}
          hidden={{ ...hidden, answer: "keep" }}
          button={t("paying.card.keep", { own })}
          quiet
        />
      </div>
    </div>
  );
}
