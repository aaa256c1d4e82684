import { dayOf } from "@/app/_components/day-of";
import { OrderSummary } from "@/app/_components/order-summary";
import { pathWith, paths } from "@/app/_components/paths";
import { planName as nameOf } from "@/app/_components/plan-names";
import { isFree } from "@/lib/billing/catalog/prices";
import type { Order } from "@/lib/billing/checkout/open-checkout";
import type { Messages } from "@/lib/messages";

/** What a checkout sells, and the ways out of it. */
export function OrderOf({ order, workspaceId, messages }: { order: Order; workspaceId: string; messages: Messages }) {
  const { t, money, rhythm } = messages;
  const { planName, workspaceName, price, quantity, firstPaymentAt, isTrial, today } = order;
  return (
    <OrderSummary
      label={t("checkout.order.label")}
      plan={nameOf(planName, messages)}
      price={price ? (isFree(price) ? t("pricing.free") : messages.price(price, quantity ?? undefined)) : ""}
      workspace={workspaceName}
      today={
        price && today && !isFree(price)
          ? {
              amountMinor: today.amountMinor,
              feeMinor: today.feeMinor,
              currency: price.currency,
              then: t("site.price", { amount: money(today.eachMinor, price.currency), rhythm: rhythm(price) }),
            }
          : null
      }
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
    </OrderSummary>
  );
}
