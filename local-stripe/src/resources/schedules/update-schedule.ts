// An update changes phases that are still to come, and what runs now at once.
import { update } from "../../billing/changes.ts";
import type { ProrationBehavior } from "../../billing/subscriptions/plan-change.ts";
import { endTrialNow } from "../../billing/subscriptions/trials.ts";
import { saidIn } from "../../billing/subscriptions/phase-settings.ts";
import { withKnownDiscounts } from "../../billing/subscriptions/phase-extras.ts";
import { bounds, currentIndex } from "../../billing/subscriptions/schedule-object.ts";
import { applyPhase, goOn } from "../../billing/subscriptions/schedule-phases.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import { fetch, fetchNamed } from "../../conventions/endpoint.ts";
import { invalid } from "../../conventions/errors.ts";
import { changeMetadata, metadata } from "../../conventions/metadata.ts";
import type { Parsed } from "../../conventions/params.ts";
import type { Subscription, SubscriptionSchedule } from "../../store/objects.ts";
import { defaultSettings, endBehavior, phases, phasesFrom } from "./schedule-params.ts";
import { checkCollection, withDefaults } from "./schedule-defaults.ts";
import { prorationBehavior } from "../subscriptions/subscription-params.ts";

export const updateScheduleFields = {
  default_settings: defaultSettings,
  end_behavior: endBehavior,
  metadata: metadata(),
  phases,
  proration_behavior: prorationBehavior,
};

export function updateSchedule(
  ctx: Context,
  params: Parsed<typeof updateScheduleFields>,
  id: string,
): SubscriptionSchedule {
  const before = fetch(ctx, "subscription_schedule", id);
  const beyond = Object.keys(params).find((name) => name !== "metadata");
  if (beyond !== undefined && before.status !== "active" && before.status !== "not_started")
    throw invalid(
      `You cannot update a subscription schedule that is currently in the \`${before.status}\` status.`,
      beyond,
    );
  const customer = fetchNamed(ctx, "customer", before.customer, "customer");
  const now = nowFor(ctx, customer.id);
  const { past, first } = fixedPart(before);
  const given = params.phases?.filter(
    ({ start_date, end_date }) => !past.some((one) => one.start_date === start_date && one.end_date === end_date),
  );
  if (given) checkStart(given[0]?.start_date, first, before.status === "not_started" ? now : undefined);
  const start =
    before.status === "not_started" && typeof given?.[0]?.start_date === "number" ? given[0].start_date : first;
  const next = given ? [...past, ...phasesFrom(ctx, given, customer, start, now)] : before.phases;
  const current = next[past.length];
  const ended = given?.[0]?.end_date === "now";
  if (current && current.end_date <= now && !ended)
    throw invalid("The current phase must end in the future.", "phases[0][end_date]");
  const saved = update(
    ctx,
    "subscription_schedule",
    checkCollection(
      withDefaults(
        ctx,
        {
          ...before,
          phases: next,
          current_phase: before.status === "active" && current ? bounds(current) : before.current_phase,
          end_behavior: params.end_behavior ?? before.end_behavior,
          metadata: changeMetadata(before.metadata ?? {}, params.metadata),
        },
        params,
      ),
    ),
    "subscription_schedule.updated",
  );
  follow(ctx, saved, given ? current : undefined, params, ended);
  return fetch(ctx, "subscription_schedule", id);
}

/** Phases that are over stay as they were; the one that runs keeps its start. */
function fixedPart(schedule: SubscriptionSchedule): { past: SubscriptionSchedule["phases"]; first: number } {
  const index = Math.max(0, currentIndex(schedule));
  return { past: schedule.phases.slice(0, index), first: schedule.phases[index]?.start_date ?? 0 };
}

function checkStart(given: number | "now" | undefined, first: number, notBefore: number | undefined): void {
  const param = "phases[0][start_date]";
  if (given === undefined) throw invalid(`Missing required param: ${param}.`, param, "parameter_missing");
  if (notBefore === undefined ? given !== first : given !== "now" && given < notBefore)
    throw invalid("You can not modify the start date of the current phase.", param);
}

/** The running phase is changed: a coupon that it named before is not redeemed again, and a trial that it no longer has ends. */
function applyRunning(
  ctx: Context,
  subscription: Subscription,
  phase: SubscriptionSchedule["phases"][number],
  proration_behavior: ProrationBehavior,
): Subscription {
  const saved = applyPhase(ctx, subscription, withKnownDiscounts(ctx, subscription, phase), proration_behavior, []);
  const now = nowFor(ctx, subscription.customer);
  return saved.status === "trialing" && (phase.trial_end ?? now) <= now ? endTrialNow(ctx, saved) : saved;
}

/** What the schedule says for all phases is the subscription's where the running phase says nothing. */
function withDefaultsOf(ctx: Context, subscription: Subscription, schedule: SubscriptionSchedule): Subscription {
  const { automatic_tax, collection_method, default_payment_method, description, invoice_settings } =
    schedule.default_settings;
  const { days_until_due } = invoice_settings;
  const sent = (collection_method ?? subscription.collection_method) === "send_invoice";
  const settled: Subscription = {
    ...subscription,
    automatic_tax: automatic_tax ?? subscription.automatic_tax,
    collection_method: collection_method ?? subscription.collection_method,
    days_until_due: sent ? (days_until_due ?? subscription.days_until_due) : null,
    default_payment_method: default_payment_method ?? subscription.default_payment_method,
    description: description ?? subscription.description,
    invoice_settings: { ...subscription.invoice_settings, ...saidIn(invoice_settings) },
  };
  return update(ctx, "subscription", settled, "customer.subscription.updated");
}

/** What runs now changes at once; so does the end that the schedule sets. */
function follow(
  ctx: Context,
  schedule: SubscriptionSchedule,
  current: SubscriptionSchedule["phases"][number] | undefined,
  {
    default_settings,
    proration_behavior = "create_prorations",
  }: { default_settings?: unknown; proration_behavior?: ProrationBehavior },
  ended = false,
): void {
  const id = schedule.subscription;
  if (schedule.status !== "active" || id === null) return;
  const subscription = fetch(ctx, "subscription", id);
  const settled = default_settings ? withDefaultsOf(ctx, subscription, schedule) : subscription;
  const changed = current ? applyRunning(ctx, settled, current, proration_behavior) : settled;
  const cancel_at = schedule.end_behavior === "cancel" ? (schedule.phases.at(-1)?.end_date ?? null) : null;
  const planned =
    cancel_at === changed.cancel_at
      ? changed
      : update(
          ctx,
          "subscription",
          {
            ...changed,
            cancel_at,
            cancel_at_period_end: false,
            canceled_at: cancel_at === null ? null : nowFor(ctx, changed.customer),
          },
          "customer.subscription.updated",
        );
  if (ended) goOn(ctx, planned);
}
