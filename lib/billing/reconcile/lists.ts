import { setTimeout as sleep } from "node:timers/promises";
import Stripe from "stripe";
import { inSeconds } from "@/lib/clock";
import { stripe } from "@/lib/stripe/client";
import { isMissing } from "@/lib/stripe/failures";
import { saidAt } from "../read";
import { customerRecord, invoiceRecord, priceRecord, productRecord, subscriptionRecord, type MirrorRecord } from "../records";

/** The lists that are walked, in this order: what others point at comes first. */
export const LISTED = ["product", "price", "customer", "subscription", "invoice"] as const;

export type Listed = (typeof LISTED)[number];

/**
 * How far a list has been walked: newest first, down to the object `cursor` (null: none yet), and with the rows here down to
 * the second `border`.
 */
export type Place = { cursor: string | null; border: Date };

/** When Stripe said it: its `Date`, and the first second at which it can have looked. */
export type Said = { asOf: Date; since: Date };

export type Page<T> = { data: T[]; more: boolean; said: Said };

const PAGE = 100;
const OPTIONS: Stripe.RequestOptions = { timeout: 30_000, maxNetworkRetries: 2 };

type ListParams = { limit: number; starting_after?: string; created?: Stripe.RangeQueryParam };
type Lister<T> = (params: ListParams) => Promise<Stripe.Response<Stripe.ApiList<T>>>;

/** The page after a place. Where the object at the place is no more, the list is entered again at its second. */
export async function readPage<T>(list: Lister<T>, place: Place | null, from: Date | null = null): Promise<Page<T>> {
  const gte = from ? { created: { gte: seconds(from) } } : {};
  if (!place?.cursor) return timed(() => list({ limit: PAGE, ...gte }));
  const { cursor, border } = place;
  try {
    return await timed(() => list({ limit: PAGE, starting_after: cursor, ...gte }));
  } catch (error) {
    if (!isMissing(error, "starting_after")) throw error;
    return timed(() => list({ limit: PAGE, created: { ...gte.created, lte: seconds(border) } }));
  }
}

const seconds = (at: Date) => Math.floor(at.getTime() / 1000);

async function timed<T>(ask: () => Promise<Stripe.Response<Stripe.ApiList<T>>>): Promise<Page<T>> {
  for (let attempt = 1; ; attempt++) {
    const began = performance.now();
    try {
      const answer = await ask();
      const asOf = saidAt(answer);
      const tookSeconds = Math.ceil((performance.now() - began) / 1000);
      return { data: answer.data, more: answer.has_more, said: { asOf, since: inSeconds(asOf, -tookSeconds) } };
    } catch (error) {
      // The SDK does not repeat what Stripe found too much at once.
      if (!(error instanceof Stripe.errors.StripeRateLimitError) || attempt === MOST_ATTEMPTS) throw error;
      await sleep(500 * 2 ** attempt);
    }
  }
}

const MOST_ATTEMPTS = 5;

/** An object of a list: what it is here, and where it stands there. */
export type Entry = { record: MirrorRecord; created: number; whole: boolean };

const lists: Record<Listed, (place: Place | null) => Promise<Page<Entry>>> = {
  product: (place) => entries(readPage((params) => stripe().products.list(params, OPTIONS), place), productRecord),
  price: (place) => entries(readPage((params) => stripe().prices.list(params, OPTIONS), place), priceRecord),
  customer: (place) => entries(readPage((params) => stripe().customers.list(params, OPTIONS), place), customerRecord),
  subscription: (place) =>
    entries(
      readPage((params) => stripe().subscriptions.list({ ...params, status: "all" }, OPTIONS), place),
      (subscription) => subscriptionRecord(subscription),
      // A list brings ten items of each; one with more is read by itself.
      (subscription) => !subscription.items.has_more,
    ),
  invoice: (place) => entries(readPage((params) => stripe().invoices.list(params, OPTIONS), place), invoiceRecord),
};

/** One page of Stripe's objects of a kind, active or not, of whatever status. */
export const readList = (kind: Listed, place: Place | null): Promise<Page<Entry>> => lists[kind](place);

/** A page of what happened, the latest first. */
export const readEvents = (from: Date, place: Place | null): Promise<Page<Stripe.Event>> =>
  readPage((params) => stripe().events.list(params, OPTIONS), place, from);

async function entries<T extends { created: number }>(
  asked: Promise<Page<T>>,
  record: (object: T) => MirrorRecord,
  whole: (object: T) => boolean = () => true,
): Promise<Page<Entry>> {
  const page = await asked;
  return { ...page, data: page.data.map((object) => ({ record: record(object), created: object.created, whole: whole(object) })) };
}
