// Every change emits an event, with the object as it was at that moment, and queues it for each endpoint
// that is subscribed to it. Both happen in the transaction of the change, so no change lacks its event.
import { wallClock } from "../time.ts";
import type { Context } from "../conventions/context.ts";
import { queueDelivery } from "./delivery-queue.ts";
import { asShown } from "../conventions/shown.ts";
import { newId } from "../conventions/ids.ts";
import type { StripeEvent, WebhookEndpoint } from "../store/objects.ts";
import { API_VERSION } from "../conventions/version.ts";

export function emit(ctx: Context, type: string, object: object, previous?: Record<string, unknown>): void {
  const endpoints = [...ctx.store.list("webhook_endpoint")].filter((endpoint) => wants(endpoint, type));
  const event: StripeEvent = {
    id: newId("evt"),
    object: "event",
    api_version: API_VERSION,
    // Events carry the wall clock's time even when their object is on a test clock (recorded sample)
    created: wallClock(),
    data: { object: asShown(object), ...(previous && { previous_attributes: previous }) },
    livemode: false,
    pending_webhooks: endpoints.length,
    request: ctx.request,
    type,
  };
  ctx.store.put("event", event);
  for (const endpoint of endpoints) queueDelivery(ctx.store, event.id, endpoint.id);
}

export function wants(endpoint: WebhookEndpoint, type: string): boolean {
  return endpoint.status === "enabled" && endpoint.enabled_events.some((wanted) => wanted === "*" || wanted === type);
}
