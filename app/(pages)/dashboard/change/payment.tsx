import { dayOf } from "@/app/_components/day-of";
import type { PlanChange } from "@/lib/billing/portal/plan-change";
import type { BillLine } from "@/lib/billing/portal/preview-lines";
import type { Messages } from "@/lib/messages";
import styles from "./change.module.css";

type Props = { change: PlanChange; messages: Messages };

/** What is paid today, what the next invoice is made of, and what follows. */
export function Payment({ change, messages }: Props) {
  const { invoice, creditMinor, currency, to, trialEnd, endsAt } = change;
  const { t, money } = messages;
  const amount = money(invoice.amountDueMinor, currency);
  const date = dayOf(invoice.at);
  return (
    <section aria-labelledby="payment" className={styles.part}>
      <h2 id="payment">{t("change.payment")}</h2>
      <p>
        <strong>{invoice.isToday ? t("change.dueToday", { amount }) : t("change.nothingToday")}</strong>{" "}
        {isBilledLater(change) &&
          (trialEnd
            ? t.rich("change.firstInvoice", { date, amount })
            : t.rich("change.nextInvoice", { date, amount }))}{" "}
        {endsAt
          ? t.rich("change.ends", { date: dayOf(endsAt) })
          : t("change.afterwards", messages.priced(to.price, to.quantity))}
      </p>
      {!trialEnd && invoice.lines.length > 0 && (
        <table className={styles.lines}>
          <tbody>
            {invoice.lines.map((line, index) => (
              <tr key={index}>
                <th scope="row">{messagesOf(line, change, messages)}</th>
                <td>{money(line.amountMinor, currency)}</td>
              </tr>
            ))}
            <tr className={styles.total}>
              <th scope="row">{t("change.line.total")}</th>
              <td>{amount}</td>
            </tr>
          </tbody>
        </table>
      )}
      {creditMinor > 0 && <p>{t("change.credit", { amount: money(creditMinor, currency) })}</p>}
    </section>
  );
}

/** A canceled plan may end without another invoice. Otherwise the listed amount is still charged on that day. */
function isBilledLater({ invoice: { isToday, at, lines }, trialEnd, endsAt }: PlanChange): boolean {
  if (isToday) return false;
  return !endsAt || (trialEnd ? endsAt > at : lines.length > 0);
}

function messagesOf({ kind, productId, description }: BillLine, { from, to }: PlanChange, { t }: Messages): string {
  if (kind === "unused" || kind === "rest" || kind === "plan") {
    const plan = productId === to.price.productId ? to.planName : productId === from.productId ? from.planName : null;
    // For a product that is neither, as from an earlier change, Stripe's description says more.
    return plan ? t(`change.line.${kind}`, { plan }) : (description ?? t("change.line.other"));
  }
  return description ?? t(`change.line.${kind}`);
}
