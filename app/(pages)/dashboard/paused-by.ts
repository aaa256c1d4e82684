import type { DashboardPlan } from "@/lib/billing/dashboard/shown";
import { isByInvoice } from "@/lib/billing/dashboard/debt";
import type { Sentences } from "@/lib/messages";

const REASONS = [
  "trial_end_without_payment_method",
  "first_payment_failure",
  "final_payment_failure",
  "pause_requested",
  "system",
] as const satisfies (keyof Sentences["paying"]["pausedBy"])[];

/** Which sentence says why a plan is paused, and the way out. A reason that Stripe adds later is unknown. */
export function pausedBy(plan: Pick<DashboardPlan, "pausedReason" | "collectionMethod" | "managed" | "openInvoices">) {
  if (isByInvoice(plan) || !plan.managed) return "elsewhere";
  const reason = REASONS.find((one) => one === plan.pausedReason) ?? "unknown";
  const isFailure = reason === "first_payment_failure" || reason === "final_payment_failure";
  return isFailure && plan.openInvoices.length === 0 ? "settled" : reason;
}
