import { dayOf } from "@/app/_components/day-of";
import { LegalLinks } from "@/app/_components/legal-links";
import { OrderSummary } from "@/app/_components/order-summary";
import { pathWith, paths } from "@/app/_components/paths";
import { planName as nameOf } from "@/app/_components/plan-names";
import { isFree } from "@/lib/billing/catalog/prices";
import type { Order } from "@/lib/billing/checkout/open-checkout";
import type { Messages } from "@/lib/messages";

/** What a checkout sells, and the ways out of it. */
export function OrderOf({ order, workspaceId, messages }: { order: Order; workspaceId: string; messages: Messages }) {
  const { t } = messages;
  const { planName, workspaceName, price, quantity, firstPaymentAt, isTrial, amounts } = order;
  return (
    <OrderSummary
      label={t("checkout.order.label")}
      plan={nameOf(planName, messages)}
      price={price ? (isFree(price) ? t("pricing.free") : messages.price(price, quantity ?? undefined)) : ""}
      workspace={workspaceName}
      rate={price}
      amounts={price && !isFree(price) ? amounts : null}
      firstPaymentAt={firstPaymentAt}
      messages={messages}
    >
      {firstPaymentAt && !isTrial && (
        <p className="small">{t.rich("checkout.order.takenOver", { date: dayOf(firstPaymentAt) })}</p>
      )}
      <p className="small">
        <a href={pathWith(paths.pricing, { workspace: workspaceId })}>{t("checkout.order.other")}</a>
      </p>
      <p className="small">
        <a href={pathWith(paths.dashboard, { workspace: workspaceId })}>
          {t("checkout.order.back", { workspace: workspaceName })}
        </a>
      </p>
      <LegalLinks messages={messages} />
    </OrderSummary>
  );
}
