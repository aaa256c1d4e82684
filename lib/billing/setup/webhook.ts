import type Stripe from "stripe";
import { STRIPE_API_VERSION, stripe } from "@/lib/stripe/client";
import { HANDLED_EVENTS } from "../mirror/events";
import type { Change } from "./change";

/** The endpoint. Its secret is known only right after creation, because Stripe sends it once. */
export type EndpointMade = { secret: string | undefined };

/**
 * The webhook endpoint at our API version, with exactly the events that the code handles.
 * @param secretIsKnown false when the endpoint's secret is lost; then a new endpoint replaces it
 */
export async function webhookChanges(url: string, secretIsKnown: boolean): Promise<Change<EndpointMade>[]> {
  const endpoints = await stripe().webhookEndpoints.list({ limit: 100 }).autoPagingToArray({ limit: 1_000 });
  const there = endpoints.find((endpoint) => endpoint.url === url);
  const enabled_events = HANDLED_EVENTS as Stripe.WebhookEndpointCreateParams.EnabledEvent[];
  const create = () =>
    stripe().webhookEndpoints.create({
      url,
      enabled_events,
      api_version: STRIPE_API_VERSION as Stripe.WebhookEndpointCreateParams.ApiVersion,
    });
  if (!there) {
    const make = async () => ({ secret: (await create()).secret });
    return [{ what: `create the webhook endpoint ${url}`, make }];
  }
  if (there.api_version !== STRIPE_API_VERSION || !secretIsKnown) {
    // An endpoint's version can't be changed. The new one comes first, so that no event is missed.
    const make = async () => {
      const { secret } = await create();
      await stripe().webhookEndpoints.del(there.id);
      return { secret };
    };
    return [{ what: `replace the webhook endpoint ${url}`, make }];
  }
  const events = new Set(there.enabled_events);
  const same = events.size === enabled_events.length && enabled_events.every((type) => events.has(type));
  if (same && there.status === "enabled") return [];
  const make = async () => {
    await stripe().webhookEndpoints.update(there.id, { enabled_events, disabled: false });
    return { secret: undefined };
  };
  return [{ what: `update the webhook endpoint ${url}`, make }];
}
