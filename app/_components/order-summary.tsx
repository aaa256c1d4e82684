import type { ReactNode } from "react";
import type { Messages } from "@/lib/messages";
import { dayOf } from "./day-of";
import styles from "./order-summary.module.css";

type Props = {
  label: string;
  plan: string;
  price: string;
  workspace: string | null;
  /** What is paid today, and what for; null where the price alone doesn't say it. */
  today: { amountMinor: number; feeMinor: number; currency: string; then: string } | null;
  /** When the first payment falls, where that isn't today. */
  firstPaymentAt: Date | null;
  /** What else is said of it, and the ways out. */
  children: ReactNode;
  messages: Messages;
};

/** What is about to be bought: the plan, what is paid today, and what follows. */
export function OrderSummary({ label, plan, price, workspace, today, firstPaymentAt, children, messages }: Props) {
  const { t, money } = messages;
  return (
    <section aria-label={label} className={styles.order}>
      <p>
        <strong>{plan}</strong> <span>{price}</span>
      </p>
      {workspace && <p className="small muted">{t("checkout.order.workspace", { workspace })}</p>}
      {today && (
        <p className={styles.today}>
          {t.rich(firstPaymentAt ? "checkout.order.trial" : "checkout.order.now", {
            today: money(today.amountMinor, today.currency),
            price: today.then,
            figure: (text) => <strong>{text}</strong>,
            date: firstPaymentAt ? dayOf(firstPaymentAt) : () => null,
          })}
        </p>
      )}
      {today && today.feeMinor > 0 && (
        <p className="small">{t("checkout.order.fee", { amount: money(today.feeMinor, today.currency) })}</p>
      )}
      {children}
    </section>
  );
}
