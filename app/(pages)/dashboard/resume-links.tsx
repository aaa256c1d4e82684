import { planNames } from "@/app/_components/plan-names";
import { pathWith, paths } from "@/app/_components/paths";
import type { DashboardSubscription } from "@/lib/billing/dashboard/shown";
import { isByInvoice } from "@/lib/billing/dashboard/debt";
import type { Messages } from "@/lib/messages";

type Props = { workspaceId: string; paused: DashboardSubscription[]; failed: boolean; messages: Messages };

export const isPaused = ({ status }: DashboardSubscription): boolean => status === "paused";

/** The ways to resume, for those that only wait for the payer to want it. What is owed is paid first. */
export function ResumeLinks({ workspaceId, paused, failed, messages }: Props) {
  const { t, list } = messages;
  const ready = paused.filter(isReady);
  return ready.map(({ subscriptionId, plans }) => (
    <a
      key={subscriptionId}
      className={failed ? "button quiet" : "button"}
      href={pathWith(paths.resume, { workspace: workspaceId, subscription: subscriptionId })}
    >
      {ready.length === 1
        ? t("paying.resume.action")
        : t("paying.resume.actionOne", {
            plan: list(planNames(plans, messages)),
          })}
    </a>
  ));
}

const isReady = ({ plans, method }: DashboardSubscription): boolean =>
  method !== null &&
  plans.every(
    (plan) => plan.managed && plan.pausedReason !== "system" && !isByInvoice(plan) && plan.openInvoices.length === 0,
  );
