import type { ReactNode } from "react";
import type { DashboardSubscription } from "@/lib/billing/dashboard/shown";
import { isByInvoice, type PaymentMethod } from "@/lib/billing/dashboard/debt";
import type { Messages } from "@/lib/messages";
import styles from "./dashboard.module.css";
import { methodName } from "./method-name";
import { NextPaymentFact } from "./next-payment";
import { isOver } from "./status-sentence";

type Props = {
  subscription: DashboardSubscription;
  /** The workspace has no other. */
  isOnly: boolean;
  messages: Messages;
};

/** What is paid next for a subscription, with what, and by whom. */
export function Facts({ subscription, isOnly, messages }: Props) {
  const { nextPayment, isYours, method, plans } = subscription;
  const { paying, dashboard: said } = messages.sentences;
  if (isOver(subscription)) return null;
  const byInvoice = plans.some(isByInvoice);
  return (
    <dl className={styles.facts}>
      {nextPayment && (
        <Fact label={byInvoice ? paying.nextInvoice : said.nextPayment.label}>
          <NextPaymentFact next={nextPayment} plans={plans} messages={messages} />
        </Fact>
      )}
      {isYours && (
        <Fact label={said.method.label}>
          {byInvoice ? paying.byInvoice : method ? methodIn(messages, method) : said.method.none}
        </Fact>
      )}
      <Fact label={outsideOf(subscription) ? said.payer.billing : said.payer.label}>
        {payerIn(subscription, isOnly, messages)}
      </Fact>
    </dl>
  );
}

function payerIn(subscription: DashboardSubscription, isOnly: boolean, { t, sentences }: Messages): string {
  const { payer: said, somebodyPays } = sentences.dashboard;
  const { payer } = subscription;
  const outside = outsideOf(subscription);
  if (outside) return said[outside];
  if (payer?.isYou) return said.you;
  const name = payer?.name;
  if (!name) return somebodyPays;
  return isOnly ? t("dashboard.otherPays", { name }) : name;
}

/** Also one that the operator assigned here: its customer is none of our users, so nobody manages its billing here. */
const outsideOf = ({ billedOutside, payer, plans }: DashboardSubscription): DashboardSubscription["billedOutside"] =>
  billedOutside ?? (payer ? null : plans.some(isByInvoice) ? "invoice" : "outside");

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt className="muted">{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function methodIn(messages: Messages, method: PaymentMethod): string {
  const { brand, last4, expMonth, expYear } = method;
  const card = methodName(messages, method);
  if (!brand || !last4 || !expMonth || !expYear) return card;
  const expires = messages.t("dashboard.method.expires", {
    month: String(expMonth).padStart(2, "0"),
    year: String(expYear),
  });
  return `${card}, ${expires}`;
}
