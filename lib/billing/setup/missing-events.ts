import type Stripe from "stripe";
import { statement } from "@/lib/db";
import { stripe } from "@/lib/stripe/client";
import { HANDLED_EVENTS } from "../mirror/events";

const WEBHOOK_PATH = /\/api\/subscriptions\/webhook\/?$/;

/**
 * The event types that the app handles and our endpoint at Stripe does not send, as after an upgrade: they are lost until
 * `stripe:setup` adds them. Kept for the operator's page, which doesn't call Stripe.
 * @param base where the app is, if that is known
 * @returns null where no endpoint is known to be ours, as when Stripe's command-line tool carries the events
 */
export async function checkMissingEvents(base: string | undefined): Promise<string[] | null> {
  const endpoints = await stripe().webhookEndpoints.list({ limit: 100 }, { timeout: 5_000, maxNetworkRetries: 1 });
  const missing = missingIn(endpoints.data, base);
  await statement("missing_events_keep", "UPDATE installation SET missing_events = $1", [missing ?? []]);
  return missing;
}

/** Several endpoints of one account may be other installations'. */
export function missingIn(
  endpoints: Pick<Stripe.WebhookEndpoint, "url" | "status" | "enabled_events">[],
  base: string | undefined,
): string[] | null {
  const ours = endpoints.filter(({ url, status }) => status === "enabled" && WEBHOOK_PATH.test(url));
  const here = ours.filter(({ url }) => base !== undefined && url.startsWith(`${base}/`));
  const [endpoint, another] = here.length > 0 ? here : ours;
  if (!endpoint || (another && here.length === 0)) return null;
  // What several endpoints of one address send counts together.
  const sent = new Set((here.length > 0 ? here : [endpoint]).flatMap(({ enabled_events }) => enabled_events));
  return sent.has("*") ? [] : HANDLED_EVENTS.filter((type) => !sent.has(type));
}

/** As the last check found them. */
export async function readMissingEvents(): Promise<string[]> {
  const [row] = await statement<{ missing: string[] | null }>(
    "missing_events",
    "SELECT missing_events AS missing FROM installation",
    [],
  );
  // A check of another release may know other types.
  const handled = new Set<string>(HANDLED_EVENTS);
  return (row?.missing ?? []).filter((type) => handled.has(type));
}

/** The one sentence about it, for a log and a command. */
export const missingEventsSentence = (missing: string[]): string =>
  `The webhook endpoint at Stripe doesn't send ${missing.length} event types that this release handles ` +
  `(${missing.join(", ")}). Run npm run stripe:setup.`;
