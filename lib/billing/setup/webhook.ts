import type Stripe from "stripe";
import { STRIPE_API_VERSION, stripe } from "@/lib/stripe/client";
import { setsValue, writeOnce } from "@/lib/stripe/write";
import { HANDLED_EVENTS } from "../mirror/events";
import type { Change, KeyFor } from "./change";

/** The endpoint. Its secret is known only right after creation, because Stripe sends it once. */
export type EndpointMade = { secret: string | undefined };

/**
 * The webhook endpoint at our API version, with exactly the events that the code handles.
 * @param secretIsKnown false when the endpoint's secret is lost; then a new endpoint replaces it
 */
export async function webhookChanges(
  url: string,
  secretIsKnown: boolean,
  keyFor: KeyFor,
): Promise<Change<EndpointMade>[]> {
  const endpoints = await stripe().webhookEndpoints.list({ limit: 100 }).autoPagingToArray({ limit: 1_000 });
  const there = endpoints.find((endpoint) => endpoint.url === url);
  const enabled_events = HANDLED_EVENTS as Stripe.WebhookEndpointCreateParams.EnabledEvent[];
  const wanted = {
    url,
    enabled_events,
    api_version: STRIPE_API_VERSION as Stripe.WebhookEndpointCreateParams.ApiVersion,
  };
  const create = () =>
    writeOnce(keyFor("webhook"), null, (options) => stripe().webhookEndpoints.create(wanted, options));
  if (!there) {
    const make = async () => ({ secret: (await create()).secret });
    return [{ what: `create the webhook endpoint ${url}`, make }];
  }
  if (there.api_version !== STRIPE_API_VERSION || !secretIsKnown) {
    // An endpoint's version can't be changed. The new one comes first, so that no event is missed.
    const make = async () => {
      const { secret } = await create();
      await setsValue(null, (options) => stripe().webhookEndpoints.del(there.id, {}, options));
      return { secret };
    };
    return [{ what: `replace the webhook endpoint ${url}`, make }];
  }
  const events = new Set(there.enabled_events);
  const same = events.size === enabled_events.length && enabled_events.every((type) => events.has(type));
  if (same && there.status === "enabled") return [];
  const make = async () => {
    const values = { enabled_events, disabled: false };
    await setsValue(null, (options) => stripe().webhookEndpoints.update(there.id, values, options));
    return { secret: undefined };
  };
  return [{ what: `update the webhook endpoint ${url}`, make }];
}
