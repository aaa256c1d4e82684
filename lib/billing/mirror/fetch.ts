import type Stripe from "stripe";
import { stripe } from "@/lib/stripe/client";
import { Deadline } from "@/lib/stripe/deadline";
import { isMissing } from "@/lib/stripe/failures";
import {
  customerRecord,
  invoiceRecord,
  paymentMethodRecord,
  portalConfigurationRecord,
  productRecord,
  scheduleRecord,
  type Gone,
  type Kind,
  type MirrorRecord,
} from "./records";
import { type DetailedPrice, PRICE_DETAILS, tiersToAskFor, withDetails } from "./price-details";
import { priceRecord } from "./price-record";
import { subscriptionRecord } from "./subscription-record";

/** An object as Stripe has it, and the second (Stripe's own `Date`) at which Stripe said so. */
export type Fetched = { record: MirrorRecord; fetchedAt: Date };

type Answer<T> = Stripe.Response<T>;

const FETCH_MS = 8_000;

/** Stripe sends the products of a portal configuration on demand only. */
export const PORTAL_PRODUCTS = "features.subscription_update.products";

/**
 * Fetches one object from Stripe. One that is gone comes back as a record that says so, except a subscription: Stripe
 * keeps those forever, so a missing one is a failure that a person should see.
 */
export async function fetchFromStripe(kind: Kind, id: string): Promise<Fetched> {
  const options = new Deadline(FETCH_MS).options();
  switch (kind) {
    case "customer":
      return fetched(id, stripe().customers.retrieve(id, {}, options), customerRecord);
    case "product":
      return fetched(id, stripe().products.retrieve(id, {}, options), productRecord);
    case "price":
      return fetched(id, fetchPrice(id, options), priceRecord);
    case "payment_method":
      return fetched(id, stripe().paymentMethods.retrieve(id, {}, options), paymentMethodRecord);
    case "invoice":
      return fetched(id, fetchInvoice(id, options), invoiceRecord);
    case "portal_configuration":
      return fetched(
        id,
        stripe().billingPortal.configurations.retrieve(id, { expand: [PORTAL_PRODUCTS] }, options),
        portalConfigurationRecord,
      );
    // Stripe keeps schedules forever, too.
    case "subscription_schedule": {
      const schedule = await stripe().subscriptionSchedules.retrieve(id, {}, options);
      return { record: scheduleRecord(schedule), fetchedAt: answeredAt(schedule) };
    }
    case "subscription": {
      const subscription = await fetchSubscription(id, options);
      return { record: subscriptionRecord(subscription), fetchedAt: answeredAt(subscription) };
    }
  }
}

async function fetched<T>(
  id: string,
  asked: Promise<Answer<T>>,
  record: (object: NoInfer<T> | Gone) => MirrorRecord,
): Promise<Fetched> {
  try {
    const answer = await asked;
    return { record: record(answer), fetchedAt: answeredAt(answer) };
  } catch (error) {
    if (!isMissing(error)) throw error;
    return {
      record: record({ id, deleted: true }),
      fetchedAt: answeredAt(error as { headers?: Record<string, string> }),
    };
  }
}

const MOST_ITEMS = 5_000;

/** An answer brings ten items at the most; the rest are asked for. */
async function fetchSubscription(id: string, options: Stripe.RequestOptions): Promise<Answer<Stripe.Subscription>> {
  const subscription = await stripe().subscriptions.retrieve(id, {}, options);
  if (subscription.items.has_more) {
    subscription.items.data = await stripe()
      .subscriptionItems.list({ subscription: id, limit: 100 }, options)
      .autoPagingToArray({ limit: MOST_ITEMS + 1 });
    // Some of them would say another sum, and that the others are gone.
    if (subscription.items.data.length > MOST_ITEMS) throw new Error(`${id} has more than ${MOST_ITEMS} items.`);
  }
  return subscription;
}

async function fetchPrice(id: string, options: Stripe.RequestOptions): Promise<Answer<DetailedPrice>> {
  const ask = (expand: string[]) => stripe().prices.retrieve(id, { expand }, options);
  let price = await ask(PRICE_DETAILS);
  const more = tiersToAskFor(price);
  if (more.length > 0) price = await ask([...PRICE_DETAILS, ...more]);
  return withDetails(price);
}

async function fetchInvoice(id: string, options: Stripe.RequestOptions): Promise<Answer<Stripe.Invoice>> {
  const invoice = await stripe().invoices.retrieve(id, {}, options);
  invoice.lines.data = await allLines(invoice, options);
  return invoice;
}

/** So many lines of one invoice are asked for at the most. */
export const MOST_LINES = 1_000;

/** An invoice brings its first ten lines; the rest are asked for. */
export async function allLines(
  { id, lines }: Pick<Stripe.Invoice, "id" | "lines">,
  options: Stripe.RequestOptions,
): Promise<Stripe.InvoiceLineItem[]> {
  if (!lines.has_more || !id) return lines.data;
  return stripe().invoices.listLineItems(id, { limit: 100 }, options).autoPagingToArray({ limit: MOST_LINES });
}

/** The `Date` header of an answer or a refusal, in whole seconds. */
export function answeredAt(answer: {
  lastResponse?: { headers: Record<string, string> };
  headers?: Record<string, string>;
}) {
  const header = answer.lastResponse?.headers.date ?? answer.headers?.date;
  if (!header) throw new Error("Stripe's answer has no Date header, so it can't be told how old it is.");
  return new Date(header);
}
