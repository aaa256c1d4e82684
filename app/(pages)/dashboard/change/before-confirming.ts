import type { PlanChange } from "@/lib/billing/portal/plan-change";

/** The message beside the button. Only a change that begins within a period that is paid for is prorated. */
export function beforeConfirming({ road, begins }: Pick<PlanChange, "road" | "begins">) {
  const isProrated = begins === "now";
  if (road === "api") return isProrated ? "change.nothingYetHere" : "change.nothingYetLater";
  return isProrated ? "change.nothingYet" : "change.nothingYetAtStripe";
}
