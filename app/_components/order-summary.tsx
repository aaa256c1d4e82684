import type { ReactNode } from "react";
import type { OrderAmounts } from "@/lib/billing/checkout/order";
import type { Messages } from "@/lib/messages";
import { dayOf } from "./day-of";
import styles from "./order-summary.module.css";

type Props = {
  label: string;
  plan: string;
  price: string;
  workspace: string | null;
  /** How often the price is paid, and in which currency; null while it is unknown. */
  rate: { currency: string; interval: string; intervalCount: number } | null;
  /** Null where the price alone doesn't say it, or there is nothing to pay. */
  amounts: OrderAmounts | null;
  /** When the first payment falls, where that isn't today. */
  firstPaymentAt: Date | null;
  /** What else is said of it, and the ways out. */
  children: ReactNode;
  messages: Messages;
};

/** What is about to be bought: the plan, what is paid today, and what follows. */
export function OrderSummary({
  label,
  plan,
  price,
  workspace,
  rate,
  amounts,
  firstPaymentAt,
  children,
  messages,
}: Props) {
  const { t, money, rhythm } = messages;
  return (
    <section aria-label={label} className={styles.order}>
      <p>
        <strong>{plan}</strong> <span>{price}</span>
      </p>
      {workspace && <p className="small muted">{t("checkout.order.workspace", { workspace })}</p>}
      {rate && amounts && (
        <p className={styles.today}>
          {t.rich(firstPaymentAt ? "checkout.order.trial" : "checkout.order.now", {
            today: money(amounts.todayMinor, rate.currency),
            price: t("site.price", { amount: money(amounts.amountMinor, rate.currency), rhythm: rhythm(rate) }),
            figure: (text) => <strong>{text}</strong>,
            date: firstPaymentAt ? dayOf(firstPaymentAt) : () => null,
          })}
        </p>
      )}
      {rate && amounts && amounts.feeMinor > 0 && (
        <p className="small">{t("checkout.order.fee", { amount: money(amounts.feeMinor, rate.currency) })}</p>
      )}
      {children}
    </section>
  );
}
