import { planName } from "@/app/_components/plan-names";
import { dayOf } from "@/app/_components/day-of";
import type { DashboardSubscription } from "@/lib/billing/dashboard/shown";
import type { Access } from "@/lib/entitlements";
import type { Messages } from "@/lib/messages";

/** A change that is not paid for yet: what the workspace has meanwhile, and until when, if a payment failed. */
export type HeldBack = { before: string; until: Date | null };

/** What gives features is then another plan than the dashboard's (lib/billing/entitlements/paid.ts). */
export function heldBack(subscriptions: DashboardSubscription[], access: Access[]): HeldBack | null {
  const shown = new Set(subscriptions.flatMap(({ plans }) => plans.map(({ planName }) => planName)));
  for (const { allowed, reason } of access) {
    if (!allowed || (reason.kind !== "plan" && reason.kind !== "grace")) continue;
    if (reason.plan !== null && !shown.has(reason.plan))
      return { before: reason.plan, until: reason.kind === "grace" ? reason.until : null };
  }
  return null;
}

export function HeldBackSentence({ held, messages }: { held: HeldBack; messages: Messages }) {
  const { t } = messages;
  const before = planName(held.before, messages);
  return held.until
    ? t.rich("dashboard.heldBackUntil", { before, date: dayOf(held.until) })
    : t("dashboard.heldBack", { before });
}
