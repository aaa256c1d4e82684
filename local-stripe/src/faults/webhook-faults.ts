// What can go wrong on the way to a webhook endpoint. It is decided once for each delivery, before its first attempt.
import { parseOdds, type Odds } from "./chance.ts";

const KINDS = ["drop", "delay", "duplicate", "reorder", "twice_at_once"] as const;
export type WebhookFaultKind = (typeof KINDS)[number];

/**
 * `drop`: never sent. `delay`: sent `ms` later. `duplicate`: sent once more after it was delivered. `reorder`: sent
 * after the next delivery to the same endpoint, or after `ms` if there is none. `twice_at_once`: two attempts at the same time.
 */
export interface WebhookFault extends Odds {
  id: string;
  kind: WebhookFaultKind;
  /** The type of the event, where `*` matches any text. */
  event: string;
  /** One endpoint, or null for any. */
  endpoint: string | null;
  ms: number;
}

export function isWebhookFault(kind: unknown): kind is WebhookFaultKind {
  return KINDS.some((one) => one === kind);
}

export function parseWebhookFault(id: string, kind: WebhookFaultKind, wanted: Record<string, unknown>): WebhookFault {
  const { event = "*", endpoint = null, ms = 2000 } = wanted;
  if (typeof event !== "string" || event.split("*").length > 2)
    throw new Error("event must be the type of an event, with one * at most");
  if (endpoint !== null && typeof endpoint !== "string")
    throw new Error("endpoint must be the id of a webhook endpoint");
  if (typeof ms !== "number" || ms < 0) throw new Error("ms must be a number of milliseconds");
  return { id, kind, event, endpoint, ms, ...parseOdds(wanted) };
}
