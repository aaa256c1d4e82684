import { setTimeout as sleep } from "node:timers/promises";
import type Stripe from "stripe";
import { inSeconds } from "@/lib/clock";
import { stripe } from "@/lib/stripe/client";
import { isMissing, isRateLimited } from "@/lib/stripe/failures";
import { answeredAt } from "../mirror/fetch";
import { customerRecord, invoiceRecord, productRecord, scheduleRecord, type MirrorRecord } from "../mirror/records";
import { PRICE_DETAILS, tiersToAskFor, withDetails } from "../mirror/price-details";
import { priceRecord } from "../mirror/price-record";
import { subscriptionRecord } from "../mirror/subscription-record";

/** The lists that are walked, in this order: what others point at comes first. */
export const LISTED = ["product", "price", "customer", "subscription", "subscription_schedule", "invoice"] as const;

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

/** Part of a list, by `created`; both ends belong to it. */
export type Range = { from?: Date; upTo?: Date };

/** The page after a place. Where the object at the place is no more, the list is entered again at its second. */
async function fetchPage<T>(list: Lister<T>, place: Place | null, range: Range = {}): Promise<Page<T>> {
  const ask = (more: { starting_after?: string }, { from, upTo }: Range) => {
    const created = { ...(from && { gte: seconds(from) }), ...(upTo && { lte: seconds(upTo) }) };
    return timed(() => list({ limit: PAGE, ...more, ...((from || upTo) && { created }) }));
  };
  if (!place?.cursor) return ask({}, range);
  try {
    return await ask({ starting_after: place.cursor }, range);
  } catch (error) {
    if (!isMissing(error, "starting_after")) throw error;
    return ask({}, { ...range, upTo: place.border });
  }
}

const seconds = (at: Date) => Math.floor(at.getTime() / 1000);

async function timed<T>(ask: () => Promise<Stripe.Response<Stripe.ApiList<T>>>): Promise<Page<T>> {
  for (let attempt = 1; ; attempt++) {
    const began = performance.now();
    try {
      const answer = await ask();
      const asOf = answeredAt(answer);
      const tookSeconds = Math.ceil((performance.now() - began) / 1000);
      return { data: answer.data, more: answer.has_more, said: { asOf, since: inSeconds(asOf, -tookSeconds) } };
    } catch (error) {
      // The SDK does not repeat what Stripe found too much at once.
      if (!isRateLimited(error) || attempt === MOST_ATTEMPTS) throw error;
      await sleep(500 * 2 ** attempt);
    }
  }
}

const MOST_ATTEMPTS = 5;

/** An object of a list: our record of it, and its place in the list. */
export type Entry = { record: MirrorRecord; created: number; whole: boolean };

type Fetcher = (place: Place | null, range?: Range) => Promise<Page<Entry>>;

const lists: Record<Listed, Fetcher> = {
  product: fetcher<Stripe.Product>((params) => stripe().products.list(params, OPTIONS), productRecord),
  price: fetcher<Stripe.Price>(
    (params) => stripe().prices.list({ ...params, expand: PRICE_DETAILS.map((field) => `data.${field}`) }, OPTIONS),
    (price) => priceRecord(withDetails(price)),
    // One with tiers in several currencies is fetched alone.
    (price) => tiersToAskFor(price).length === 0,
  ),
  customer: fetcher<Stripe.Customer>((params) => stripe().customers.list(params, OPTIONS), customerRecord),
  subscription: fetcher<Stripe.Subscription>(
    // Whose a subscription is may be said by its customer.
    (params) => stripe().subscriptions.list({ ...params, status: "all", expand: ["data.customer"] }, OPTIONS),
    (subscription) => subscriptionRecord(subscription),
    // A list holds ten items of each; one with more is fetched alone.
    (subscription) => !subscription.items.has_more,
  ),
  subscription_schedule: fetcher<Stripe.SubscriptionSchedule>(
    (params) => stripe().subscriptionSchedules.list(params, OPTIONS),
    scheduleRecord,
  ),
  invoice: fetcher<Stripe.Invoice>(
    (params) => stripe().invoices.list(params, OPTIONS),
    invoiceRecord,
    (invoice) => !invoice.lines.has_more,
  ),
};

/** One page of Stripe's objects of a kind, active or not, in any status. */
export const fetchList = (kind: Listed, place: Place | null): Promise<Page<Entry>> => lists[kind](place);

/** What a list names of the second in which a walk stopped, down to the object at which it did. */
export async function fetchTied(kind: Listed, { cursor, border }: Place): Promise<string[]> {
  const ids: string[] = [];
  for (let place: Place | null = null, more = cursor !== null; more; ) {
    const page: Page<Entry> = await lists[kind](place, { from: border, upTo: border });
    ids.push(...page.data.map(({ record }) => record.row.id));
    place = { cursor: ids.at(-1) ?? null, border };
    more = page.more && !ids.includes(cursor ?? "");
  }
  return cursor && ids.includes(cursor) ? ids.slice(0, ids.indexOf(cursor) + 1) : ids;
}

/** A page of what happened, the latest first. */
export const fetchEvents = (from: Date, place: Place | null): Promise<Page<Stripe.Event>> =>
  fetchPage((params) => stripe().events.list(params, OPTIONS), place, { from });

/** A page of what was refunded, each with its charge. */
export const fetchRefunds = (place: Place | null): Promise<Page<Stripe.Refund>> =>
  fetchPage((params) => stripe().refunds.list({ ...params, expand: ["data.charge"] }, OPTIONS), place);

/** A page of what is or was disputed, each with its charge. */
export const fetchDisputes = (place: Place | null): Promise<Page<Stripe.Dispute>> =>
  fetchPage((params) => stripe().disputes.list({ ...params, expand: ["data.charge"] }, OPTIONS), place);

function fetcher<T extends { created: number }>(
  list: Lister<T>,
  record: (object: T) => MirrorRecord,
  whole: (object: T) => boolean = () => true,
): Fetcher {
  return async (place, range) => {
    const page = await fetchPage(list, place, range);
    const data = page.data.map((object) => ({ record: record(object), created: object.created, whole: whole(object) }));
    return { ...page, data };
  };
}
