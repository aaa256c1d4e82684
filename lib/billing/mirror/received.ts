import type Stripe from "stripe";
import { now } from "@/lib/clock";
import { env } from "@/lib/env";
import { invalidRequest, invalidSignature } from "@/lib/errors";
import { isSigned } from "@/lib/stripe/signature";
import type { Kind } from "./records";
import type { InboxEvent } from "./write";

/** An event as it came: what is recorded of any, and what is handled of those that carry an object. */
export type Received = {
  inbox: InboxEvent;
  /** What it is about; null for what has no id. */
  objectId: string | null;
  /** The account that the event names: of connected accounts and of organizations. */
  account: string | null;
  /** Null for a thin event, which carries no object (https://docs.stripe.com/event-destinations#thin-events). */
  snapshot: Stripe.Event | null;
};

/**
 * Several secrets are accepted at once, so that one can be replaced without a pause.
 * @throws ProductError invalid_signature
 */
export function checkSignature(payload: string, signature: string | null): void {
  const signed = env().STRIPE_WEBHOOK_SECRET.some((secret) => isSigned(payload, signature, secret));
  if (!signed) throw invalidSignature();
}

/** The fields that snapshot and thin events may have, none of which is believed to be there. */
type Loose = {
  id?: unknown;
  object?: unknown;
  type?: unknown;
  created?: unknown;
  api_version?: unknown;
  livemode?: unknown;
  account?: unknown;
  context?: unknown;
  related_object?: { id?: unknown } | null;
  data?: { object?: unknown };
};

/**
 * Reads a body whose signature was right.
 * @throws ProductError invalid_request for what is no event of Stripe's
 */
export function readEvent(payload: string): Received {
  const event = parse(payload);
  const created = instantOf(event.created);
  if (typeof event.id !== "string" || typeof event.type !== "string" || !created) throw notAnEvent();
  const isThin = event.object === "v2.core.event";
  const object = event.data?.object;
  // An object may come as its id alone.
  const carried = typeof object === "string" ? { id: object } : object;
  const objectId = textOf(isThin ? event.related_object?.id : (carried as { id?: unknown } | null | undefined)?.id);
  const inbox: InboxEvent = {
    id: event.id,
    type: event.type,
    created,
    apiVersion: textOf(event.api_version),
    payload,
    receivedAt: now(),
  };
  const snapshot = { ...event, data: { ...event.data, object: carried } } as unknown as Stripe.Event;
  return { inbox, objectId, account: accountOf(event), snapshot: isThin ? null : snapshot };
}

/** The account that an event names. A context is a path, as `organization/account`. */
export const accountOf = ({ account, context }: { account?: unknown; context?: unknown }): string | null =>
  textOf(account) ?? textOf(context)?.split("/").at(-1) ?? null;

function parse(payload: string): Loose {
  try {
    const event: unknown = JSON.parse(payload);
    if (typeof event === "object" && event !== null) return event;
  } catch {
    // Not JSON: refused below.
  }
  throw notAnEvent();
}

const notAnEvent = () => invalidRequest([{ field: "body", message: "is not an event of Stripe's" }]);

const textOf = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);

/** Seconds in a snapshot, a text in a thin event. */
function instantOf(created: unknown): Date | null {
  const at = typeof created === "number" ? new Date(created * 1000) : new Date(textOf(created) ?? NaN);
  return Number.isNaN(at.getTime()) ? null : at;
}

/** Whether its object is gone. A subscription is never deleted: its event of that name brings its last state. */
export const isDeletion = ({ type }: Pick<Stripe.Event, "type">): boolean =>
  type.endsWith(".deleted") && type !== "customer.subscription.deleted";

/**
 * Whether an object of our API version carries what its row is read from. An event may name its object by the id alone;
 * then Stripe is asked. A payload holds the first items of a subscription and the first lines of an invoice only, neither the
 * currencies nor the tiers of a price, and none of the prices that a portal configuration offers.
 */
export function isWhole(kind: Kind, object: object): boolean {
  const { created, items, lines } = object as Partial<
    Pick<Stripe.Subscription, "created" | "items"> & Pick<Stripe.Invoice, "lines">
  >;
  if (typeof created !== "number" || kind === "portal_configuration" || kind === "price") return false;
  if (kind === "invoice") return !lines?.has_more;
  if (kind !== "subscription") return true;
  return Array.isArray(items?.data) && !items.has_more && items.data.every(({ price }) => Boolean(price?.id));
}
