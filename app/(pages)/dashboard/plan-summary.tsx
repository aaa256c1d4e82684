import { pathWith, paths } from "@/app/_components/paths";
import type { Dashboard } from "@/lib/billing/dashboard";
import type { Words } from "@/lib/words";
import { mayBill } from "@/lib/workspaces/members";
import styles from "./dashboard.module.css";
import { isEnding, isOver, StatusSentence } from "./status-sentence";
import { Ways } from "./ways";

/** The plans of the workspace, what happens next with them, who pays, and what can be done about it. */
export function PlanSummary({ dashboard, words }: { dashboard: Dashboard; words: Words }) {
  const { t, sentences } = words;
  const said = sentences.dashboard;
  const { workspace, payer, subscriptions, paymentMethod } = dashboard;
  const failed = subscriptions.some(({ status }) => status === "past_due" || status === "unpaid");
  const ending = subscriptions.some(isEnding);
  const over = subscriptions.every(isOver);
  // Who pays may see to their own payments, whatever their role has become; nobody else is shown their card.
  const youPay = payer?.isYou ?? false;
  return (
    <section aria-labelledby="plan" className={styles.card}>
      {failed && (
        <div role="alert" className={`notice ${styles.failed}`}>
          <strong>{said.paymentFailed}</strong> {youPay && said.paymentFailedWayOut}
        </div>
      )}
      <h2 id="plan" className="visually-hidden">
        {said.plan}
      </h2>
      {subscriptions.map((subscription) => (
        <div key={`${subscription.subscriptionId} ${subscription.productId}`} className={styles.plan}>
          <p className={styles.planName}>{subscription.planName ?? said.plan}</p>
          <p>
            <StatusSentence subscription={subscription} words={words} />
          </p>
        </div>
      ))}
      {payer && !over && (
        <ul className={`small muted ${styles.facts}`}>
          <li>{youPay ? said.youPay : otherPays(payer.name, words)}</li>
          {youPay && paymentMethod && (
            <li>{t("dashboard.cardEnding", { brand: capitalized(paymentMethod.brand), last4: paymentMethod.last4 })}</li>
          )}
        </ul>
      )}
      <div className={styles.actions}>
        {over && mayBill(workspace.role) && (
          <a className="button" href={pathWith(paths.pricing, { workspace: workspace.id })}>
            {said.choose}
          </a>
        )}
        {youPay && (
          <Ways
            workspaceId={workspace.id}
            failed={failed}
            ending={ending}
            over={over}
            hasCard={paymentMethod !== null}
            words={said}
          />
        )}
      </div>
    </section>
  );
}

const otherPays = (name: string | null, { t }: Words) =>
  name === null ? t("dashboard.somebodyPays") : t("dashboard.otherPays", { name });

const capitalized = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
