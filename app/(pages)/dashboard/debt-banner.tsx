import { dayOf } from "@/app/_components/day-of";
import type { accessUntil } from "@/lib/billing/entitlements/access-until";
import type { Dashboard } from "@/lib/billing/dashboard/shown";
import type { Debt } from "@/lib/billing/dashboard/debt";
import type { Messages } from "@/lib/messages";
import { type HeldBack, HeldBackSentence } from "./held-back";
import { InvoiceLink } from "./invoice-link";
import { PayNow } from "./pay-now";
import styles from "./dashboard.module.css";
import { whatIsOwed } from "./what-is-owed";

type Until = ReturnType<typeof accessUntil>;
type Props = {
  debt: Debt;
  until: Until;
  held?: HeldBack | null;
  workspace: Dashboard["workspace"];
  messages: Messages;
};

/** What is owed: until when the plan can still be used, and how to pay or who can. */
export function DebtBanner({ debt, until, held = null, workspace, messages }: Props) {
  const { t } = messages;
  const { payer, hostedInvoiceUrl, byInvoice } = debt;
  const youPay = payer?.isYou ?? false;
  const isWrong = debt.status !== "active" || debt.isOverdue;
  return (
    // Nothing is wrong with an invoice that is not due yet.
    <div role={isWrong ? "alert" : "status"} className={`notice ${isWrong ? "danger " : ""}${styles.debt}`}>
      <p>
        <strong>{whatIsOwed(debt, messages)}</strong>{" "}
        <Access debt={debt} until={until} held={held} messages={messages} />
      </p>
      {payer && !youPay && (
        <p>{payer.name === null ? t("dashboard.somebodyPays") : t("dashboard.debt.payerCan", { name: payer.name })}</p>
      )}
      {youPay && !byInvoice && <PayNow debt={debt} workspaceId={workspace.id} messages={messages} />}
      {byInvoice && hostedInvoiceUrl && (
        <p>
          <InvoiceLink href={hostedInvoiceUrl} className="button" newTab={t("paying.newTab")}>
            {t("paying.payInvoice")}
          </InvoiceLink>
        </p>
      )}
    </div>
  );
}

type AccessProps = Omit<Props, "workspace">;

function Access(props: AccessProps) {
  const { t } = props.messages;
  const { status, endsAt } = props.debt;
  const day = lastDay(props);
  if (status === "active") return null;
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
  if (status === "paused") return t("paying.paused");
  if (held) return <HeldBackSentence held={held} messages={messages} />;
  if (until) return t.rich(until.isOver ? "dashboard.debt.ended" : "dashboard.debt.until", { date: dayOf(until.day) });
  return nextAttempt ? t.rich("dashboard.debt.atLeastUntil", { date: dayOf(nextAttempt) }) : t("dashboard.debt.open");
}
