import { countOf } from "@/app/_components/counted";
import { planName as nameOf } from "@/app/_components/plan-names";
import { dayOf } from "@/app/_components/day-of";
import type { Confirmation } from "@/lib/billing/checkout/confirmation";
import { isFree } from "@/lib/billing/catalog/prices";
import type { Messages } from "@/lib/messages";
import { StateOfPayment } from "./state-of-payment";

type Bought = Extract<Confirmation, { state: "confirmed" }>;
type Props = { confirmation: Bought; dashboard: string; messages: Messages };

export function Confirmed({ confirmation, dashboard, messages }: Props) {
  const { t } = messages;
  const { planName } = confirmation;
  const title =
    planName === null
      ? t("payment.confirmed.unnamed")
      : t("payment.confirmed.title", { plan: nameOf(planName, messages) });
  return (
    <StateOfPayment title={title} href={dashboard} next={t("payment.toDashboard")}>
      {confirmation.trialRefused && <>{t("payment.confirmed.noTrial")} </>}
      {whatFollows(confirmation, messages)}
      {beside(confirmation, messages).map((sentence) => ` ${sentence}`)}
    </StateOfPayment>
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
