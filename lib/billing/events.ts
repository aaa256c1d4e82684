import type Stripe from "stripe";
import { now } from "@/lib/clock";
import { env } from "@/lib/env";
import { eventNotReplayable, invalidSignature } from "@/lib/errors";
import { STRIPE_API_VERSION, stripe } from "@/lib/stripe/client";
import { readPayload, recordFailure, recordIgnored, wasHandled } from "./inbox";
import type { InboxEvent } from "./mirror";
import {
  customerRecord,
  invoiceRecord,
  paymentMethodRecord,
  priceRecord,
  productRecord,
  subscriptionRecord,
  type Gone,
  type MirrorRecord,
} from "./records";
import { expireSessionsFor, recordSession } from "./sessions";
import { syncEvent } from "./sync";

/** What became of an event. */
type Handled = "processed" | "duplicate" | "ignored";

type Handler<T extends Stripe.Event.Type> = (
  event: Extract<Stripe.Event, { type: T }>,
  inbox: InboxEvent,
) => Promise<Handled>;

/** The types that we handle: the router, and the list that `stripe:setup` registers. */
const HANDLERS: { [T in Stripe.Event.Type]?: Handler<T> } = {
  "customer.created": (event, inbox) => sync(event, inbox, customerRecord(event.data.object)),
  "customer.updated": (event, inbox) => sync(event, inbox, customerRecord(event.data.object)),
  "customer.deleted": (event, inbox) => sync(event, inbox, customerRecord(gone(event.data.object))),

  "customer.subscription.created": subscription,
  "customer.subscription.updated": subscription,
  "customer.subscription.deleted": subscription,
  "customer.subscription.paused": subscription,
  "customer.subscription.resumed": subscription,
  "customer.subscription.trial_will_end": subscription,
  "customer.subscription.pending_update_applied": subscription,
  "customer.subscription.pending_update_expired": subscription,

  "product.created": product,
  "product.updated": product,
  "product.deleted": (event, inbox) => sync(event, inbox, productRecord(gone(event.data.object))),

  "price.created": price,
  "price.updated": price,
  "price.deleted": (event, inbox) => sync(event, inbox, priceRecord(gone(event.data.object))),

  "invoice.created": invoice,
  "invoice.updated": invoice,
  "invoice.finalized": invoice,
  "invoice.paid": invoice,
  "invoice.payment_failed": invoice,
  "invoice.payment_action_required": invoice,
  "invoice.voided": invoice,
  "invoice.marked_uncollectible": invoice,

  "payment_method.attached": paymentMethod,
  "payment_method.updated": paymentMethod,
  "payment_method.detached": paymentMethod,

  "checkout.session.completed": checkoutSession,
  "checkout.session.expired": checkoutSession,
  "checkout.session.async_payment_succeeded": checkoutSession,
  "checkout.session.async_payment_failed": checkoutSession,
};

export const HANDLED_EVENTS = Object.keys(HANDLERS) as (keyof typeof HANDLERS)[];

/**
 * One delivery of Stripe's: checks who sent it, does its work once, and writes down what became of it.
 * @param payload the body exactly as it came
 * @throws ProductError invalid_signature, and nothing is stored; whatever the work fails with, and the failure is stored
 */
export async function handleDelivery(payload: string, signature: string | null): Promise<Handled> {
  return work(verify(payload, signature), payload);
}

/**
 * Does the work of an event again that the inbox holds, on the same road as a delivery. One that did its work is a
 * duplicate, as it would be if Stripe sent it.
 * @throws ProductError event_not_replayable when nothing of it was kept; whatever the work fails with
 */
export async function replayEvent(eventId: string): Promise<Handled> {
  const payload = await readPayload(eventId);
  if (payload === null) throw eventNotReplayable();
  return work(JSON.parse(payload) as Stripe.Event, payload);
}

async function work(event: Stripe.Event, payload: string): Promise<Handled> {
  const inbox: InboxEvent = {
    id: event.id,
    type: event.type,
    created: new Date(event.created * 1000),
    apiVersion: event.api_version,
    payload,
    receivedAt: now(),
  };
  try {
    return await handle(event, inbox);
  } catch (error) {
    await recordFailure(inbox, objectId(event), error);
    throw error;
  }
}

/** Several secrets are accepted at once, so that one can be replaced without a pause. */
function verify(payload: string, signature: string | null): Stripe.Event {
  for (const secret of env().STRIPE_WEBHOOK_SECRET) {
    try {
      return stripe().webhooks.constructEvent(payload, signature ?? "", secret, TOLERANCE_SECONDS);
    } catch {
      // Not signed with this secret, or too long ago: the next one, or the refusal below.
    }
  }
  throw invalidSignature();
}

const TOLERANCE_SECONDS = 300;

async function handle(event: Stripe.Event, inbox: InboxEvent): Promise<Handled> {
  const handler = HANDLERS[event.type] as Handler<Stripe.Event.Type> | undefined;
  const outcome = handler && event.livemode === env().live ? await handler(event, inbox) : "ignored";
  if (outcome === "ignored") await recordIgnored(inbox, objectId(event));
  return outcome;
}

const objectId = (event: Stripe.Event): string | null => {
  const object = event.data.object as { id?: unknown };
  return typeof object.id === "string" ? object.id : null;
};

/** Of what was deleted only that counts: fields that a late event still carries would come back to life. */
const gone = (object: { id: string }): Gone => ({ id: object.id, deleted: true });

async function sync(event: Stripe.Event, inbox: InboxEvent, record: MirrorRecord): Promise<Handled> {
  const sameVersion = event.api_version === STRIPE_API_VERSION;
  if (!sameVersion && (await wasHandled(inbox.id))) return "duplicate"; // before Stripe is asked for nothing
  const outcome = await syncEvent(record, inbox, sameVersion);
  return outcome === "written" ? "processed" : outcome === "duplicate" ? "duplicate" : "ignored";
}

function subscription(event: { data: { object: Stripe.Subscription } } & Stripe.Event, inbox: InboxEvent) {
  return sync(event, inbox, subscriptionRecord(event.data.object, event.id));
}

function invoice(event: { data: { object: Stripe.Invoice } } & Stripe.Event, inbox: InboxEvent) {
  return sync(event, inbox, invoiceRecord(event.data.object));
}

function paymentMethod(event: { data: { object: Stripe.PaymentMethod } } & Stripe.Event, inbox: InboxEvent) {
  // One that was detached no longer says whose it was.
  const before = (event.data as Stripe.PaymentMethodDetachedEvent.Data).previous_attributes?.customer;
  return sync(event, inbox, paymentMethodRecord(event.data.object, typeof before === "string" ? before : null));
}

async function product(event: { data: { object: Stripe.Product } } & Stripe.Event, inbox: InboxEvent) {
  const { id, active } = event.data.object;
  if (!active && !(await wasHandled(inbox.id))) await expireSessionsFor({ productId: id });
  return sync(event, inbox, productRecord(event.data.object));
}

async function price(event: { data: { object: Stripe.Price } } & Stripe.Event, inbox: InboxEvent) {
  const { id, active } = event.data.object;
  if (!active && !(await wasHandled(inbox.id))) await expireSessionsFor({ priceId: id });
  return sync(event, inbox, priceRecord(event.data.object));
}

async function checkoutSession(event: { data: { object: Stripe.Checkout.Session } } & Stripe.Event, inbox: InboxEvent) {
  if (await wasHandled(inbox.id)) return "duplicate";
  return (await recordSession(event.data.object, inbox)) ? "processed" : "ignored";
}
