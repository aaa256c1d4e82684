import { dayOf } from "@/app/_components/day-of";
import { StripeButton } from "@/app/_components/stripe-button";
import type { accessUntil } from "@/lib/billing/entitlements/access-until";
import type { Dashboard, Debt } from "@/lib/billing/dashboard/dashboard";
import type { Messages } from "@/lib/messages";
import { type HeldBack, HeldBackSentence } from "./held-back";
import styles from "./dashboard.module.css";

type Until = ReturnType<typeof accessUntil>;
type Props = {
  debt: Debt;
  until: Until;
  held?: HeldBack | null;
  workspace: Dashboard["workspace"];
  messages: Messages;
};

/** A failed payment: until when the plan can still be used, and how to pay or who can. */
export function DebtBanner({ debt, until, held = null, workspace, messages }: Props) {
  const { t } = messages;
  const { payer, hostedInvoiceUrl, nextAttempt } = debt;
  const wayOut = !hostedInvoiceUrl ? "wayOutCard" : nextAttempt ? "wayOut" : "wayOutPay";
  const youPay = payer?.isYou ?? false;
  return (
    <div role="alert" className={`notice ${styles.debt}`}>
      <p>
        <strong>{whatFailed(debt, messages)}</strong>{" "}
        <Access debt={debt} until={until} held={held} messages={messages} />
      </p>
      {payer && !youPay && (
        <p>{payer.name === null ? t("dashboard.somebodyPays") : t("dashboard.debt.payerCan", { name: payer.name })}</p>
      )}
      {youPay && (
        <>
          <p>{t(`dashboard.debt.${wayOut}`)}</p>
          <div className="row">
            <StripeButton
              to="portal"
              body={{ workspace_id: workspace.id, flow: "payment_method_update" }}
              quiet={wayOut === "wayOutPay"}
            >
              {t("dashboard.card")}
            </StripeButton>
            {hostedInvoiceUrl && (
              <a className={wayOut === "wayOutPay" ? "button" : "button quiet"} href={hostedInvoiceUrl}>
                {t("dashboard.debt.pay")}
              </a>
            )}
          </div>
        </>
      )}
    </div>
  );
}

function whatFailed({ status, amount }: Debt, { t, money }: Messages): string {
  if (status === "incomplete") return t("dashboard.debt.first");
  return amount
    ? t("dashboard.debt.failedAmount", { amount: money(amount.minor, amount.currency) })
    : t("dashboard.debt.failed");
}

type AccessProps = Omit<Props, "workspace">;

function Access(props: AccessProps) {
  const { t } = props.messages;
  const { status, endsAt } = props.debt;
  const day = lastDay(props);
  if (status === "canceled") return t("dashboard.debt.last");
  if (!endsAt || status === "incomplete") return access(props);
  const date = dayOf(endsAt);
  // It ends before any deadline to pay: there is nothing to be kept by paying.
  if (day && day >= endsAt) return t.rich("dashboard.debt.canceledUntil", { date });
  return (
    <>
      {access(props)} {t.rich("dashboard.debt.canceledLater", { date })}
    </>
  );
}

/** Until when it can be used although something is owed, as far as a day is known. */
const lastDay = ({ debt: { status, nextAttempt }, until }: AccessProps): Date | null =>
  status === "past_due" ? (until?.day ?? nextAttempt) : null;

function access({ debt: { status, nextAttempt }, until, held, messages }: AccessProps) {
  const { t } = messages;
  if (status === "incomplete") return t("dashboard.debt.notStarted");
  if (status === "unpaid") return t("dashboard.debt.stopped");
  if (held) return <HeldBackSentence held={held} messages={messages} />;
  if (until) return t.rich(until.isOver ? "dashboard.debt.ended" : "dashboard.debt.until", { date: dayOf(until.day) });
  return nextAttempt ? t.rich("dashboard.debt.atLeastUntil", { date: dayOf(nextAttempt) }) : t("dashboard.debt.open");
}
