import { Fragment, type ReactNode } from "react";
import { dayOf } from "@/app/_components/day-of";
import type { SeatChoice } from "@/lib/billing/seats/choice";
import type { SeatPreview } from "@/lib/billing/seats/preview";
import type { SeatPrice } from "@/lib/billing/seats/price";
import type { Messages } from "@/lib/messages";
import { Bill } from "../bill";
import styles from "../bill.module.css";
import { saidOf } from "./said";

type Props = {
  choice: SeatChoice;
  preview: SeatPreview;
  seats: number;
  price: SeatPrice | undefined;
  messages: Messages;
};

/** What another number of seats costs, and when. */
export function Cost({ choice, preview, seats, price, messages }: Props) {
  const { t } = messages;
  const { invoice, currency } = preview;
  const sentences = partsOf({ choice, preview, seats, price, messages });
  return (
    <section aria-labelledby="payment" className={styles.part}>
      <h2 id="payment">{t("change.payment")}</h2>
      <p>
        {sentences.map((part, index) => (
          <Fragment key={index}>
            {index > 0 && " "}
            {part}
          </Fragment>
        ))}
      </p>
      {invoice && invoice.lines.length > 1 && (
        <Bill lines={invoice.lines} amountDueMinor={invoice.amountDueMinor} currency={currency} messages={messages} />
      )}
    </section>
  );
}

function partsOf({ choice, preview, seats, price, messages }: Props): ReactNode[] {
  const { t, money } = messages;
  const { item } = choice;
  const { restMinor, todayMinor, invoice, currency } = preview;
  const isTrial = item.status === "trialing";
  const ends = isTrial && !item.has_card && item.trial_without_card;
  const first = ends ? (`change.cardOr.${ends}` as const) : isTrial ? "change.firstInvoice" : null;
  const amount = money(Math.abs(restMinor), currency);
  return [
    saidOf(item, messages).more(seats, choice.seats),
    <strong key="today">
      {todayMinor > 0 ? t("change.dueToday", { amount: money(todayMinor, currency) }) : t("change.nothingToday")}
    </strong>,
    restMinor > 0 && t("seats.rest", { amount }),
    restMinor < 0 && t("seats.restCredited", { amount }),
    invoice &&
      todayMinor === 0 &&
      t.rich(first ?? "change.nextInvoice", {
        date: dayOf(invoice.at),
        amount: money(invoice.amountDueMinor, currency),
      }),
    invoice && !isTrial && choice.metered.size > 0 && t("change.withUse"),
    item.schedule?.next_at && t.rich("seats.planned", { date: dayOf(new Date(item.schedule.next_at)) }),
    item.ends_at
      ? t.rich("seats.ends", { date: dayOf(item.ends_at) })
      : price && !item.schedule?.next_at && t("change.afterwards", messages.priced(price, seats)),
  ].filter(Boolean);
}
