import type Stripe from "stripe";
import { own } from "@/lib/own";
import { STRIPE_API_VERSION, stripe } from "@/lib/stripe/client";
import { Deadline } from "@/lib/stripe/deadline";
import { METADATA } from "@/lib/stripe/metadata";
import { noteFailedPayment } from "../cards/refused";
import { expireCheckoutsOf } from "../checkout/archived";
import { wasHandled } from "./inbox";
import { isDeletion, isWhole } from "./received";
import { runPendingWork, runPendingWorkOf, unlessFinal } from "../pending-work/run";
import type { InboxEvent } from "./write";
import {
  customerRecord,
  invoiceRecord,
  paymentMethodRecord,
  productRecord,
  scheduleRecord,
  type Gone,
  type Kind,
  type MirrorRecord,
} from "./records";
import { priceRecord } from "./price-record";
import { subscriptionRecord } from "./subscription-record";
import { recordReversal } from "./reversals";
import { recordSession } from "../checkout/sessions";
import { type Synced, syncEvent, syncObject } from "./sync";

/** The outcome of an event. */
export type Handled = "processed" | "duplicate" | "ignored";

type Handler<T extends Stripe.Event.Type> = (
  event: Extract<Stripe.Event, { type: T }>,
  inbox: InboxEvent,
) => Promise<Handled>;

/** The types that we handle: the router, and the list that `stripe:setup` registers. */
const HANDLERS: { [T in Stripe.Event.Type]?: Handler<T> } = {
  "customer.created": customer,
  "customer.updated": customer,
  "customer.deleted": (event, inbox) => sync(event, inbox, "customer", () => customerRecord(gone(event))),

  // What these bring is not copied. It changes what the customer's row, or the subscription's, says.
  "customer.discount.created": discount,
  "customer.discount.updated": discount,
  "customer.discount.deleted": discount,
  "customer.tax_id.created": (event, inbox) => syncRelated(inbox, "customer", event.data.object.customer),
  "customer.tax_id.updated": (event, inbox) => syncRelated(inbox, "customer", event.data.object.customer),
  "customer.tax_id.deleted": (event, inbox) => syncRelated(inbox, "customer", event.data.object.customer),

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
  "invoice.payment_failed": async (event, inbox) => {
    await noteFailedPayment(event);
    return invoice(event, inbox);
  },
  "invoice.payment_action_required": invoice,
  "invoice.voided": invoice,
  "invoice.marked_uncollectible": invoice,
  "invoice.finalization_failed": invoice,
  "invoice.overdue": invoice,
  "invoice.overpaid": invoice,
  "invoice.payment_attempt_required": invoice,
  "invoice.deleted": (event, inbox) => sync(event, inbox, "invoice", () => invoiceRecord(gone(event))),

  "payment_method.attached": paymentMethod,
  "payment_method.updated": paymentMethod,
  "payment_method.automatically_updated": paymentMethod,
  "payment_method.detached": paymentMethod,

  "mandate.updated": (event, inbox) => syncRelated(inbox, "payment_method", event.data.object.payment_method),

  "charge.refunded": charge,
  "charge.dispute.created": dispute,
  "charge.dispute.updated": dispute,
  "charge.dispute.closed": dispute,
  "charge.dispute.funds_withdrawn": dispute,
  "charge.dispute.funds_reinstated": dispute,
  // A refund may fail days after it was made.
  "refund.created": refund,
  "refund.updated": refund,
  "refund.failed": refund,

  "checkout.session.completed": checkoutSession,
  "checkout.session.expired": checkoutSession,
  "checkout.session.async_payment_succeeded": checkoutSession,
  "checkout.session.async_payment_failed": checkoutSession,
};

export const HANDLED_EVENTS = Object.keys(HANDLERS) as (keyof typeof HANDLERS)[];

/** Only what the table itself names: an event's type may be any word, `constructor` among them. */
export const handlerOf = (type: string) => (own(HANDLERS, type) ?? null) as Handler<Stripe.Event.Type> | null;

type Carries<T> = Stripe.Event & { data: { object: T } };

/** Of a deleted object only the deletion counts. Fields that a late event still carries would come back. */
const gone = (event: Carries<{ id: string }>): Gone => ({ id: event.data.object.id, deleted: true });

/**
 * @param record reads what the event carries; not called for one of another API version, whose fields may lie elsewhere,
 *   nor for one that carries too little; null for a kind of which an event always does: Stripe is asked
 */
async function sync(
  event: Carries<{ id: string }>,
  inbox: InboxEvent,
  kind: Kind,
  record: (() => MirrorRecord) | null,
  customerId: string | null = null,
): Promise<Handled> {
  if (typeof event.data.object?.id !== "string") throw new Error(`The event ${event.id} names no ${kind}.`);
  const tellsEnough = isDeletion(event) || isWhole(kind, event.data.object);
  const isReadable = event.api_version === STRIPE_API_VERSION && tellsEnough;
  const { id } = event.data.object;
  if (!(record && isReadable) && (await wasHandled(inbox.id))) return handledBefore(kind, id); // no need to ask Stripe
  const synced =
    record && isReadable ? await syncEvent(record(), inbox) : await syncObject(kind, id, inbox, customerId);
  return workedOff(kind, id, synced);
}

