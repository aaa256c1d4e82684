// What is planned for a subscription, by the API or the portal.
import { update } from "../../billing/changes.ts";
import { endNow } from "../../billing/subscriptions/end-now.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import { fetch, get, post } from "../../conventions/endpoint.ts";
import { releaseSchedule } from "../../billing/subscriptions/release-schedule.ts";
import { invalid } from "../../conventions/errors.ts";
import { inRange, listParams, page, range } from "../../conventions/lists.ts";
import { boolean, string } from "../../conventions/params.ts";
import type { SubscriptionSchedule } from "../../store/objects.ts";
import { createSchedule, createScheduleFields } from "./create-schedule.ts";
import { updateSchedule, updateScheduleFields } from "./update-schedule.ts";

export const subscriptionScheduleEndpoints = [
  get(
    "/v1/subscription_schedules",
    listParams({
      canceled_at: range(),
      completed_at: range(),
      created: range(),
      customer: string(),
      released_at: range(),
      scheduled: boolean(),
    }),
    (ctx, { canceled_at, completed_at, created, customer, released_at, scheduled, ...at }) =>
      page(ctx, "subscription_schedule", "/v1/subscription_schedules", at, {
        where: (one) =>
          (customer === undefined || one.customer === customer) &&
          (scheduled !== true || one.status === "not_started") &&
          inRange(one.created, created) &&
          (canceled_at === undefined || (one.canceled_at !== null && inRange(one.canceled_at, canceled_at))) &&
          (completed_at === undefined || (one.completed_at !== null && inRange(one.completed_at, completed_at))) &&
          (released_at === undefined || (one.released_at !== null && inRange(one.released_at, released_at))),
      }),
  ),
  get("/v1/subscription_schedules/:id", {}, (ctx, _params, id) => fetch(ctx, "subscription_schedule", id)),
  post("/v1/subscription_schedules", createScheduleFields, (ctx, params) => createSchedule(ctx, params)),
  post("/v1/subscription_schedules/:id", updateScheduleFields, updateSchedule),
  post("/v1/subscription_schedules/:id/release", { preserve_cancel_date: boolean() }, (ctx, params, id) => {
    const schedule = open(ctx, id, "release");
    const managed = schedule.subscription === null ? undefined : ctx.store.get("subscription", schedule.subscription);
    if (managed) releaseSchedule(ctx, managed, params.preserve_cancel_date);
    else {
      const released: SubscriptionSchedule = {
        ...schedule,
        status: "released",
        released_at: nowFor(ctx, schedule.customer),
      };
      update(ctx, "subscription_schedule", released, "subscription_schedule.released");
    }
    return fetch(ctx, "subscription_schedule", id);
  }),
  post(
    "/v1/subscription_schedules/:id/cancel",
    { invoice_now: boolean(), prorate: boolean() },
    (ctx, { invoice_now = true, prorate = true }, id) => {
      const schedule = open(ctx, id, "cancel");
      const managed = schedule.subscription === null ? undefined : ctx.store.get("subscription", schedule.subscription);
      if (managed) endNow(ctx, managed, { invoice_now, prorate });
      else {
        const canceled_at = nowFor(ctx, schedule.customer);
        const canceled: SubscriptionSchedule = { ...schedule, status: "canceled", canceled_at };
        update(ctx, "subscription_schedule", canceled, "subscription_schedule.canceled");
      }
      return fetch(ctx, "subscription_schedule", id);
    },
  ),
];

/** [SDK: SubscriptionSchedules.release, .cancel] */
function open(ctx: Context, id: string, what: "cancel" | "release"): SubscriptionSchedule {
  const schedule = fetch(ctx, "subscription_schedule", id);
  if (schedule.status !== "active" && schedule.status !== "not_started")
    throw invalid(`You cannot ${what} a subscription schedule that is currently in the \`${schedule.status}\` status.`);
  return schedule;
}
