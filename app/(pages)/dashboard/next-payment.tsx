import { dayOf } from "@/app/_components/day-of";
import { planName } from "@/app/_components/plan-names";
import type { NextPayment } from "@/lib/billing/dashboard/next-payment";
import type { DashboardPlan } from "@/lib/billing/dashboard/shown";
import type { Part } from "@/lib/billing/previews/parts";
import type { Messages } from "@/lib/messages";
import styles from "./dashboard.module.css";

type Props = { next: NextPayment; plans: DashboardPlan[]; messages: Messages };

/**
 * How much is paid next, when, and what it is made of. Until a preview has told what the copy can't, that is named, in the
 * room that the amount will take; an amount that may be wrong is never shown.
 */
export function NextPaymentFact({ next, plans, messages }: Props) {
  if (next.dueMinor === null) return <Unknown next={next} messages={messages} />;
  const { t, money } = messages;
  const { at, dueMinor, currency, beside, parts } = next;
  const off = discountIn(parts, currency, messages);
  const isChanged = parts.some(({ kind }) => kind === "unused" || kind === "rest");
  return (
    <>
      <p>
        {t.rich(beside.includes("use") ? "dashboard.nextPayment.withUse" : "dashboard.nextPayment.exact", {
          date: dayOf(at),
          figure: () => <strong>{money(dueMinor, currency)}</strong>,
          off: off === null ? "none" : "some",
          discount: off ?? "",
        })}
      </p>
      {parts.length > 1 && (
        <ul className={`muted small ${styles.parts}`}>
          {parts.map((part, index) => (
            <li key={index}>
              <span>{nameOf(part, plans, messages)}</span> <span>{money(part.amountMinor, currency)}</span>
            </li>
          ))}
        </ul>
      )}
      {isChanged && <p className="muted small">{t("dashboard.nextPayment.changed")}</p>}
    </>
  );
}

function Unknown({ next, messages }: Omit<Props, "plans">) {
  const { at, amountMinor, currency, beside, creditMinor } = next;
  const { t, money, list } = messages;
  const date = dayOf(at);
  const credit = [
    ...(creditMinor > 0 ? [t("dashboard.nextPayment.credit", { amount: money(creditMinor, currency) })] : []),
    ...(creditMinor < 0 ? [t("dashboard.nextPayment.owed", { amount: money(-creditMinor, currency) })] : []),
  ];
  const isPaused = beside.includes("pause");
  const counted = beside.filter((one) => one !== "pause");
  const notes = [...(isPaused ? [t("dashboard.nextPayment.paused")] : []), ...credit];
  const what = list(counted.map((one) => t(`dashboard.nextPayment.before.${one}`)));
  return (
    <div className={isPaused ? undefined : styles.room}>
      <p>
        {amountMinor === null
          ? t.rich(beside.includes("use") ? "dashboard.nextPayment.byUse" : "dashboard.nextPayment.unknown", { date })
          : t.rich(counted.length === 0 ? "dashboard.nextPayment.price" : "dashboard.nextPayment.from", {
              date,
              amount: money(amountMinor, currency),
              what,
            })}
      </p>
      {notes.length > 0 && <p className="muted small">{notes.join(" ")}</p>}
    </div>
  );
}

/** "20%", "$7.00": what is off the price, where it is off the price alone. */
function discountIn(parts: Part[], currency: string, { t, money }: Messages): string | null {
  const sum = (kinds: Part["kind"][]) =>
    parts.reduce((all, { kind, amountMinor }) => (kinds.includes(kind) ? all + amountMinor : all), 0);
  const off = -sum(["discount"]);
  const price = sum(["plan", "unused", "rest", "other"]);
  if (off <= 0 || price <= 0) return null;
  const percent = Math.round((off / price) * 100);
  // Stripe rounds what a whole percentage comes to, so only one that comes to the same is said.
  return Math.round((price * percent) / 100) === off
    ? t("dashboard.nextPayment.percent", { percent })
    : money(off, currency);
}

function nameOf({ kind, productId, description }: Part, plans: DashboardPlan[], messages: Messages): string {
  const { t } = messages;
  if (kind === "unused" || kind === "rest" || kind === "plan" || kind === "used") {
    const known = plans.find((plan) => plan.productId === productId);
    if (known) return t(`dashboard.nextPayment.line.${kind}`, { plan: planName(known.planName, messages) });
    // Of a plan that was left, Stripe's description would be in English and name a day.
    return kind === "unused"
      ? t("dashboard.nextPayment.line.before")
      : (description ?? t("dashboard.nextPayment.line.other"));
  }
  return kind === "other" && description !== null ? description : t(`dashboard.nextPayment.line.${kind}`);
}
