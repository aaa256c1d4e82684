import { LocalDate } from "@/app/_components/local-date";
import type { Confirmation } from "@/lib/billing/confirmation";
import { formatPrice } from "@/lib/format";
import { StateOfPayment } from "./state-of-payment";
import { words } from "./words";

type Bought = Extract<Confirmation, { state: "confirmed" }>;

export function Confirmed({ confirmation, dashboard }: { confirmation: Bought; dashboard: string }) {
  return (
    <StateOfPayment title={words.confirmedTitle(confirmation.planName)} href={dashboard} next={words.toDashboard}>
      <WhatFollows {...confirmation} />
    </StateOfPayment>
  );
}

function WhatFollows({ trialEnd, renewsAt, amountMinor, ...rhythm }: Bought) {
  const price = amountMinor === null ? null : formatPrice({ unitAmountMinor: amountMinor, ...rhythm });
  if (trialEnd) {
    return (
      <>
        {words.trialBefore} <LocalDate at={trialEnd.toISOString()} />
        {price ? words.trialAfter(price) : words.trialAfterUnknown}
      </>
    );
  }
  if (!price) return words.confirmed;
  if (!renewsAt) return words.paid(price);
  return (
    <>
      {words.renewsBefore(price)} <LocalDate at={renewsAt.toISOString()} />.
    </>
  );
}
