import type Stripe from "stripe";
import { inSeconds } from "@/lib/clock";
import { STRIPE_API_VERSION } from "@/lib/stripe/client";
import { isOurAccount } from "../customers/installation";
import { accountOf, isDeletion, isWhole } from "../mirror/received";
import {
  customerRecord,
  invoiceRecord,
  paymentMethodRecord,
  productRecord,
  scheduleRecord,
  type Kind,
  type MirrorRecord,
} from "../mirror/records";
import { priceRecord } from "../mirror/price-record";
import { subscriptionRecord } from "../mirror/subscription-record";
import { carriesOurId, examineAll } from "./alone";
import { compare, oursAmong } from "./compare";
import { fetchEvents, type Place } from "./lists";
import { chargesIn, checkCharges } from "./reversals";
import type { Walk } from "./run";
import { settle, type Right } from "./settle";

/** In the place of a run that walks events. */
export const EVENTS = "event";

/**
 * Walks what happened since an instant, the latest first, so the first event of an object carries its newest state.
 * Only objects whose newest state differs from our row are fetched, and only what Stripe then says is written.
 * @returns false when the time was up before the end
 */
export async function walkEvents(walk: Walk, since: Date, start: Place | null): Promise<boolean> {
  const latest = new Map<string, number>(); // by object, the second of its latest event
  let place = start;
  let next = fetchEvents(since, place);
  for (;;) {
    const page = await next;
    const last = page.data.at(-1);
    place = last ? { cursor: last.id, border: new Date(last.created * 1000) } : place;
    if (page.more) {
      next = fetchEvents(since, place);
      next.catch(() => undefined); // is looked at when its turn comes
    }
    const ours = await withoutOthers(page.data);
    for (const [kind, told] of latestOf(ours, latest)) await checkStates(walk, kind, told);
    const charges = new Set(chargesIn(ours).filter((id) => !latest.has(id)));
    for (const id of charges) latest.set(id, 0);
    await checkCharges(walk, [...charges]);
    if (!page.more) return true;
    await walk.save(EVENTS, place);
    if (walk.isTimeUp()) return false;
  }
}

/** Without those that name another account (mirror/events.ts). */
async function withoutOthers(events: Stripe.Event[]): Promise<Stripe.Event[]> {
  const named = new Set(events.flatMap((event) => accountOf(event) ?? []));
  const ours = new Set<string>();
  for (const account of named) if (await isOurAccount(account)) ours.add(account);
  return events.filter((event) => {
    const account = accountOf(event);
    return account === null || ours.has(account);
  });
}

type LatestState = {
  id: string;
  created: number;
  object: { id?: string; object?: string; customer?: string | { id: string } | null; metadata?: unknown };
  /** What it is here; null where the event is not the newest beyond doubt, or not of our API version. */
  record: MirrorRecord | null;
};

/** The latest state of each object of a page, unless an earlier page had a later one. */
function latestOf(events: Stripe.Event[], latest: Map<string, number>): Map<Kind, LatestState[]> {
  const byObject = new Map<string, { kind: Kind; told: LatestState }>();
  for (const event of events) {
    const object = event.data.object as LatestState["object"];
    const { id, object: name } = object;
    const kind = KINDS.get(name ?? "");
    if (!kind || !id) continue;
    const seen = latest.get(id);
    if (seen !== undefined && seen > event.created) continue;
    const tells = event.api_version === STRIPE_API_VERSION && (isDeletion(event) || isWhole(kind, object));
    const said = tells ? RECORDS[kind](event) : null;
    const before = byObject.get(id)?.told.record;
    // Two events of one second, perhaps of two pages: which came later is not known, unless they say the same.
    const record = seen === undefined || (before && said && equal(before, said)) ? said : null;
    byObject.set(id, { kind, told: { id, created: event.created, object, record } });
    latest.set(id, event.created);
  }
  const byKind = new Map<Kind, LatestState[]>(ORDER.map((kind) => [kind, []]));
  for (const { kind, told } of byObject.values()) byKind.get(kind)?.push(told);
  return byKind;
}

const equal = (a: MirrorRecord, b: MirrorRecord) => compared(a) === compared(b);
const compared = ({ row, items, features }: MirrorRecord) =>
  JSON.stringify([{ ...row, latest_event_id: null }, items, features]);

async function checkStates(walk: Walk, kind: Kind, told: LatestState[]): Promise<void> {
  const ours = await oursAmong(
    kind,
    told.map(({ id, object, record }) => ({
      id,
      customerId: customerOf(kind, object),
      subscriptionId: kind === "invoice" ? ((record?.row.subscription_id ?? null) as string | null) : null,
    })),
  );
  const found = await compare(
    kind,
    told.flatMap(({ id, record }) => (record && ours.has(id) ? record : [])),
  );
  const alone: string[] = [];
  const right: Right[] = [];
  for (const { id, created, object, record } of told) {
    if (!ours.has(id) && kind === "subscription") alone.push(id);
    else if (!ours.has(id) && !(await carriesOurId({ kind, row: { ...object, id } })))
      walk.tally.count(kind, "notOurs");
    else if (!record || found.get(id)?.findings.length !== 0) alone.push(id);
    else {
      walk.tally.count(kind, "same");
      // The row is what the latest event says, so that event and all before it have had their effect.
      right.push({ id, before: inSeconds(new Date(created * 1000), 1) });
    }
  }
  if (!walk.task.dryRun) await settle(right);
  await examineAll(walk, kind, alone);
}

function customerOf(kind: Kind, { id, customer }: LatestState["object"]): string | null {
  if (kind === "customer") return id ?? null;
  return (typeof customer === "string" ? customer : customer?.id) ?? null;
}

// What others point at comes first, or it would be fetched twice.
const ORDER: Kind[] = [
  "product",
  "price",
  "customer",
  "payment_method",
  "subscription",
  "subscription_schedule",
  "invoice",
  "portal_configuration",
];

/** A kind by Stripe's name of its objects, which is the same but for one. */
const KINDS = new Map<string, Kind>(
  ORDER.map((kind) => [kind === "portal_configuration" ? "billing_portal.configuration" : kind, kind]),
);

const gone = (event: Stripe.Event) => ({ id: (event.data.object as { id: string }).id, deleted: true as const });

const RECORDS: Record<Kind, (event: Stripe.Event) => MirrorRecord | null> = {
  product: (event) => productRecord(isDeletion(event) ? gone(event) : (event.data.object as Stripe.Product)),
  // An event carries neither its currencies nor its tiers.
  price: (event) => (isDeletion(event) ? priceRecord(gone(event)) : null),
  customer: (event) => customerRecord(isDeletion(event) ? gone(event) : (event.data.object as Stripe.Customer)),
  invoice: (event) => invoiceRecord(isDeletion(event) ? gone(event) : (event.data.object as Stripe.Invoice)),
  subscription: (event) => subscriptionRecord(event.data.object as Stripe.Subscription),
  subscription_schedule: (event) => scheduleRecord(event.data.object as Stripe.SubscriptionSchedule),
  payment_method: (event) => paymentMethodRecord(event.data.object as Stripe.PaymentMethod),
  // An event does not say which prices it offers.
  portal_configuration: () => null,
};
