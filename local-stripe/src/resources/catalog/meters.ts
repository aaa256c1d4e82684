// Meters: what a metered price counts. How much it counted is set at `/_local/usage`.
import { create, update } from "../../billing/changes.ts";
import { fetch, get, post } from "../../conventions/endpoint.ts";
import { invalid } from "../../conventions/errors.ts";
import { newId } from "../../conventions/ids.ts";
import { listParams, page } from "../../conventions/lists.ts";
import { object, oneOf, required, string } from "../../conventions/params.ts";
import type { Meter } from "../../store/objects.ts";

export const meterEndpoints = [
  post(
    "/v1/billing/meters",
    {
      customer_mapping: object({ event_payload_key: required(string({ max: 100 })), type: required(oneOf("by_id")) }),
      default_aggregation: required(object({ formula: required(oneOf("count", "last", "sum")) })),
      display_name: required(string({ max: 250 })),
      event_name: required(string({ max: 100 })),
      event_time_window: oneOf("day", "hour"),
      value_settings: object({ event_payload_key: required(string({ max: 100 })) }),
    },
    (ctx, params) => {
      const taken = [...ctx.store.list("billing.meter")].find(
        ({ event_name, status }) => event_name === params.event_name && status === "active",
      );
      // Wording unverified
      if (taken)
        throw invalid(
          `An active meter (\`${taken.id}\`) already uses the event name ${params.event_name}.`,
          "event_name",
          "resource_already_exists",
        );
      const meter: Meter = {
        id: newId("mtr_test").replace(/^mtr_test_1/, "mtr_test_61"),
        object: "billing.meter",
        created: ctx.now,
        customer_mapping: params.customer_mapping ?? { event_payload_key: "stripe_customer_id", type: "by_id" },
        default_aggregation: params.default_aggregation,
        display_name: params.display_name,
        event_name: params.event_name,
        event_time_window: params.event_time_window ?? null,
        livemode: false,
        status: "active",
        status_transitions: { deactivated_at: null },
        updated: ctx.now,
        value_settings: params.value_settings ?? { event_payload_key: "value" },
      };
      return create(ctx, "billing.meter", meter, "billing.meter.created");
    },
  ),
  get("/v1/billing/meters", listParams({ status: oneOf("active", "inactive") }), (ctx, { status, ...at }) =>
    page(ctx, "billing.meter", "/v1/billing/meters", at, {
      where: (meter) => status === undefined || meter.status === status,
    }),
  ),
  get("/v1/billing/meters/:id", {}, (ctx, _params, id) => fetch(ctx, "billing.meter", id)),
  post("/v1/billing/meters/:id", { display_name: string({ max: 250 }) }, (ctx, params, id) =>
    update(
      ctx,
      "billing.meter",
      { ...fetch(ctx, "billing.meter", id), ...params, updated: ctx.now },
      "billing.meter.updated",
    ),
  ),
  post("/v1/billing/meters/:id/deactivate", {}, (ctx, _params, id) => {
    const meter = fetch(ctx, "billing.meter", id);
    if (meter.status === "inactive") throw invalid("This meter is already inactive.");
    const status_transitions = { deactivated_at: ctx.now };
    const off: Meter = { ...meter, status: "inactive", status_transitions, updated: ctx.now };
    return update(ctx, "billing.meter", off, "billing.meter.deactivated");
  }),
  post("/v1/billing/meters/:id/reactivate", {}, (ctx, _params, id) => {
    const meter = fetch(ctx, "billing.meter", id);
    if (meter.status === "active") throw invalid("This meter is already active.");
    const on: Meter = { ...meter, status: "active", status_transitions: { deactivated_at: null }, updated: ctx.now };
    return update(ctx, "billing.meter", on, "billing.meter.reactivated");
  }),
];
