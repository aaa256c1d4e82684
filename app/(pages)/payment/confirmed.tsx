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
    </StateOfPayment>
  );
}

function whatFollows({ trialEnd, renewsAt, endsAt, price: bought, quantity, discounted }: Bought, messages: Messages) {
  const { t } = messages;
  // Shown when the page is opened again later; the dashboard says what is still to be paid.
  if (endsAt) return t.rich("payment.confirmed.ends", { date: dayOf(endsAt) });
  if (bought && isFree(bought)) return t("payment.confirmed.free");
  const full = bought && messages.priced(bought, quantity);
  const price = full && discounted ? { ...full, price: t("payment.confirmed.discounted", full) } : full;
  if (trialEnd) {
    const date = dayOf(trialEnd);
    return price
      ? t.rich("payment.confirmed.trial", { date, price: price.price })
      : t.rich("payment.confirmed.trialUnpriced", { date });
  }
  if (!price) return t("payment.confirmed.active");
  if (!renewsAt) return t("payment.confirmed.paid", price);
  return t.rich("payment.confirmed.renews", { date: dayOf(renewsAt), ...price });
}
