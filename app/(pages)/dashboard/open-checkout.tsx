import { planName } from "@/app/_components/plan-names";
import type { OpenCheckout as Open } from "@/lib/billing/schedules/read";
import type { Messages } from "@/lib/messages";

/** A checkout that the viewer has begun for this workspace, and can still finish. */
export function OpenCheckout({ checkout, messages }: { checkout: Open | null; messages: Messages }) {
  const { t } = messages;
  return (
    checkout && (
      <p className="notice">
        {t("paying.checkout.open")}{" "}
        <a href={checkout.url}>{t("paying.checkout.continue", { plan: planName(checkout.planName, messages) })}</a>
      </p>
    )
  );
}
