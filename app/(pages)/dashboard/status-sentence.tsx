import { dayOf } from "@/app/_components/day-of";
import { SupportLink } from "@/app/_components/support-link";
import type { DashboardPlan, DashboardSubscription } from "@/lib/billing/dashboard/shown";
import { isByInvoice } from "@/lib/billing/dashboard/debt";
import { isFree } from "@/lib/billing/catalog/prices";
import type { Messages } from "@/lib/messages";
import { pausedBy } from "./paused-by";

/** True for a plan that continues for now but is set to end. */
export const isEnding = ({ plans }: DashboardSubscription): boolean => plans.some((plan) => plan.isEnding);

export const isOver = ({ status }: DashboardSubscription): boolean =>
  status === "canceled" || status === "incomplete_expired";

const EXPLAINED = {
  past_due: "dashboard.status.pastDue",
  unpaid: "dashboard.status.unpaid",
  incomplete: "dashboard.status.incomplete",
} as const;

/** The same where the customer pays each invoice themselves: nothing has failed. */
const EXPLAINED_BY_INVOICE = { ...EXPLAINED, past_due: "paying.pastDue", unpaid: "paying.unpaid" } as const;

type Props = { plan: DashboardPlan; subscription: DashboardSubscription; messages: Messages };

/** The status of the plan, and what happens next. */
export function StatusSentence(props: Props) {
  const { plan, messages } = props;
  if (plan.settlingInvoice === null) return <StatusText {...props} />;
  if (plan.status === "incomplete") return messages.t("dashboard.status.settlingFirst");
  return (
    <>
      {messages.t("dashboard.status.settling")} <StatusText {...props} />
    </>
  );
}

function StatusText({ plan, subscription, messages }: Props) {
  const { trialEnd, periodEnd, endsAt, endedAt } = plan;
  const { t } = messages;
  if (plan.refusedTrial) return t("dashboard.status.trialRefused", { refunded: String(plan.refusedTrial.refunded) });
  switch (plan.status) {
    case "trialing": {
      if (!trialEnd) return t("dashboard.status.trialing");
      const date = dayOf(trialEnd);
      const goesOn = !plan.isEnding || (endsAt !== null && endsAt > trialEnd);
      if (!goesOn) return t.rich("dashboard.status.trialThenEnds", { date });
      if (plan.trialWithoutCard) {
        const then = plan.trialWithoutCard === "cancel" ? "trialThenEndsWithoutCard" : "trialThenPausesWithoutCard";
        return (
          <>
            {t.rich(`dashboard.status.${then}`, { date })}
            {endsAt && <> {t.rich("dashboard.status.endsAnyway", { date: dayOf(endsAt) })}</>}
          </>
        );
      }
      // Canceled already, for a later day: what is paid until then is the next payment.
      if (plan.isEnding)
        return (
          <>
            {t.rich("dashboard.status.trial", { date })}{" "}
            <Ending plan={plan} subscription={subscription} messages={messages} />
          </>
        );
      const price = priceOf(plan, subscription, messages);
      return price
        ? t.rich("dashboard.status.trialThenPays", { date, price: price.price })
        : t.rich("dashboard.status.trial", { date });
    }
    case "active": {
      if (plan.isEnding) return <Ending plan={plan} subscription={subscription} messages={messages} />;
      if (isFree(plan)) return t("dashboard.status.free");
      if (!periodEnd) return t("dashboard.status.active");
      const price = priceOf(plan, subscription, messages);
      const date = dayOf(periodEnd);
      return price
        ? t.rich("dashboard.status.renewsFor", { date, ...price })
        : t.rich("dashboard.status.renews", { date });
    }
    case "past_due":
    case "unpaid":
    case "incomplete":
    case "paused":
      return (
        <>
          {plan.status === "paused" ? (
            <Paused plan={plan} isYours={subscription.isYours} messages={messages} />
          ) : (
            t((isByInvoice(plan) ? EXPLAINED_BY_INVOICE : EXPLAINED)[plan.status])
          )}
          {endsAt && <> {t.rich("dashboard.status.endsAnyway", { date: dayOf(endsAt) })}</>}
        </>
      );
    case "incomplete_expired":
      return t("dashboard.status.neverStarted");
    case "canceled":
      return endedAt ? t.rich("dashboard.status.endedOn", { date: dayOf(endedAt) }) : t("dashboard.status.ended");
    default:
      return (
        <>
          {t("dashboard.status.unknown", { status: plan.status })}
          {endsAt && <> {t.rich("dashboard.status.endsAnyway", { date: dayOf(endsAt) })}</>}
        </>
      );
  }
}

function Paused({ plan, isYours, messages }: Pick<Props, "plan" | "messages"> & { isYours: boolean }) {
  const { t } = messages;
  return (
    <>
      {t.rich(`paying.pausedBy.${pausedBy(plan)}`, {
        contact: (text) => <SupportLink messages={messages}>{text}</SupportLink>,
      })}
      {!isYours && <> {t("paying.pausedBy.payerCan")}</>}
    </>
  );
}

/** Canceled, and not over yet: whether anything more is paid goes by when it ends. */
function Ending({ plan: { endsAt, periodEnd }, subscription: { plans, settlesAtEnd }, messages: { t } }: Props) {
  const until = endsAt ?? periodEnd;
  if (!until) return t("dashboard.status.active");
  const date = dayOf(until);
  if (periodEnd && until > periodEnd && !plans.every(isFree)) return t.rich("dashboard.status.endsLater", { date });
  return settlesAtEnd ? t.rich("dashboard.status.endsAndSettles", { date }) : t.rich("dashboard.status.ends", { date });
}

/** Null where the charged amount differs from the price. */
function priceOf(plan: DashboardPlan, { plans }: DashboardSubscription, messages: Messages) {
  const { currency, interval, quantity } = plan;
  if (!currency || !interval || plans.some(({ billedBeside }) => billedBeside.length > 0)) return null;
  return messages.priced({ ...plan, currency, interval, intervalCount: plan.intervalCount ?? 1 }, quantity ?? 1);
}
