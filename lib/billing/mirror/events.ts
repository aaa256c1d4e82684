import type Stripe from "stripe";
import { now } from "@/lib/clock";
import { env } from "@/lib/env";
import { eventNotReplayable, invalidSignature } from "@/lib/errors";
import { STRIPE_API_VERSION, stripe } from "@/lib/stripe/client";
import { Deadline } from "@/lib/stripe/deadline";
import { expireCheckoutsOf } from "../checkout/archived";
import { runPendingWork, runPendingWorkOf, runPendingWorkOfCards, unlessFinal } from "../pending-work/run";
import { readPayload, recordFailure, recordIgnored, wasHandled } from "./inbox";
import type { InboxEvent } from "./write";
import {
  customerRecord,
  invoiceRecord,
  paymentMethodRecord,
  portalConfigurationRecord,
  priceRecord,
  productRecord,
  scheduleRecord,
  subscriptionRecord,
  type Gone,
  type Kind,
  type MirrorRecord,
} from "./records";
import { recordSession } from "../checkout/sessions";
import { syncEvent, syncObject } from "./sync";

/** The outcome of an event. */
type Handled = "processed" | "duplicate" | "ignored";

type Handler<T extends Stripe.Event.Type> = (
  event: Extract<Stripe.Event, { type: T }>,
  inbox: InboxEvent,
) => Promise<Handled>;

/** The types that we handle: the router, and the list that `stripe:setup` registers. */
const HANDLERS: { [T in Stripe.Event.Type]?: Handler<T> } = {
  "customer.created": customer,
  "customer.updated": customer,
  "customer.deleted": (event, inbox) => sync(event, inbox, "customer", () => customerRecord(gone(event))),

  "customer.subscription.created": subscription,
  "customer.subscription.updated": subscription,
  "customer.subscription.deleted": subscription,
  "customer.subscription.paused": subscription,
  "customer.subscription.resumed": subscription,
  "customer.subscription.trial_will_end": subscription,
  "customer.subscription.pending_update_applied": subscription,
  "customer.subscription.pending_update_expired": subscription,

  "subscription_schedule.created": schedule,
  "subscription_schedule.updated": schedule,
  "subscription_schedule.released": schedule,
  "subscription_schedule.completed": schedule,
  "subscription_schedule.canceled": schedule,
  "subscription_schedule.aborted": schedule,
  "subscription_schedule.expiring": schedule,

  "billing_portal.configuration.created": portalConfiguration,
  "billing_portal.configuration.updated": portalConfiguration,

  "product.created": product,
  "product.updated": product,
  "product.deleted": (event, inbox) => sync(event, inbox, "product", () => productRecord(gone(event))),

  "price.created": price,
  "price.updated": price,
  "price.deleted": (event, inbox) => sync(event, inbox, "price", () => priceRecord(gone(event))),

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
 * Handles one delivery of Stripe's. Checks the signature, does the work once, and records the outcome.
 * @param payload the body exactly as it came
 * @throws ProductError invalid_signature, and nothing is stored; the failure of the work, which is stored
 */
export async function handleDelivery(payload: string, signature: string | null): Promise<Handled> {
  return work(verify(payload, signature), payload);
}

/**
 * Does the work of an event again that the inbox holds, on the same road as a delivery. One that did its work is a
 * duplicate, as it would be if Stripe sent it.
 * @throws ProductError event_not_replayable when its payload is gone; the failure of the work
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
    return await new Deadline().run(() => handle(event, inbox));
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

type Carries<T> = Stripe.Event & { data: { object: T } };

/** Of a deleted object only the deletion counts. Fields that a late event still carries would come back. */
const gone = (event: Carries<{ id: string }>): Gone => ({ id: event.data.object.id, deleted: true });

/** @param record reads what the event carries; not called for one of another API version, whose fields may lie elsewhere */
async function sync(
  event: Carries<{ id: string }>,
  inbox: InboxEvent,
  kind: Kind,
  record: () => MirrorRecord,
  { whole = true, customerId = null }: { whole?: boolean; customerId?: string | null } = {},
): Promise<Handled> {
  const readable = event.api_version === STRIPE_API_VERSION && whole;
  if (!readable && (await wasHandled(inbox.id))) {
    // No need to ask Stripe. Pending work that the first delivery could not finish is tried again.
    if (kind === "subscription") await unlessFinal(runPendingWorkOf(event.data.object.id));
    return "duplicate";
  }
  const { outcome, pendingFor } = readable
    ? await syncEvent(record(), inbox)
    : await syncObject(kind, event.data.object.id, inbox, customerId);
  // The row is written. What follows from it fails as the event does, so that Stripe delivers again.
  if (pendingFor)
    await unlessFinal(kind === "customer" ? runPendingWorkOfCards(event.data.object.id) : runPendingWork(pendingFor));
  return outcome === "written" ? "processed" : outcome === "duplicate" ? "duplicate" : "ignored";
}

function customer(event: Carries<Stripe.Customer>, inbox: InboxEvent) {
  return sync(event, inbox, "customer", () => customerRecord(event.data.object));
}

function subscription(event: Carries<Stripe.Subscription>, inbox: InboxEvent) {
  const { object } = event.data;
  // A payload holds the first items only.
  return sync(event, inbox, "subscription", () => subscriptionRecord(object, event.id), {
    whole: !object.items?.has_more,
  });
}

function schedule(event: Carries<Stripe.SubscriptionSchedule>, inbox: InboxEvent) {
  return sync(event, inbox, "subscription_schedule", () => scheduleRecord(event.data.object));
}

function portalConfiguration(event: Carries<Stripe.BillingPortal.Configuration>, inbox: InboxEvent) {
  const { object } = event.data;
  // The prices that it offers are in no payload.
  return sync(event, inbox, "portal_configuration", () => portalConfigurationRecord(object), { whole: false });
}

function invoice(event: Carries<Stripe.Invoice>, inbox: InboxEvent) {
  const { object } = event.data;
  // A payload holds the first lines only.
  return sync(event, inbox, "invoice", () => invoiceRecord(object), { whole: !object.lines?.has_more });
}

function paymentMethod(event: Carries<Stripe.PaymentMethod>, inbox: InboxEvent) {
  // One that was detached no longer says whose it was, and neither does Stripe's answer about it. The event does, in
  // every version: otherwise the card would belong to no customer, the event be ignored, and an older event restore the
  // card.
  const before =
    (event.data as Stripe.PaymentMethodDetachedEvent.Data).previous_attributes?.customer ?? event.data.object.customer;
  const customerId = typeof before === "string" ? before : null;
  return sync(event, inbox, "payment_method", () => paymentMethodRecord(event.data.object, customerId), { customerId });
}

async function product(event: Carries<Stripe.Product>, inbox: InboxEvent) {
  const { id, active } = event.data.object;
  const handled = await sync(event, inbox, "product", () => productRecord(event.data.object));
  // First it is off sale, then open checkouts expire.
  if (!active) await expireCheckoutsOf({ productId: id });
  return handled;
}

async function price(event: Carries<Stripe.Price>, inbox: InboxEvent) {
  const { id, active } = event.data.object;
  const handled = await sync(event, inbox, "price", () => priceRecord(event.data.object));
  if (!active) await expireCheckoutsOf({ priceId: id });
  return handled;
}

async function checkoutSession(event: Carries<Stripe.Checkout.Session>, inbox: InboxEvent) {
  if (await wasHandled(inbox.id)) return "duplicate";
  return (await recordSession(event.data.object, inbox)) ? "processed" : "ignored";
}
