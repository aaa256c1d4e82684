import { StripeButton } from "@/app/_components/stripe-button";
import { NeedsScript } from "@/app/_components/needs-script";
import { pathWith, paths } from "@/app/_components/paths";
import type { PlanChange } from "@/lib/billing/portal/plan-change";
import type { Messages } from "@/lib/messages";
import type { Way } from "./fetch-preview";

type Props = { change: PlanChange; way: Way; messages: Messages };

/** Leads to Stripe, where the change is confirmed, or first to adding a card. */
export function Confirm({ change, way: { workspaceId, priceId }, messages }: Props) {
  const { t } = messages;
  const needsCard = !change.hasCard && change.to.price.unitAmountMinor !== 0;
  const ask = { workspace_id: workspaceId };
  const confirm = pathWith(paths.confirmChange, { workspace: workspaceId, price: priceId });
  return (
    <>
      {needsCard && <p className="notice">{t("change.noCard")}</p>}
      {!needsCard && <p className="small muted">{t("change.nothingYet")}</p>}
      <div className="row">
        {needsCard ? (
          <>
            <StripeButton to="portal" body={{ ...ask, flow: "payment_method_update" }}>
              {t("change.addCard")}
            </StripeButton>
            <NeedsScript messages={messages} />
          </>
        ) : (
          <StripeButton to="portal" body={{ ...ask, flow: "subscription_update_confirm", price_id: priceId }}>
            {t("change.confirm")}
          </StripeButton>
        )}
        {!needsCard && (
          <noscript>
            <a className="button" href={confirm}>
              {t("change.confirm")}
            </a>
          </noscript>
        )}
        <a href={pathWith(paths.dashboard, { workspace: workspaceId })}>{t("change.cancel")}</a>
      </div>
    </>
  );
}
