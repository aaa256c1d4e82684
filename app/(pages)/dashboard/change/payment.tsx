import { Fragment, type ReactNode } from "react";
import { dayOf } from "@/app/_components/day-of";
import { pathWith, paths } from "@/app/_components/paths";
import type { PlanChange } from "@/lib/billing/portal/plan-change";
import type { Messages } from "@/lib/messages";
import { Bill } from "../bill";
import styles from "../bill.module.css";
import { priced, use } from "./priced";

type Props = { change: PlanChange; messages: Messages; workspaceId: string };

/** What is paid today, what the next invoice is made of, and what follows. */
export function Payment({ change, messages, workspaceId }: Props) {
  const { invoice, creditMinor, currency, trialEnd, instead, to } = change;
  const { t, money, rhythm } = messages;
  // The one line of the new price says no more than the sentence does.
  const isPlain = change.begins === "period_end" && invoice.lines.length === 1;
  const isShown = invoice.amountDueMinor !== null && invoice.lines.length > 0 && !isPlain;
  return (
    <section aria-labelledby="payment" className={styles.part}>
      <h2 id="payment">{t("change.payment")}</h2>
      <p>
        <Sentences change={change} messages={messages} />
      </p>
      {instead && (
        <p>
          <a href={pathWith(paths.change, { workspace: workspaceId, price: instead.priceId })}>
            {t("change.insteadNow", { plan: to.planName, rhythm: rhythm(instead) })}
          </a>
        </p>
      )}
      {!(trialEnd && !invoice.isToday) && isShown && (
        <Bill
          lines={invoice.lines}
          amountDueMinor={invoice.amountDueMinor ?? 0}
          currency={currency}
          messages={messages}
        />
      )}
      {creditMinor > 0 && <p>{t("change.credit", { amount: money(creditMinor, currency) })}</p>}
    </section>
  );
}

/** One after the other, those that there are. */
function Sentences({ change, messages }: Omit<Props, "workspaceId">) {
  const { begins, dropsPlanOf, endsAt, isCertain, to } = change;
  const { t } = messages;
  const parts = [
    begins === "ends_trial" && t("change.trialEndsToday"),
    <strong key="today">{today(change, messages)}</strong>,
    ...(begins === "period_end" ? later(change, messages) : atOnce(change, messages)),
    !endsAt && use(to, messages),
    ...usedUp(change, messages),
    to.feeMinor === 0 && t("change.noFee"),
    to.feeMinor !== null &&
      to.feeMinor > 0 &&
      t(change.invoice.amountDueMinor === null ? "change.feeAdded" : "change.fee", {
        amount: messages.money(to.feeMinor, change.currency),
      }),
    !isCertain && t("change.dateAtStripe"),
    dropsPlanOf && t.rich("change.dropsPlan", { date: dayOf(dropsPlanOf) }),
  ].filter(Boolean);
  return parts.map((part, index) => (
    <Fragment key={index}>
      {index > 0 && " "}
      {part}
    </Fragment>
  ));
}

function today({ invoice, currency, isSent }: PlanChange, { t, money }: Messages): string {
  const due = invoice.amountDueMinor ?? 0;
  if (!invoice.isToday || due <= 0) return t("change.nothingToday");
  return t(isSent ? "change.sentToday" : "change.dueToday", { amount: money(due, currency) });
}

/** What is used of the present plan, and what is used until the next invoice. */
function usedUp({ begins, endsUse, endsAt, withUse, from }: PlanChange, { t }: Messages): ReactNode[] {
  const plan = from.planName ?? "";
  const isLater = begins === "period_end";
  if (endsUse && isLater) return endsAt ? [] : [t("change.usedLater", { plan })];
  return [endsUse && begins === "now" && t("change.usedNow", { plan }), withUse && !endsAt && t("change.withUse")];
}

function atOnce(change: PlanChange, messages: Messages): ReactNode[] {
  const { endsAt, to } = change;
  const { t } = messages;
  return [
    ...(isBilledLater(change) ? nextInvoice(change, messages) : []),
    endsAt
      ? t.rich("change.ends", { date: dayOf(endsAt) })
      : t(change.isAdjusted ? "change.afterwardsBefore" : "change.afterwards", priced(to, messages)),
  ];
}

/** Of a change that waits. */
function later({ invoice, currency, to, from, endsAt, isAdjusted }: PlanChange, messages: Messages): ReactNode[] {
  const { t, money } = messages;
  if (endsAt) return [t.rich("change.keepFirst", { date: dayOf(endsAt) })];
  const date = dayOf(invoice.at);
  const values = priced(to, messages);
  return [
    from.planName && from.planName !== to.planName
      ? t.rich("change.keepsUntil", { date, plan: from.planName, to: to.planName, ...values })
      : t.rich("change.waits", { date, to: to.planName, ...values }),
    invoice.amountDueMinor !== null &&
      t.rich("change.nextInvoice", { date, amount: money(invoice.amountDueMinor, currency) }),
    invoice.amountDueMinor === null && isAdjusted && t("change.adjusted"),
  ];
}

function nextInvoice(
  { invoice, currency, trialEnd, endsWithoutCard, road }: PlanChange,
  { t, money }: Messages,
): ReactNode[] {
  const date = dayOf(invoice.at);
  if (invoice.amountDueMinor === null)
    return [t.rich("change.nextOn", { date }), road === "portal" && t("change.amountAtStripe")];
  const amount = money(invoice.amountDueMinor, currency);
  if (trialEnd && endsWithoutCard) return [t.rich(`change.cardOr.${endsWithoutCard}`, { date, amount })];
  return [t.rich(trialEnd ? "change.firstInvoice" : "change.nextInvoice", { date, amount })];
}

/** A canceled plan may end without another invoice. Otherwise the listed amount is still charged on that day. */
function isBilledLater({ invoice: { isToday, at, lines }, trialEnd, endsAt }: PlanChange): boolean {
  if (isToday) return false;
  return !endsAt || (trialEnd ? endsAt > at : lines.length > 0);
}
