import { dayOf } from "@/app/_components/day-of";
import type { Debt } from "@/lib/billing/dashboard/debt";
import type { Messages } from "@/lib/messages";

/** What failed or is to be paid, in one sentence. An invoice that the customer pays has not failed. */
export function whatIsOwed({ status, amount, count, byInvoice, dueDate, isOverdue }: Debt, messages: Messages) {
  const { t, money } = messages;
  const sum = amount && money(amount.minor, amount.currency);
  if (byInvoice) {
    if (!sum) return t("paying.pastDue");
    if (!dueDate) return t("paying.dueAnyDay", { amount: sum });
    return t.rich(isOverdue ? "paying.overdue" : "paying.due", { amount: sum, date: dayOf(dueDate) });
  }
  if (status === "incomplete") return t("dashboard.debt.first");
  return sum ? t("paying.owed", { count: Math.max(count, 1), amount: sum }) : t("dashboard.debt.failed");
}
