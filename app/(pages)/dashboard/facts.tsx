import type { ReactNode } from "react";
import type { Dashboard, DashboardSubscription, PaymentMethod } from "@/lib/billing/dashboard/dashboard";
import type { Messages } from "@/lib/messages";
import styles from "./dashboard.module.css";
import { NextPaymentFact } from "./next-payment";
import { isOver } from "./status-sentence";

/** What is paid next, with what, and by whom. */
export function Facts({ dashboard, messages }: { dashboard: Dashboard; messages: Messages }) {
  const { payer, subscriptions, paymentMethod } = dashboard;
  const { t, sentences } = messages;
  const said = sentences.dashboard;
  const over = subscriptions.every(isOver);
  const due = subscriptions.filter(({ nextPayment }) => nextPayment !== null);
  const outside = subscriptions.some(({ billedOutside }) => billedOutside !== null);
  if ((!payer && !outside) || over) return null;
  const isShared =
    new Set(subscriptions.map((one) => one.billedOutside ?? (one.payer?.isYou || one.payer?.name))).size > 1;
  const payerIn = ({ billedOutside, payer: one }: DashboardSubscription): string =>
    billedOutside ? said.payer[billedOutside] : one?.isYou ? said.payer.you : (one?.name ?? said.somebodyPays);
  const namesOf = ({ plans }: DashboardSubscription) => plans.map(({ planName }) => planName ?? said.plan).join(", ");
  return (
    <dl className={styles.facts}>
      {due.map((one) => (
        <Fact key={one.subscriptionId} label={said.nextPayment.label}>
          {/* Of several it is said which one is paid. */}
          {(due.length > 1 || isShared) && <p>{namesOf(one)}</p>}
          {one.nextPayment && <NextPaymentFact next={one.nextPayment} messages={messages} />}
        </Fact>
      ))}
      {payer?.isYou && (
        <Fact label={said.method.label}>{paymentMethod ? methodIn(messages, paymentMethod) : said.method.none}</Fact>
      )}
      {isShared ? (
        subscriptions.map((one) => (
          <Fact key={one.subscriptionId} label={said.payer.label}>
            <p>{namesOf(one)}</p>
            {payerIn(one)}
          </Fact>
        ))
      ) : (
        <Fact label={said.payer.label}>
          {outside && subscriptions[0]
            ? payerIn(subscriptions[0])
            : payer?.isYou
              ? said.payer.you
              : payer?.name
                ? t("dashboard.otherPays", { name: payer.name })
                : said.somebodyPays}
        </Fact>
      )}
    </dl>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt className="muted">{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function methodIn({ t }: Messages, { type, brand, last4, expMonth, expYear }: PaymentMethod): string {
  if (!brand || !last4) return t("dashboard.method.other", { type });
  const card = t("dashboard.method.card", { brand: brand.charAt(0).toUpperCase() + brand.slice(1), last4 });
  if (!expMonth || !expYear) return card;
  const expires = t("dashboard.method.expires", { month: String(expMonth).padStart(2, "0"), year: String(expYear) });
  return `${card}, ${expires}`;
}
