// What the portal planned for a period's end: retrieve, list, release.
import { fetch, get, post } from "../conventions/endpoint.ts";
import { releaseSchedule } from "../billing/subscriptions/release-schedule.ts";
import { invalid } from "../conventions/errors.ts";
import { inRange, listParams, page, range } from "../conventions/lists.ts";
import { string } from "../conventions/params.ts";

export const subscriptionScheduleEndpoints = [
  get(
    "/v1/subscription_schedules",
    listParams({ customer: string(), created: range() }),
    (ctx, { customer, created, ...at }) =>
      page(ctx, "subscription_schedule", "/v1/subscription_schedules", at, {
        where: (one) => (customer === undefined || one.customer === customer) && inRange(one.created, created),
      }),
  ),
  get("/v1/subscription_schedules/:id", {}, (ctx, _params, id) => fetch(ctx, "subscription_schedule", id)),
  post("/v1/subscription_schedules/:id/release", {}, (ctx, _params, id) => {
    const { subscription, status } = fetch(ctx, "subscription_schedule", id);
    const managed = subscription === null ? undefined : ctx.store.get("subscription", subscription);
    if (!managed) throw invalid(`You cannot release a subscription schedule that is in the \`${status}\` status.`);
    releaseSchedule(ctx, managed);
    return fetch(ctx, "subscription_schedule", id);
  }),
];
