import { planNames } from "@/app/_components/plan-names";
import type { ReactNode } from "react";
import type { Dashboard, DashboardSubscription } from "@/lib/billing/dashboard/shown";
import { isByInvoice, type PaymentMethod } from "@/lib/billing/dashboard/debt";
import type { Messages } from "@/lib/messages";
import styles from "./dashboard.module.css";
import { methodName } from "./method-name";
import { NextPaymentFact } from "./next-payment";
import { isOver } from "./status-sentence";

/** What is paid next, with what, and by whom. */
export function Facts({ dashboard, messages }: { dashboard: Dashboard; messages: Messages }) {
  const { payer, subscriptions, paymentMethod } = dashboard;
  const { t, sentences } = messages;
  const said = sentences.dashboard;
  const over = subscriptions.every(isOver);
  const due = subscriptions.filter(({ nextPayment }) => nextPayment !== null);
  if (over) return null;
  const outside = subscriptions.some((one) => outsideOf(one) !== null);
  const isShared =
    new Set(subscriptions.map((one) => outsideOf(one) ?? (one.payer?.isYou || one.payer?.name))).size > 1;
  const payerIn = (subscription: DashboardSubscription): string => {
    const billedOutside = outsideOf(subscription);
    const { payer: one } = subscription;
    return billedOutside ? said.payer[billedOutside] : one?.isYou ? said.payer.you : (one?.name ?? said.somebodyPays);
  };
  const namesOf = ({ plans }: DashboardSubscription) => planNames(plans, messages).join(", ");
  return (
    <dl className={styles.facts}>
      {due.map((one) => (
        <Fact key={one.subscriptionId} label={invoiced(one) ? sentences.paying.nextInvoice : said.nextPayment.label}>
          {/* Of several it is said which one is paid. */}
          {(due.length > 1 || isShared) && <p>{namesOf(one)}</p>}
          {one.nextPayment && <NextPaymentFact next={one.nextPayment} plans={one.plans} messages={messages} />}
        </Fact>
      ))}
      {payer?.isYou && (
        <Fact label={said.method.label}>
          {subscriptions.every((one) => !one.isYours || invoiced(one))
            ? sentences.paying.byInvoice
            : paymentMethod
              ? methodIn(messages, paymentMethod)
              : said.method.none}
        </Fact>
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

/** Also one that the operator assigned here: its customer is none of our users, so nobody manages its billing here. */
const outsideOf = (one: DashboardSubscription): DashboardSubscription["billedOutside"] =>
  one.billedOutside ?? (one.payer ? null : invoiced(one) ? "invoice" : "outside");

const invoiced = ({ plans }: DashboardSubscription): boolean => plans.some(isByInvoice);

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
