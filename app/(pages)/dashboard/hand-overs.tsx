import { planName as nameOf } from "@/app/_components/plan-names";
import { dayOf } from "@/app/_components/day-of";
import { NeedsScript } from "@/app/_components/needs-script";
import { StripeButton } from "@/app/_components/stripe-button";
import type { HandOverView } from "@/lib/billing/hand-over/view";
import type { Messages } from "@/lib/messages";
import styles from "./dashboard.module.css";

/** A price that begins when a plan ends that is no longer sold. */
export type Offered = { priceId: string; text: string /** It can begin no later than this. */; latestStart: Date };

type Props = {
  views: HandOverView[];
  userId: string;
  workspaceId: string;
  /** What can be had in place of a plan that is no longer sold. */
  offered: Offered[];
  messages: Messages;
};

/** Who takes over a plan, and from when on; and the way to do it. Nothing where that is no question. */
export function HandOvers(props: Props) {
  const views = props.views.filter(({ taken, mayTake }) => taken !== null || mayTake);
  if (views.length === 0) return null;
  return (
    <section aria-labelledby="who-pays" className={`stack ${styles.card}`}>
      <h2 id="who-pays">{props.messages.sentences.handOver.title}</h2>
      {views.map((view) => (
        <div key={view.subscriptionId} className="stack">
          {view.taken ? <Taken {...props} view={view} /> : <Take {...props} view={view} />}
        </div>
      ))}
    </section>
  );
}

type One = Props & { view: HandOverView };

function Taken({ view: { taken, payer, planName }, userId, messages }: One) {
  const { t } = messages;
  if (!taken) return null;
  const plan = nameOf(planName, messages);
  const name = taken.by ?? "";
  if (taken.isWaiting || !taken.from) return <p role="status">{t("handOver.waits", { name, plan })}</p>;
  const date = dayOf(taken.from);
  const isYours = payer?.id === userId;
  if (isYours && taken.wasTakenBack)
    return (
      <p role="alert" className="notice">
        {t.rich("handOver.fromYouAgain", { name, plan, date })}
      </p>
    );
  if (isYours) return <p>{t.rich("handOver.fromYou", { name, plan, date })}</p>;
  if (taken.byId === userId) return <p>{t.rich("handOver.youTake", { plan, date })}</p>;
  return <p>{t.rich("handOver.fromOther", { name, plan, date })}</p>;
}

function Take({ view, workspaceId, offered: onSale, messages }: One) {
  const { t, sentences } = messages;
  const said = sentences.handOver;
  const { subscriptionId, endsAt, isWithoutAccess, isOverdue, isSold } = view;
  const plan = nameOf(view.planName, messages);
  const date = endsAt && dayOf(endsAt);
  const body = { workspace_id: workspaceId, subscription_id: subscriptionId };
  const isAtOnce = isWithoutAccess || isOverdue;
  const offered = onSale.filter(({ latestStart }) => isAtOnce || !endsAt || latestStart >= endsAt);
  return (
    <>
      <p>{whyYou(view, plan, messages)}</p>
      {!isSold && date && (
        <p>{t.rich(offered.length > 0 ? "handOver.notSold" : "handOver.notSoldYet", { plan, date })}</p>
      )}
      {isSold && !isWithoutAccess && date && (
        <p className="muted">
          {isOverdue ? said.atOnce : t.rich("handOver.from", { date })} {said.seeFirst}{" "}
          {view.hasPlannedChange && t("handOver.dropsChange", { plan })}
        </p>
      )}
      <NeedsScript messages={messages} />
      {(isSold || offered.length > 0) && (
        <StripeButton
          to="takeOver"
          body={body}
          choice={isSold ? undefined : <Choice offered={offered} label={said.newPlan} />}
        >
          {t("handOver.take", { plan })}
        </StripeButton>
      )}
    </>
  );
}

function whyYou({ payer, payerIsMember, consentUntil, isWithoutAccess }: HandOverView, plan: string, { t }: Messages) {
  const name = payer?.name;
  if (isWithoutAccess)
    return name ? t("handOver.stopped", { payer: name, plan }) : t("handOver.stoppedNobody", { plan });
  if (!name) return t("handOver.nobody", { plan });
  if (payerIsMember && consentUntil)
    return t.rich("handOver.payerAgrees", { payer: name, plan, date: dayOf(consentUntil) });
  return t("handOver.payerLeft", { payer: name, plan });
}

function Choice({ offered, label }: { offered: Offered[]; label: string }) {
  return (
    <label>
      {label}
      <select name="price_id">
        {offered.map(({ priceId, text }) => (
          <option key={priceId} value={priceId}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
