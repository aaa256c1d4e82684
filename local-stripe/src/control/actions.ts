// What tests do through `/_local` and people in the dashboard, beside Stripe's API.
import type { App } from "../http/app.ts";
import type { Delivery } from "../events/delivery-queue.ts";
import { wants } from "../events/events.ts";
import type { StripeEvent } from "../store/objects.ts";

/** To every endpoint that is subscribed to it now. */
export function resendEvent(app: App, event: StripeEvent): Delivery[] {
  const endpoints = [...app.store.list("webhook_endpoint")].filter((endpoint) => wants(endpoint, event.type));
  return endpoints.map((endpoint) => app.deliveries.resend(event.id, endpoint.id));
}

/** An empty server with the same account. */
export function reset(app: App): void {
  app.store.clear();
  app.faults.clear();
  app.limits.clear();
  app.keys.clear();
  app.store.declines.clear();
  app.store.finalizationFailures.clear();
  app.requests.clear();
}
