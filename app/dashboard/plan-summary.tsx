import { LeaveButton } from "@/app/_components/leave-button";
import { pathWith, paths } from "@/app/_components/paths";
import type { Dashboard } from "@/lib/billing/dashboard";
import styles from "./dashboard.module.css";
import { isEnding, isOver, StatusSentence } from "./status-sentence";
import { words } from "./words";

/** The plans of the workspace, what happens next with them, who pays, and what can be done about it. */
export function PlanSummary({ dashboard, mayManage }: { dashboard: Dashboard; mayManage: boolean }) {
  const { workspace, payer, subscriptions, paymentMethod } = dashboard;
  const body = { workspace_id: workspace.id };
  const pricing = pathWith(paths.pricing, { workspace: workspace.id });
  const [newest] = subscriptions;
  const failed = subscriptions.some(({ status }) => status === "past_due" || status === "unpaid");
  const over = newest ? isOver(newest) : true;
  return (
    <section aria-labelledby="plan" className={styles.card}>
      {failed && (
        <div role="alert" className={`notice ${styles.failed}`}>
          <strong>{words.paymentFailed}</strong> {mayManage && words.paymentFailedWayOut}
        </div>
      )}
      <h2 id="plan" className="visually-hidden">
        {words.plan}
      </h2>
      {subscriptions.map((subscription) => (
        <div key={`${subscription.subscriptionId} ${subscription.productId}`} className={styles.plan}>
          <p className={styles.planName}>{subscription.planName}</p>
          <p>
            <StatusSentence subscription={subscription} />
          </p>
        </div>
      ))}
      <dl className={`small muted ${styles.facts}`}>
        {payer && (
          <div>
            <dd>{payer.isYou ? words.youPay : words.otherPays(payer.name)}</dd>
          </div>
        )}
        {paymentMethod && (
          <div>
            <dt>{words.paymentMethod}: </dt>
            <dd>{words.cardEnding(capitalized(paymentMethod.brand), paymentMethod.last4)}</dd>
          </div>
        )}
      </dl>
      {over && (
        <p className={styles.actions}>
          <a className="button" href={pricing}>
            {words.choose}
          </a>
        </p>
      )}
      {mayManage && newest && (
        <div className={styles.actions}>
          {failed && (
            <LeaveButton to="portal" body={{ ...body, flow: "payment_method_update" }}>
              {words.card}
            </LeaveButton>
          )}
          {!over && isEnding(newest) && (
            <LeaveButton to="portal" body={body}>
              {words.keep}
            </LeaveButton>
          )}
          <LeaveButton to="portal" body={body} quiet={failed || over || isEnding(newest)}>
            {words.manage}
          </LeaveButton>
          {!over && !isEnding(newest) && (
            <LeaveButton to="portal" body={{ ...body, flow: "subscription_update" }} quiet>
              {words.change}
            </LeaveButton>
          )}
          {!over && !failed && (
            <LeaveButton to="portal" body={{ ...body, flow: "payment_method_update" }} quiet>
              {paymentMethod ? words.card : words.addCard}
            </LeaveButton>
          )}
          {!over && !isEnding(newest) && (
            <LeaveButton to="portal" body={{ ...body, flow: "subscription_cancel" }} quiet>
              {words.cancel}
            </LeaveButton>
          )}
        </div>
      )}
    </section>
  );
}

const capitalized = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
