import type { ReactNode } from "react";
import { methodName } from "@/app/(pages)/dashboard/method-name";
import { dayOf } from "@/app/_components/day-of";
import { amountFor } from "@/lib/amounts";
import type { Confirmation } from "@/lib/billing/checkout/confirmation";
import { isFree } from "@/lib/billing/catalog/prices";
import type { Messages } from "@/lib/messages";
import styles from "./payment.module.css";

export type Bought = Extract<Confirmation, { state: "confirmed" }>;
type Props = { confirmation: Bought; messages: Messages };

/** The bill in numbers. What only Stripe can calculate is left out. */
export function Facts({ confirmation, messages }: Props) {
  const { t, money } = messages;
  const { today, method } = confirmation;
  const facts: [string, ReactNode][] = [
    // Of a free plan the sentence above says it.
    ...(today && !costsNothing(confirmation)
      ? [[t("payment.confirmed.today"), money(today.amountMinor, today.currency)] as [string, ReactNode]]
      : []),
    ...next(confirmation, messages),
    ...(method ? [[t("payment.confirmed.card"), methodName(messages, method)] as [string, ReactNode]] : []),
    ...(today?.receiptUrl
      ? [
          [
            t("payment.confirmed.receipt"),
            <a key="receipt" href={today.receiptUrl} target="_blank" rel="noopener">
              {t("payment.confirmed.seeReceipt")} <span className="visually-hidden">{t("paying.newTab")}</span>
            </a>,
          ] as [string, ReactNode],
        ]
      : []),
  ];
  if (facts.length === 0) return null;
  return (
    <dl className={styles.facts}>
      {facts.map(([name, fact]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{fact}</dd>
        </div>
      ))}
    </dl>
  );
}

const costsNothing = ({ price, hasUsage, today }: Bought): boolean =>
  price !== null && isFree(price) && !hasUsage && !today?.amountMinor;

/** When is paid next, and how much, where the price is all that is billed. */
function next(
  { trialEnd, renewsAt, endsAt, price, quantity, hasUsage, isPlain, endsWithoutCard }: Bought,
  { t, money }: Messages,
): [string, ReactNode][] {
  const at = trialEnd ?? renewsAt;
  if (!at || endsAt || endsWithoutCard || (price && isFree(price) && !hasUsage)) return [];
  const amount = price && isPlain && !hasUsage ? amountFor(price, quantity, price.currency) : null;
  const date = dayOf(at);
  const said =
    price && amount !== null
      ? t.rich("payment.confirmed.nextAmount", { date, amount: money(amount, price.currency) })
      : t.rich("payment.confirmed.nextDay", { date });
  return [[t("payment.confirmed.next"), said]];
}
