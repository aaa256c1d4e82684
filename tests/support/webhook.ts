/** Stripe's part in a delivery: events, signed as Stripe signs them. */
import { randomUUID } from "node:crypto";
import Stripe from "stripe";
import type { TestApp } from "./app";
import { rowOf, WEBHOOK } from "./billing";

export interface Delivered {
  status: number;
  outcome: string | undefined;
  code: string | undefined;
}

export interface Delivery {
  /** Another than the app's first secret. */
  secret?: string;
  /** When it was signed, in seconds; now, if not given. */
  timestamp?: number;
  /** Instead of a good signature: any header, or null for none. */
  signature?: string | null;
  /** Where: another path or another instance. */
  url?: string;
}

export const secretOf = (app: TestApp): string => app.env.STRIPE_WEBHOOK_SECRET?.split(",")[0] ?? "";

/** Sends an event, signed with the app's own secret unless told otherwise. */
export async function deliver(app: TestApp, event: object | string, options: Delivery = {}): Promise<Delivered> {
  const payload = typeof event === "string" ? event : JSON.stringify(event);
  const good = Stripe.webhooks.generateTestHeaderString({
    payload,
    secret: options.secret ?? secretOf(app),
    timestamp: options.timestamp,
  });
  const signature = options.signature === undefined ? good : options.signature;
  const headers = { "content-type": "application/json", ...(signature !== null && { "stripe-signature": signature }) };
  const answer = await fetch(options.url ?? `${app.url}${WEBHOOK}`, {
    method: "POST",
    headers,
    body: payload,
    redirect: "manual",
  });
  const body = (await answer.json()) as { outcome?: string; code?: string };
  return { status: answer.status, outcome: body.outcome, code: body.code };
}

/** A delivery as `fetch` takes it, signed with the app's own secret. */
export function signed(app: TestApp, event: object): { method: string; headers: Record<string, string>; body: string } {
  const payload = JSON.stringify(event);
  const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret: secretOf(app) });
  return {
    method: "POST",
    headers: { "content-type": "application/json", "stripe-signature": signature },
    body: payload,
  };
}

/** An event that nobody has delivered yet, of the pinned version unless told otherwise. */
export function eventOf(type: string, object: object, more: Partial<Stripe.Event> = {}): Stripe.Event {
  return {
    id: `evt_${randomUUID().replaceAll("-", "")}`,
    object: "event",
    api_version: Stripe.API_VERSION,
    created: Math.floor(Date.now() / 1000),
    data: { object },
    livemode: false,
    pending_webhooks: 1,
    request: null,
    type,
    ...more,
  } as unknown as Stripe.Event;
}

/** What the app wrote down about an event. */
export async function inboxOf(app: TestApp, event: { id: string }): Promise<Record<string, unknown> | undefined> {
  const row = await rowOf(app, "stripe_event", event.id);
  return row && { ...row, payload: row.payload === null ? null : (JSON.parse(String(row.payload)) as unknown) };
}
