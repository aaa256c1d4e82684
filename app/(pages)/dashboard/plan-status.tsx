import { ShortDate } from "@/app/_components/local-date";
import { StatusTag, type TagKind } from "@/app/_components/status-tag";
import type { DashboardPlan } from "@/lib/billing/dashboard/shown";
import type { Messages } from "@/lib/messages";
import { own } from "@/lib/own";

const KINDS: Record<string, TagKind> = {
  active: "good",
  trialing: "good",
  past_due: "warning",
  unpaid: "danger",
  incomplete: "warning",
  paused: "warning",
  canceled: "neutral",
  incomplete_expired: "neutral",
};

/** The plan's status in a word or two, beside its name. */
export function PlanStatus({ plan, messages: { t, sentences } }: { plan: DashboardPlan; messages: Messages }) {
  const said = sentences.dashboard.tag;
  const { status, endsAt, isEnding, trialEnd } = plan;
  const continues = status === "active" || status === "trialing";
  if (continues && isEnding && endsAt) return <StatusTag kind="warning">{withDay(said.ends, endsAt)}</StatusTag>;
  // Its day, and not how many are left: the trial has a day more than plans are sold with (lib/billing/trials/offer.ts).
  if (status === "trialing" && trialEnd) return <StatusTag kind="good">{withDay(said.trialUntil, trialEnd)}</StatusTag>;
  // The first payment is on its way, so nothing has to be done.
  if (status === "incomplete" && plan.settlingInvoice !== null)
    return <StatusTag kind="neutral">{said.processing}</StatusTag>;
  return <StatusTag kind={own(KINDS, status) ?? "neutral"}>{t("dashboard.tag.status", { status })}</StatusTag>;
}

function withDay(text: string, at: Date) {
  const [before, after] = text.split("<date></date>");
  return (
    <>
      {before}
      <ShortDate at={at.toISOString()} />
      {after}
    </>
  );
}
