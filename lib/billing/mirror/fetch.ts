import type Stripe from "stripe";
import { stripe } from "@/lib/stripe/client";
import { Deadline } from "@/lib/stripe/deadline";
import { isMissing } from "@/lib/stripe/failures";
import {
  customerRecord,
  invoiceRecord,
  paymentMethodRecord,
  priceRecord,
  productRecord,
  subscriptionRecord,
  type Gone,
  type Kind,
  type MirrorRecord,
} from "./records";

/** An object as Stripe has it, and the second (Stripe's own `Date`) at which Stripe said so. */
export type Reading = { record: MirrorRecord; readAt: Date };

type Answer<T> = Stripe.Response<T>;

const READ_MS = 8_000;

/**
 * Asks Stripe for one object. One that is gone comes back as a record that says so, except a subscription: Stripe keeps
 * those for ever, so a missing one is a failure that a person should see.
 */
export async function readFromStripe(kind: Kind, id: string): Promise<Reading> {
  const options = new Deadline(READ_MS).options();
  switch (kind) {
    case "customer":
      return reading(id, stripe().customers.retrieve(id, {}, options), customerRecord);
    case "product":
      return reading(id, stripe().products.retrieve(id, {}, options), productRecord);
    case "price":
      return reading(id, stripe().prices.retrieve(id, {}, options), priceRecord);
    case "payment_method":
      return reading(id, stripe().paymentMethods.retrieve(id, {}, options), paymentMethodRecord);
    case "invoice":
      return reading(id, stripe().invoices.retrieve(id, {}, options), invoiceRecord);
    case "subscription": {
      const subscription = await readSubscription(id, options);
      return { record: subscriptionRecord(subscription), readAt: saidAt(subscription) };
    }
  }
}

async function reading<T>(
  id: string,
  asked: Promise<Answer<T>>,
  record: (object: NoInfer<T> | Gone) => MirrorRecord,
): Promise<Reading> {
  try {
    const answer = await asked;
    return { record: record(answer), readAt: saidAt(answer) };
  } catch (error) {
    if (!isMissing(error)) throw error;
    return { record: record({ id, deleted: true }), readAt: saidAt(error as { headers?: Record<string, string> }) };
  }
}

/** An answer brings ten items at the most; the rest are asked for. */
async function readSubscription(id: string, options: Stripe.RequestOptions): Promise<Answer<Stripe.Subscription>> {
  const subscription = await stripe().subscriptions.retrieve(id, {}, options);
  if (subscription.items.has_more) {
    subscription.items.data = await stripe()
      .subscriptionItems.list({ subscription: id, limit: 100 }, options)
      .autoPagingToArray({ limit: 1_000 });
  }
  return subscription;
}

/** The `Date` header of an answer or a refusal, in whole seconds. */
export function saidAt(answer: {
  lastResponse?: { headers: Record<string, string> };
  headers?: Record<string, string>;
}) {
  const header = answer.lastResponse?.headers.date ?? answer.headers?.date;
  if (!header) throw new Error("Stripe's answer has no Date header, so it can't be told how old it is.");
  return new Date(header);
}
