import { dayOf } from "@/app/_components/day-of";
import type { NextPayment } from "@/lib/billing/dashboard/next-payment";
import type { Messages } from "@/lib/messages";

/**
 * When and how much is paid next; what only Stripe can calculate is described, never shown as an amount that may be
 * wrong.
 */
export function NextPaymentFact({ next, messages }: { next: NextPayment; messages: Messages }) {
  const { t, money } = messages;
  const { at, amountMinor, currency, beside, creditMinor } = next;
  const date = dayOf(at);
  const amount = amountMinor === null ? null : money(amountMinor, currency);
  const notes = [
    ...beside.map((one) => t(`dashboard.nextPayment.${one === "use" && amount === null ? "useOnly" : one}`)),
    ...(creditMinor > 0 ? [t("dashboard.nextPayment.credit", { amount: money(creditMinor, currency) })] : []),
    ...(creditMinor < 0 ? [t("dashboard.nextPayment.owed", { amount: money(-creditMinor, currency) })] : []),
  ];
  return (
    <>
      <p>
        {amount === null
          ? t.rich("dashboard.nextPayment.unknown", { date })
          : t.rich(beside.length === 0 ? "dashboard.nextPayment.exact" : "dashboard.nextPayment.from", {
              date,
              amount,
            })}
      </p>
      {notes.length > 0 && <p className="muted small">{notes.join(" ")}</p>}
    </>
  );
}
