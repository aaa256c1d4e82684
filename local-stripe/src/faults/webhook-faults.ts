// What can go wrong on the way to a webhook endpoint. It is decided once for each delivery, before its first attempt.
import { readOdds, type Odds } from "./chance.ts";

const KINDS = ["drop", "delay", "duplicate", "reorder", "twice_at_once"] as const;
export type WebhookFaultKind = (typeof KINDS)[number];

/**
 * `drop`: never sent. `delay`: sent `ms` later. `duplicate`: sent once more after it was taken. `reorder`: sent
 * after the next delivery to the same endpoint, or after `ms` when none comes. `twice_at_once`: two attempts at one time.
 */
export interface WebhookFault extends Odds {
  id: string;
  kind: WebhookFaultKind;
  /** The type of the event, where `*` stands for any text. */
  event: string;
  /** One endpoint, or null for any. */
  endpoint: string | null;
  ms: number;
}

export function isWebhookFault(kind: unknown): kind is WebhookFaultKind {
  return KINDS.some((one) => one === kind);
}

export function readWebhookFault(id: string, kind: WebhookFaultKind, wanted: Record<string, unknown>): WebhookFault {
  const { event = "*", endpoint = null, ms = 2000 } = wanted;
  if (typeof event !== "string" || event.split("*").length > 2)
    throw new Error("event must be the type of an event, with one * at most");
  if (endpoint !== null && typeof endpoint !== "string")
    throw new Error("endpoint must be the id of a webhook endpoint");
  if (typeof ms !== "number" || ms < 0) throw new Error("ms must be a number of milliseconds");
  return { id, kind, event, endpoint, ms, ...readOdds(wanted) };
}
