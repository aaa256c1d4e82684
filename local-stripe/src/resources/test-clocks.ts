import { del, fetch, fetchNamed, get, post } from "../conventions/endpoint.ts";
import { beginAdvance } from "../billing/time/advance-clock.ts";
import { deleteClock } from "../billing/time/delete-clock.ts";
import { checkClockRests } from "../conventions/clock.ts";
import { DAY } from "../time.ts";
import { create, update } from "../billing/changes.ts";
import type { Context } from "../conventions/context.ts";
import { invalid, missing, StripeError } from "../conventions/errors.ts";
import { newId } from "../conventions/ids.ts";
import { listParams, page } from "../conventions/lists.ts";
import { required, string, timestamp } from "../conventions/params.ts";
import type { TestClock } from "../store/objects.ts";

/** The documentation says 30 days, while its example object has 7. */
const KEPT_FOR = 30 * DAY;

function fetchClock(ctx: Context, id: string): TestClock {
  const clock = ctx.store.get("test_helpers.test_clock", id);
  // It is named "billingclock", with a parameter named after it (crvouga/mockingbird)
  if (!clock)
    throw new StripeError(404, "invalid_request_error", missing("test_helpers.test_clock", id).message, {
      code: "resource_missing",
      param: "test_clock",
    });
  return clock;
}

function createClock(ctx: Context, params: { frozen_time: number; name?: string; customer?: string }): TestClock {
  const clock: TestClock = {
    id: newId("clock"),
    object: "test_helpers.test_clock",
    created: ctx.now,
    deletes_after: ctx.now + KEPT_FOR,
    frozen_time: params.frozen_time,
    livemode: false,
    name: params.name ?? null,
    status: "ready",
    status_details: {},
  };
  create(ctx, "test_helpers.test_clock", clock, "test_helpers.test_clock.created");
  if (params.customer !== undefined) assignToClock(ctx, params.customer, clock);
  return clock;
}

/** A customer who has bought nothing yet may still be put on a clock, and never leaves it. */
function assignToClock(ctx: Context, id: string, clock: TestClock): void {
  const customer = fetchNamed(ctx, "customer", id, "customer");
  if (customer.test_clock)
    throw invalid(`The customer ${id} is already on the test clock ${customer.test_clock}.`, "customer");
  for (const _subscription of ctx.store.list("subscription", { by: ["customer", id] })) {
    throw invalid(`The customer ${id} has subscriptions and can't be put on a test clock.`, "customer");
  }
  update(ctx, "customer", { ...customer, test_clock: clock.id }, "customer.updated");
}

const PATH = "/v1/test_helpers/test_clocks";

export const testClockEndpoints = [
  post(PATH, { frozen_time: required(timestamp()), name: string({ max: 300 }), customer: string() }, createClock),
  get(PATH, listParams({}), (ctx, at) => page(ctx, "test_helpers.test_clock", PATH, at)),
  get(`${PATH}/:id`, {}, (ctx, _params, id) => fetchClock(ctx, id)),
  post(`${PATH}/:id/advance`, { frozen_time: required(timestamp()) }, (ctx, { frozen_time }, id) =>
    beginAdvance(ctx, fetchClock(ctx, id), frozen_time),
  ),
  del(`${PATH}/:id`, {}, (ctx, _params, id) => {
    const clock = fetchClock(ctx, id);
    checkClockRests(ctx, { test_clock: clock.id });
    return deleteClock(ctx, fetch(ctx, "test_helpers.test_clock", id));
  }),
];
