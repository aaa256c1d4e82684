import { StripeButton } from "@/app/_components/stripe-button";
import { pathWith, paths } from "@/app/_components/paths";
import type { DashboardSubscription } from "@/lib/billing/dashboard/dashboard";
import type { Messages } from "@/lib/messages";
import { isEnding } from "./status-sentence";

type Props = {
  workspaceId: string;
  /** The link to another card is then shown beside the failed payment. */
  failed: boolean;
  /** What the viewer pays for. */
  yours: DashboardSubscription[];
  /** The portal lets customers change their plan. */
  mayChange: boolean;
  over: boolean;
  paused: boolean;
  hasCard: boolean;
  messages: Messages;
};

/** What the payer can do at Stripe, the most needed first. */
export function PlanActions({ workspaceId, failed, yours, mayChange, over, paused, hasCard, messages }: Props) {
  const workspace_id = workspaceId;
  const { t, sentences } = messages;
  const said = sentences.dashboard;
  const ending = over ? [] : yours.filter(isEnding);
  const goingOn = over ? [] : yours.filter((one) => !isEnding(one));
  /** With several plans the button names its plan. */
  const named = (way: "cancel" | "keep", { plans }: DashboardSubscription) =>
    yours.length === 1
      ? said[way]
      : t(`dashboard.${way}One`, { plan: messages.list(plans.map(({ planName }) => planName ?? said.plan)) });
  const card = !over && !failed && (
    <StripeButton to="portal" body={{ workspace_id, flow: "payment_method_update" }} quiet={!paused}>
      {hasCard ? said.card : said.addCard}
    </StripeButton>
  );
  return (
    <>
      {paused && card}
      {ending.map((one) => (
        <StripeButton key={one.subscriptionId} to="portal" body={{ workspace_id }} quiet={failed}>
          {named("keep", one)}
        </StripeButton>
      ))}
      <StripeButton to="portal" body={{ workspace_id }} quiet={failed || over || ending.length > 0 || paused}>
        {said.manage}
      </StripeButton>
      {mayChange && goingOn.length > 0 && (
        <a className="button quiet" href={pathWith(paths.pricing, { workspace: workspace_id })}>
          {said.change}
        </a>
      )}
      {!paused && card}
      {goingOn.map((one) => (
        <StripeButton
          key={one.subscriptionId}
          to="portal"
          body={{ workspace_id, flow: "subscription_cancel", subscription_id: one.subscriptionId }}
          quiet
        >
          {named("cancel", one)}
        </StripeButton>
      ))}
    </>
  );
}
