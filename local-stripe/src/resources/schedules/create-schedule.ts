import { create, update } from "../../billing/changes.ts";
import { periodEnd } from "../../billing/subscriptions/cancel.ts";
import { startScheduled } from "../../billing/subscriptions/start-scheduled.ts";
import { defaultsFrom, itemsFrom, phaseObject, scheduleObject } from "../../billing/subscriptions/schedule-object.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import { fetchNamed } from "../../conventions/endpoint.ts";
import { invalid } from "../../conventions/errors.ts";
import { changeMetadata, metadata } from "../../conventions/metadata.ts";
import { either, oneOf, string, timestamp, type Param, type Parsed } from "../../conventions/params.ts";
import type { Subscription, SubscriptionSchedule } from "../../store/objects.ts";
import { defaultSettings, endBehavior, phases, phasesFrom } from "./schedule-params.ts";
import { checkCollection, withDefaults } from "./schedule-defaults.ts";
import { billingMode } from "../subscriptions/subscription-params.ts";

const instant: Param<number | "now"> = either(oneOf("now"), timestamp());

export const createScheduleFields = {
  billing_mode: billingMode,
  customer: string(),
  default_settings: defaultSettings,
  end_behavior: endBehavior,
  from_subscription: string(),
  metadata: metadata(),
  phases,
  start_date: instant,
};

export function createSchedule(ctx: Context, params: Parsed<typeof createScheduleFields>): SubscriptionSchedule {
  if (params.from_subscription !== undefined) {
    const other = Object.keys(params).find((name) => name !== "from_subscription");
    if (other !== undefined) throw invalid(`You cannot set \`${other}\` if \`from_subscription\` is set.`, other);
    return fromSubscription(ctx, fetchNamed(ctx, "subscription", params.from_subscription, "from_subscription"));
  }
  if (params.customer === undefined)
    throw invalid("Missing required param: customer.", "customer", "parameter_missing");
  if (!params.phases?.length) throw invalid("Missing required param: phases.", "phases", "parameter_missing");
  const customer = fetchNamed(ctx, "customer", params.customer, "customer");
  const now = nowFor(ctx, customer.id);
  const start = params.start_date === "now" || params.start_date === undefined ? now : params.start_date;
  const made = phasesFrom(ctx, params.phases, customer, start, now);
  if ((made[0]?.end_date ?? 0) <= now) throw invalid("The first phase must end in the future.", "phases[0][end_date]");
  const schedule = scheduleObject({
    customer: customer.id,
    subscription: null,
    test_clock: customer.test_clock ?? null,
    phases: made,
    now,
    status: "not_started",
    end_behavior: params.end_behavior,
    metadata: changeMetadata({}, params.metadata),
  });
  ctx.store.putDetail("subscription_schedule", schedule.id, { origin: "api" });
  const whole = checkCollection(withDefaults(ctx, schedule, params));
  const created = create(ctx, "subscription_schedule", whole, "subscription_schedule.created");
  return start <= now ? startScheduled(ctx, created) : created;
}

/** One phase: what the subscription has, until its period ends. [SDK: SubscriptionScheduleCreateParams] */
function fromSubscription(ctx: Context, subscription: Subscription): SubscriptionSchedule {
  const { status, items } = subscription;
  if (subscription.schedule)
    throw invalid(
      `You cannot migrate a subscription that is already attached to a schedule: \`${subscription.schedule}\`.`,
      "from_subscription",
    );
  if (["canceled", "incomplete", "incomplete_expired", "paused"].includes(status))
    throw invalid(`You cannot migrate a subscription that is in the \`${status}\` status.`, "from_subscription");
  const now = nowFor(ctx, subscription.customer);
  const phase = phaseObject(
    subscription,
    Math.min(...items.data.map((item) => item.current_period_start)),
    subscription.cancel_at ?? periodEnd(subscription),
    itemsFrom(subscription),
    { trial_end: status === "trialing" ? subscription.trial_end : null },
  );
  const schedule = scheduleObject({
    customer: subscription.customer,
    subscription: subscription.id,
    test_clock: subscription.test_clock,
    phases: [phase],
    now,
    defaults: defaultsFrom(subscription),
    end_behavior: subscription.cancel_at === null ? "release" : "cancel",
  });
  ctx.store.putDetail("subscription_schedule", schedule.id, { origin: "api" });
  create(ctx, "subscription_schedule", schedule, "subscription_schedule.created");
  update(ctx, "subscription", { ...subscription, schedule: schedule.id }, "customer.subscription.updated");
  return schedule;
}
