import { LocalDate } from "@/app/_components/local-date";
import type { Confirmation } from "@/lib/billing/confirmation";
import type { Words } from "@/lib/words";
import { StateOfPayment } from "./state-of-payment";

type Bought = Extract<Confirmation, { state: "confirmed" }>;
type Props = { confirmation: Bought; dashboard: string; words: Words };

export function Confirmed({ confirmation, dashboard, words }: Props) {
  const { t } = words;
  const { planName } = confirmation;
  const title = planName === null ? t("payment.confirmed.unnamed") : t("payment.confirmed.title", { plan: planName });
  return (
    <StateOfPayment title={title} href={dashboard} next={t("payment.toDashboard")}>
      {whatFollows(confirmation, words)}
    </StateOfPayment>
  );
}

function whatFollows({ trialEnd, renewsAt, amountMinor, ...rest }: Bought, words: Words) {
  const { t } = words;
  const price = amountMinor === null ? null : words.price({ unitAmountMinor: amountMinor, ...rest });
  if (trialEnd) {
    const date = () => <LocalDate at={trialEnd.toISOString()} />;
    return price ? t.rich("payment.confirmed.trial", { date, price }) : t.rich("payment.confirmed.trialUnpriced", { date });
  }
  if (!price) return t("payment.confirmed.active");
  if (!renewsAt) return t("payment.confirmed.paid", { price });
  return t.rich("payment.confirmed.renews", { date: () => <LocalDate at={renewsAt.toISOString()} />, price });
}
