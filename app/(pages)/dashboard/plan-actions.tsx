import { ActionForm } from "@/app/_components/action-form";
import { planNames } from "@/app/_components/plan-names";
import { StripeButton } from "@/app/_components/stripe-button";
import { pathWith, paths } from "@/app/_components/paths";
import type { DashboardPlan, DashboardSubscription } from "@/lib/billing/dashboard/shown";
import { isByInvoice } from "@/lib/billing/dashboard/debt";
import type { Messages } from "@/lib/messages";
import { unitsOf } from "@/lib/unit-names";
import { keep } from "./actions";
import { isPaused, ResumeLinks } from "./resume-links";
import { isEnding } from "./status-sentence";

type Props = {
  workspaceId: string;
  /** The link to another card is then shown beside the failed payment. */
  failed: boolean;
  /** What the viewer pays for. */
  yours: DashboardSubscription[];
  /** The subscription whose cancellation a notice above offers to undo. */
  undoable: string | null;
  /** The portal lets customers change their plan. */
  mayChange: boolean;
  over: boolean;
  messages: Messages;
};

/** What the payer can do at Stripe, the most needed first. */
export function PlanActions({ workspaceId, failed, yours, undoable, mayChange, over, messages }: Props) {
  const workspace_id = workspaceId;
  const { t, sentences } = messages;
  const said = sentences.dashboard;
  const ending = over ? [] : yours.filter(isEnding);
  const kept = ending.filter(({ subscriptionId }) => subscriptionId !== undoable);
  const goingOn = over ? [] : yours.filter((one) => !isEnding(one));
  const paused = over ? [] : yours.filter(isPaused);
  const lacksCard = paused.some(({ method }) => method === null);
  const charged = yours.filter(({ plans }) => !plans.some(isByInvoice));
  const namesOf = ({ plans }: DashboardSubscription) => messages.list(planNames(plans, messages));
  const card = !over && !failed && charged.length > 0 && (
    <StripeButton to="portal" body={{ workspace_id, flow: "payment_method_update" }} quiet={!lacksCard}>
      {charged.some(({ method }) => method !== null) ? said.card : said.addCard}
    </StripeButton>
  );
  return (
    <>
      {lacksCard && card}
      <ResumeLinks workspaceId={workspaceId} paused={paused} failed={failed} messages={messages} />
      {kept.map((one) => (
        <ActionForm
          key={one.subscriptionId}
          action={keep}
          hidden={{ workspace: workspace_id, subscription: one.subscriptionId }}
          button={t("dashboard.keepOne", { plan: namesOf(one) })}
          quiet={failed}
        />
      ))}
      <StripeButton to="portal" body={{ workspace_id }} quiet={failed || over || kept.length > 0 || paused.length > 0}>
        {said.manage}
      </StripeButton>
      {mayChange && goingOn.length > 0 && (
        <a className="button quiet" href={pathWith(paths.pricing, { workspace: workspace_id })}>
          {said.change}
        </a>
      )}
      {yours.flatMap(withChosenSeats).map(({ chosenSeatsOf, planName, seats, lookupKey }) => (
        <a
          key={chosenSeatsOf}
          className="button quiet"
          href={pathWith(paths.seats, { workspace: workspace_id, item: chosenSeatsOf })}
        >
          {changeNumber({ plan: yours.length === 1 ? null : (planName ?? said.plan), seats, lookupKey }, messages)}
        </a>
      ))}
      {!lacksCard && card}
      {goingOn.map((one) => (
        <a
          key={one.subscriptionId}
          className="button quiet"
          href={pathWith(paths.cancel, { workspace: workspace_id, subscription: one.subscriptionId })}
        >
          {yours.length === 1 ? said.cancel : t("dashboard.cancelOne", { plan: namesOf(one) })}
        </a>
      ))}
    </>
  );
}

/** `plan`: null where there is no other. */
function changeNumber(
  { plan, seats, lookupKey }: Pick<DashboardPlan, "seats" | "lookupKey"> & { plan: string | null },
  messages: Messages,
): string {
  const { t } = messages;
  if (seats !== "units") return plan === null ? t("seats.change") : t("seats.changeOf", { plan });
  const units = unitsOf(lookupKey, messages).many;
  return plan === null ? t("seats.units.change", { units }) : t("seats.units.changeOf", { plan, units });
}

/** Whose number of seats can be changed on our page (lib/billing/seats/choice.ts). */
const withChosenSeats = ({ plans }: DashboardSubscription): DashboardPlan[] =>
  plans.filter((plan) => plan.chosenSeatsOf && plan.managed && !isByInvoice(plan) && RUNNING.includes(plan.status));

const RUNNING = ["active", "trialing", "past_due"];
