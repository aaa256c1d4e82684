import { ActionForm } from "@/app/_components/action-form";
import { dayOf } from "@/app/_components/day-of";
import { StatusTag } from "@/app/_components/status-tag";
import { StripeButton } from "@/app/_components/stripe-button";
import type { Debt } from "@/lib/billing/dashboard/debt";
import type { Messages } from "@/lib/messages";
import { pay } from "./actions";
import { InvoiceLink } from "./invoice-link";
import { cardName } from "./method-name";

type Props = { debt: Debt; workspaceId: string; messages: Messages };

/** When and with what it is tried again, and the ways to have it over now. A card that was just refused is not the first. */
export function PayNow({ debt, workspaceId, messages }: Props) {
  const { t, money } = messages;
  const { payNow, hasMethod, hostedInvoiceUrl, declinedAt } = debt;
  return (
    <>
      <WhenAndHow debt={debt} messages={messages} />
      <div className="row">
        {payNow && (
          <ActionForm
            action={pay}
            hidden={{ workspace: workspaceId, invoices: payNow.invoiceIds.join(" ") }}
            button={t("paying.payNow", {
              amount: money(payNow.amount.minor, payNow.amount.currency),
              card: cardName(messages, payNow.method),
            })}
            quiet={declinedAt !== null}
          />
        )}
        <StripeButton
          to="portal"
          body={{ workspace_id: workspaceId, flow: "payment_method_update" }}
          quiet={payNow !== null && declinedAt === null}
        >
          {hasMethod ? t("dashboard.card") : t("dashboard.addCard")}
        </StripeButton>
        {hostedInvoiceUrl && (
          <InvoiceLink href={hostedInvoiceUrl} className="button quiet" newTab={t("paying.newTab")}>
            {t("dashboard.debt.pay")}
          </InvoiceLink>
        )}
      </div>
    </>
  );
}

function WhenAndHow({ debt: { payNow, hasMethod, nextAttempt, declinedAt }, messages }: Omit<Props, "workspaceId">) {
  const { t } = messages;
  if (!payNow) return <p>{t(hasMethod ? "paying.updateCard" : "paying.noCard")}</p>;
  const card = cardName(messages, payNow.method);
  const date = nextAttempt && dayOf(nextAttempt);
  if (!declinedAt) return <p>{date ? t.rich("paying.retry", { card, date }) : t("paying.noRetry", { card })}</p>;
  return (
    <>
      <p>
        <strong>{card}</strong>{" "}
        <StatusTag kind="danger">{t.rich("paying.declined", { date: dayOf(declinedAt) })}</StatusTag>
      </p>
      <p>{date ? t.rich("paying.retryDeclined", { date }) : t("paying.noRetryDeclined")}</p>
    </>
  );
}