/** For an event whose object is not copied itself: the one that it concerns is brought from Stripe. */
async function syncRelated(inbox: InboxEvent, kind: Kind, related: Reference): Promise<Handled> {
  const id = idOf(related);
  if (id === null) return "ignored";
  if (await wasHandled(inbox.id)) return handledBefore(kind, id);
  return workedOff(kind, id, await syncObject(kind, id, inbox));
}

/** The row is written. What follows from it fails as the event does, so that Stripe delivers again. */
async function workedOff(kind: Kind, id: string, { outcome, pendingFor }: Synced): Promise<Handled> {
  if (outcome === "duplicate") return handledBefore(kind, id);
  // Those of an invoice, a subscription or its schedule have one workspace.
  const isOfOne = kind !== "customer" && kind !== "payment_method";
  if (pendingFor) await unlessFinal(isOfOne ? runPendingWork(pendingFor, "for a webhook") : runPendingWorkOf(kind, id));
  return outcome === "written" ? "processed" : "ignored";
}

/** Pending work that the first delivery could not finish is tried again, whatever its event was. */
async function handledBefore(kind: Kind, id: string): Promise<Handled> {
  await unlessFinal(runPendingWorkOf(kind, id));
  return "duplicate";
}

type Reference = string | { id: string } | null | undefined;

const idOf = (related: Reference): string | null => (typeof related === "string" ? related : related?.id) ?? null;

function discount({ data }: Carries<Stripe.Discount>, inbox: InboxEvent) {
  const { subscription: of, customer: owner } = data.object;
  return of ? syncRelated(inbox, "subscription", of) : syncRelated(inbox, "customer", owner);
}

function charge({ data }: Carries<Stripe.Charge>, inbox: InboxEvent) {
  return recordReversal(inbox, data.object.id, data.object);
}

function dispute({ data }: Carries<Stripe.Dispute>, inbox: InboxEvent) {
  return recordReversal(inbox, idOf(data.object.charge), data.object);
}

function refund({ data }: Carries<Stripe.Refund>, inbox: InboxEvent) {
  return recordReversal(inbox, idOf(data.object.charge), data.object);
}

function customer(event: Carries<Stripe.Customer>, inbox: InboxEvent) {
  return sync(event, inbox, "customer", () => customerRecord(event.data.object));
}

function subscription(event: Carries<Stripe.Subscription>, inbox: InboxEvent) {
  return sync(event, inbox, "subscription", () => subscriptionRecord(event.data.object, event.id));
}

function schedule(event: Carries<Stripe.SubscriptionSchedule>, inbox: InboxEvent) {
  return sync(event, inbox, "subscription_schedule", () => scheduleRecord(event.data.object));
}

function portalConfiguration(event: Carries<Stripe.BillingPortal.Configuration>, inbox: InboxEvent) {
  return sync(event, inbox, "portal_configuration", null);
}

function invoice(event: Carries<Stripe.Invoice>, inbox: InboxEvent) {
  return sync(event, inbox, "invoice", () => invoiceRecord(event.data.object));
}

function paymentMethod(event: Carries<Stripe.PaymentMethod>, inbox: InboxEvent) {
  // One that was detached no longer says whose it was, and neither does Stripe's answer about it. The event does, in
  // every version: otherwise the card would belong to no customer, the event be ignored, and an older event restore the
  // card.
  const before =
    (event.data as Stripe.PaymentMethodDetachedEvent.Data).previous_attributes?.customer ?? event.data.object.customer;
  const customerId = typeof before === "string" ? before : null;
  return sync(event, inbox, "payment_method", () => paymentMethodRecord(event.data.object, customerId), customerId);
}

async function product(event: Carries<Stripe.Product>, inbox: InboxEvent) {
  const handled = await sync(event, inbox, "product", () => productRecord(event.data.object));
  // First it is off sale, then open checkouts expire.
  const { id, active } = event.data.object;
  if (!active) await expireCheckoutsOf({ productId: id });
  return handled;
}

async function price(event: Carries<Stripe.Price>, inbox: InboxEvent) {
  const handled = await sync(event, inbox, "price", null);
  const { id, active, metadata } = event.data.object;
  if (!active || metadata[METADATA.hidden] === "true") await expireCheckoutsOf({ priceId: id });
  return handled;
}

async function checkoutSession(event: Carries<Stripe.Checkout.Session>, inbox: InboxEvent) {
  if (await wasHandled(inbox.id)) return "duplicate";
  const { object } = event.data;
  const isNamedOnly = object.status === undefined || object.expires_at === undefined;
  const session = isNamedOnly
    ? await stripe().checkout.sessions.retrieve(object.id, {}, new Deadline().options())
    : object;
  return (await recordSession(session, inbox)) ? "processed" : "ignored";
}
