import { ActionForm } from "@/app/_components/action-form";
import { LegalLinks } from "@/app/_components/legal-links";
import { StripeButton } from "@/app/_components/stripe-button";
import { NeedsScript } from "@/app/_components/needs-script";
import { pathWith, paths } from "@/app/_components/paths";
import type { PlanChange } from "@/lib/billing/portal/plan-change";
import type { Messages } from "@/lib/messages";
import { confirmChange } from "./actions";
import { beforeConfirming } from "./before-confirming";
import type { Way } from "./fetch-preview";

type Props = { change: PlanChange; way: Way; messages: Messages };

/** The button that confirms the change, here or at Stripe, or first adds a card. */
export function Confirm({ change, way, messages }: Props) {
  const { t } = messages;
  const { workspaceId } = way;
  const { begins, endsAt, needsCard } = change;
  // At the end of the period there is no plan left to change.
  const isEnding = begins === "period_end" && endsAt !== null;
  return (
    <>
      {!isEnding && (needsCard ? <AddCard way={way} messages={messages} /> : <Button {...{ change, way, messages }} />)}
      <p>
        <a href={pathWith(paths.dashboard, { workspace: workspaceId })}>{t("change.cancel")}</a>
      </p>
      <LegalLinks messages={messages} />
    </>
  );
}

function AddCard({ way: { workspaceId }, messages }: Omit<Props, "change">) {
  const { t } = messages;
  return (
    <>
      <p className="notice">{t("change.noCard")}</p>
      <div className="row">
        <StripeButton to="portal" body={{ workspace_id: workspaceId, flow: "payment_method_update" }}>
          {t("change.addCard")}
        </StripeButton>
        <NeedsScript messages={messages} />
      </div>
    </>
  );
}

function Button({ change, way: { workspaceId, priceId }, messages: { t, rhythm } }: Props) {
  const { road, begins, from, to } = change;
  if (road === "api") {
    const button =
      from.planName === to.planName
        ? t("change.headingRhythm", { plan: to.planName, rhythm: rhythm(to.price) })
        : t("change.confirmHere", { plan: to.planName });
    const hidden = { workspace: workspaceId, price: priceId, begins };
    return (
      <>
        <p className="small muted">{t(beforeConfirming(change))}</p>
        <ActionForm action={confirmChange} hidden={hidden} button={button} />
      </>
    );
  }
  const body = { workspace_id: workspaceId, flow: "subscription_update_confirm", price_id: priceId } as const;
  return (
    <>
      <p className="small muted">{t(beforeConfirming(change))}</p>
      <div className="row">
        <StripeButton to="portal" body={body}>
          {t("change.confirm")}
        </StripeButton>
        <noscript>
          <a className="button" href={pathWith(paths.confirmChange, { workspace: workspaceId, price: priceId })}>
            {t("change.confirm")}
          </a>
        </noscript>
      </div>
    </>
  );
}
