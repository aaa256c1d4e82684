import { planName as nameOf } from "@/app/_components/plan-names";
import { dayOf } from "@/app/_components/day-of";
import { settingsPath } from "@/app/_components/paths";
import { isFree } from "@/lib/billing/catalog/prices";
import type { Messages } from "@/lib/messages";
import { countOf } from "@/lib/unit-names";
import { type Bought, Facts } from "./facts";
import styles from "./payment.module.css";

type Props = { confirmation: Bought; dashboard: string; messages: Messages };

/** What was bought, what it costs and when, and two next steps. */
export function Confirmed({ confirmation, dashboard, messages }: Props) {
  const { t } = messages;
  const { planName, workspaceId } = confirmation;
  return (
    <div className={styles.card}>
      <svg className={styles.tick} viewBox="0 0 40 40" fill="none" stroke="currentColor" aria-hidden="true">
        <circle cx="20" cy="20" r="18.5" strokeWidth="1.5" />
        <path d="m12 20.5 5.5 5.5L28 14.5" strokeWidth="2.5" strokeLinecap="round" strokeLinejoin="round" />
      </svg>
      <h1>
        {planName === null
          ? t("payment.confirmed.unnamed")
          : t("payment.confirmed.title", { plan: nameOf(planName, messages) })}
      </h1>
      <p>
        {confirmation.trialRefused && <>{t("payment.confirmed.noTrial")} </>}
        {whatFollows(confirmation, messages)}
        {beside(confirmation, messages).map((sentence) => ` ${sentence}`)}
      </p>
      <Facts confirmation={confirmation} messages={messages} />
      <p className="row">
        <a className="button" href={dashboard}>
          {t("payment.toDashboard")}
        </a>
        <a className="button quiet" href={settingsPath(workspaceId)}>
          {t("payment.confirmed.invite")}
        </a>
      </p>
    </div>
  );
}

/** What else was bought. */
function beside({ seats, unitsOf, hasUsage, setupFee, endsAt }: Bought, messages: Messages): string[] {
  const { t, money, sentences } = messages;
  const { confirmed } = sentences.payment;
  const counted = unitsOf && seats !== null && countOf(unitsOf.lookupKey, seats, messages);
  return [
    ...(counted
      ? [t("payment.confirmed.counted", { counted })]
      : seats !== null
        ? [t("payment.confirmed.seats", { count: seats })]
        : []),
    ...(hasUsage && !endsAt ? [confirmed.usage] : []),
    ...(setupFee ? [t("payment.confirmed.fee", { amount: money(setupFee.amountMinor, setupFee.currency) })] : []),
  ];
}

function whatFollows(confirmation: Bought, messages: Messages) {
  const { trialEnd, renewsAt, endsAt, price: bought, quantity, discounted, endsWithoutCard, hasUsage } = confirmation;
  const { t } = messages;
  // Shown when the page is opened again later; the dashboard says what is still to be paid.
  if (endsAt) return t.rich("payment.confirmed.ends", { date: dayOf(endsAt) });
  if (bought && isFree(bought) && !hasUsage) return t("payment.confirmed.free");
  const full = bought && messages.priced(bought, quantity);
  const price = full && discounted ? { ...full, price: t("payment.confirmed.discounted", full) } : full;
  if (trialEnd) {
    const date = dayOf(trialEnd);
    if (endsWithoutCard && price) {
      const ends = endsWithoutCard === "pause" ? "payment.confirmed.cardOrPauses" : "payment.confirmed.cardOrEnds";
      return t.rich(ends, { date, price: price.price });
    }
    return price
      ? t.rich("payment.confirmed.trial", { date, price: price.price })
      : t.rich("payment.confirmed.trialUnpriced", { date });
  }
  if (!price) return t("payment.confirmed.active");
  if (!renewsAt) return t("payment.confirmed.paid", price);
  return t.rich("payment.confirmed.renews", { date: dayOf(renewsAt), ...price });
}
