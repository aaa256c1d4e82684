import { ActionForm } from "@/app/_components/action-form";
import { dayOf } from "@/app/_components/day-of";
import { StripeButton } from "@/app/_components/stripe-button";
import type { Debt } from "@/lib/billing/dashboard/debt";
import type { Messages } from "@/lib/messages";
import { pay } from "./actions";
import { methodName } from "./method-name";

type Props = { debt: Debt; workspaceId: string; messages: Messages };

/** When and with what it is tried again, and the ways to have it over now. */
export function PayNow({ debt, workspaceId, messages }: Props) {
  const { t, money } = messages;
  const { payNow, hasMethod, hostedInvoiceUrl } = debt;
  return (
    <>
      <p>{whenAndHow(debt, messages)}</p>
      <div className="row">
        {payNow && (
          <ActionForm
            action={pay}
            hidden={{ workspace: workspaceId, invoices: payNow.invoiceIds.join(" ") }}
            button={t("paying.payNow", { amount: money(payNow.amount.minor, payNow.amount.currency) })}
          />
        )}
        <StripeButton
          to="portal"
          body={{ workspace_id: workspaceId, flow: "payment_method_update" }}
          quiet={payNow !== null}
        >
          {hasMethod ? t("dashboard.card") : t("dashboard.addCard")}
        </StripeButton>
        {hostedInvoiceUrl && (
          <a className="button quiet" href={hostedInvoiceUrl}>
            {t("dashboard.debt.pay")}
          </a>
        )}
      </div>
    </>
  );
}

function whenAndHow({ payNow, hasMethod, nextAttempt }: Debt, messages: Messages) {
  const { t } = messages;
  if (!payNow) return t(hasMethod ? "paying.updateCard" : "paying.noCard");
  const card = methodName(messages, payNow.method);
  return nextAttempt ? t.rich("paying.retry", { card, date: dayOf(nextAttempt) }) : t("paying.noRetry", { card });
}
