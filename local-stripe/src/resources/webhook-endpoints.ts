import { del, fetch, get, post } from "../conventions/endpoint.ts";
import { create } from "../billing/changes.ts";
import { invalid } from "../conventions/errors.ts";
import { newId, token } from "../conventions/ids.ts";
import { listParams, page } from "../conventions/lists.ts";
import { changeMetadata, metadata } from "../conventions/metadata.ts";
import { array, boolean, clearable, oneOf, required, string, url, type Param } from "../conventions/params.ts";
import eventTypes from "../events/types.json" with { type: "json" };
import type { WebhookEndpoint } from "../store/objects.ts";

/** `*` for all is one of the names. Patterns are no part of Stripe's API here. */
const events = array(oneOf(...eventTypes));

/** A version is a date, since 2024-09-30 with a name behind it. */
const apiVersion: Param<string> = {
  parse(raw, name) {
    const text = string().parse(raw, name);
    if (!/^\d{4}-\d{2}-\d{2}(\.[a-z]+)?$/.test(text)) throw invalid(`Invalid Stripe API version: ${text}`, name);
    return text;
  },
};

export const webhookEndpointEndpoints = [
  post(
    "/v1/webhook_endpoints",
    {
      url: required(url()),
      enabled_events: required(events),
      api_version: apiVersion,
      connect: boolean(),
      description: clearable(string()),
      metadata: metadata(),
    },
    (ctx, params) => {
      if (params.connect)
        throw invalid("Local Stripe has no connected accounts: `connect` can only be false.", "connect");
      const endpoint: WebhookEndpoint = {
        id: newId("we"),
        object: "webhook_endpoint",
        api_version: params.api_version ?? null,
        application: null,
        created: ctx.now,
        description: params.description ?? null,
        enabled_events: params.enabled_events,
        livemode: false,
        metadata: changeMetadata({}, params.metadata),
        status: "enabled",
        url: params.url,
      };
      const secret = `whsec_${token(32)}`;
      ctx.store.putDetail("webhook_endpoint", endpoint.id, { secret });
      // Shown in this answer and never again
      return { ...create(ctx, "webhook_endpoint", endpoint), secret };
    },
  ),
  get("/v1/webhook_endpoints", listParams({}), (ctx, at) => page(ctx, "webhook_endpoint", "/v1/webhook_endpoints", at)),
  get("/v1/webhook_endpoints/:id", {}, (ctx, _params, id) => fetch(ctx, "webhook_endpoint", id)),
  post(
    "/v1/webhook_endpoints/:id",
    { url: url(), enabled_events: events, description: clearable(string()), disabled: boolean(), metadata: metadata() },
    (ctx, { disabled, metadata: change, ...params }, id) => {
      const before = fetch(ctx, "webhook_endpoint", id);
      const status = disabled === undefined ? before.status : disabled ? "disabled" : "enabled";
      const after: WebhookEndpoint = {
        ...before,
        ...params,
        status,
        metadata: changeMetadata(before.metadata, change),
      };
      ctx.store.put("webhook_endpoint", after);
      return after;
    },
  ),
  del("/v1/webhook_endpoints/:id", {}, (ctx, _params, id) => {
    fetch(ctx, "webhook_endpoint", id);
    ctx.store.remove(id);
    return { id, object: "webhook_endpoint", deleted: true };
  }),
];
