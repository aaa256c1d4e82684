import { planName } from "@/app/_components/plan-names";
import type { NamedLine } from "@/lib/billing/portal/preview-lines";
import type { Messages } from "@/lib/messages";
import styles from "./bill.module.css";

type Props = { lines: NamedLine[]; amountDueMinor: number; currency: string; messages: Messages };

/** What an invoice is made of, in our words for every plan, and what is to be paid in the end. */
export function Bill({ lines, amountDueMinor, currency, messages }: Props) {
  const { t, money } = messages;
  return (
    <table className={styles.lines}>
      <tbody>
        {lines.map((line, index) => (
          <tr key={index}>
            <th scope="row">{nameOf(line, messages)}</th>
            <td>{money(line.amountMinor, currency)}</td>
          </tr>
        ))}
        <tr className={styles.total}>
          <th scope="row">{t("change.line.total")}</th>
          <td>{money(amountDueMinor, currency)}</td>
        </tr>
      </tbody>
    </table>
  );
}

function nameOf({ kind, planName: plan, description }: NamedLine, messages: Messages): string {
  const { t } = messages;
  if (kind === "unused" || kind === "rest" || kind === "plan" || kind === "used")
    return plan === null
      ? (description ?? t("change.line.other"))
      : t(`change.line.${kind}`, { plan: planName(plan, messages) });
  return kind === "other" ? (description ?? t("change.line.other")) : t(`change.line.${kind}`);
}
