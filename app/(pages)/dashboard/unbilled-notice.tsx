import { dayOf } from "@/app/_components/day-of";
import { StripeButton } from "@/app/_components/stripe-button";
import { SupportLink } from "@/app/_components/support-link";
import type { Dashboard, Unbilled } from "@/lib/billing/dashboard/shown";
import type { Messages } from "@/lib/messages";
import styles from "./dashboard.module.css";

type Props = { unbilled: Unbilled; workspace: Dashboard["workspace"]; messages: Messages };

/** A renewal that could not be billed, and who can do what about it. */
export function UnbilledNotice({ unbilled: { since, needsAddress, payer }, workspace, messages }: Props) {
  const { t } = messages;
  return (
    <div role="alert" className={`notice ${styles.debt}`}>
      <p>
        <strong>{t.rich("dashboard.unbilled.what", { date: dayOf(since) })}</strong>{" "}
        {t(needsAddress ? "dashboard.unbilled.address" : "dashboard.unbilled.unknown")}
      </p>
      {needsAddress && payer?.isYou ? (
        <div className="row">
          <StripeButton to="portal" body={{ workspace_id: workspace.id }}>
            {t("dashboard.manage")}
          </StripeButton>
        </div>
      ) : needsAddress && payer?.name ? (
        <p>{t("dashboard.debt.payerCan", { name: payer.name })}</p>
      ) : (
        <p>
          <SupportLink messages={messages} />
        </p>
      )}
    </div>
  );
}
