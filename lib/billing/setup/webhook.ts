import type Stripe from "stripe";
import { STRIPE_API_VERSION, stripe } from "@/lib/stripe/client";
import { setsValue, writeOnce } from "@/lib/stripe/write";
import { HANDLED_EVENTS } from "../mirror/events";
import type { Change, Field, Ids, KeyFor } from "./change";

export type WantedEndpoint = {
  url: string;
  /** False when the secret of an existing endpoint is lost; then a new endpoint replaces it. */
  secretIsKnown: boolean;
};

/** The webhook endpoint at our API version, with exactly the events that the code handles. */
export function webhookChanges(
  { url, secretIsKnown }: WantedEndpoint,
  endpoints: Stripe.WebhookEndpoint[],
  keyFor: KeyFor,
): Change[] {
  const [there, ...more] = endpoints.filter((endpoint) => endpoint.url === url);
  const enabled_events = HANDLED_EVENTS as Stripe.WebhookEndpointCreateParams.EnabledEvent[];
  const wanted = {
    url,
    enabled_events,
    api_version: STRIPE_API_VERSION as Stripe.WebhookEndpointCreateParams.ApiVersion,
  };
  const creation = (what: string, fields: Field[]): Change => ({
    what,
    fields,
    make: async (ids: Ids) => {
      const endpoint = await writeOnce(keyFor("webhook"), null, (options) =>
        stripe().webhookEndpoints.create(wanted, options),
      );
      ids.webhookSecret = endpoint.secret;
    },
  });
  const events = eventFields(there?.enabled_events ?? [], enabled_events);
  const version = { field: "api_version", before: there?.api_version ?? null, after: STRIPE_API_VERSION };
  if (!there) return [creation(`create the webhook endpoint ${url}`, [version, ...events])];
  // With several of one address, which a setup leaves that is cut off while it replaces one, nobody knows whose secret it is.
  if (there.api_version !== STRIPE_API_VERSION || !secretIsKnown || more.length > 0) {
    const lost = secretIsKnown && more.length === 0 ? [] : [{ field: "secret", before: "unknown here", after: "new" }];
    const changed = there.api_version === STRIPE_API_VERSION ? [] : [version];
    // An endpoint's version can't be changed. The new one comes first, so that no event is missed.
    return [
      creation(`create the webhook endpoint ${url} anew`, [...changed, ...events, ...lost]),
      ...[there, ...more].map(deletion),
    ];
  }
  const status = there.status === "enabled" ? [] : [{ field: "status", before: there.status, after: "enabled" }];
  const fields = [...events, ...status];
  if (fields.length === 0) return [];
  const make = async () => {
    const values = { enabled_events, disabled: false };
    await setsValue(null, (options) => stripe().webhookEndpoints.update(there.id, values, options));
  };
  return [{ what: `update the webhook endpoint ${url} (${there.id})`, fields, make }];
}

const deletion = ({ id, api_version }: Stripe.WebhookEndpoint): Change => ({
  what: `delete the earlier webhook endpoint ${id}`,
  fields: [{ field: "api_version", before: api_version, after: null }],
  make: async () => void (await setsValue(null, (options) => stripe().webhookEndpoints.del(id, {}, options))),
});

/** There are many, so the change names those that come and go. */
function eventFields(before: string[], after: string[]): Field[] {
  const only = (list: string[], other: string[]) => list.filter((type) => !other.includes(type)).join(" ") || null;
  const [goes, comes] = [only(before, after), only(after, before)];
  if (!goes && !comes) return [];
  if (before.length === 0) return [{ field: "enabled_events", before: null, after: `${after.length} types` }];
  return [{ field: "enabled_events", before: goes, after: comes }];
}
