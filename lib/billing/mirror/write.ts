import { statement } from "@/lib/db";
import { sendSoon } from "@/lib/mail/wake";
import { noticing } from "../notices/settings";
import { mayBeTold } from "../notices/of-mirror";
import { batched } from "./batch";
import { mirrorStatement } from "./statement";
import type { Kind, MirrorRecord, Row } from "./records";

/**
 * Writes the mirror. One statement per kind of object writes one or many, atomically and in one round trip. In it each
 * write finds out whether its event is new, whether the object is ours, whether its parents are there and whether what
 * it brings is current; then the row, its child rows and the inbox are written. Or nothing is, and the outcome says
 * why.
 */
export type Write = {
  record: MirrorRecord;
  basis: Basis;
  /** The event that brings the record, if one does; it is marked processed in the same statement. */
  event?: InboxEvent | null;
  /** For a customer that is ours by its metadata at Stripe. */
  adopted?: boolean;
  /**
   * What of it people may be told by mail. `dated`: only what Stripe dates, since nobody knows how old the rest is. A list
   * brings no news.
   */
  news?: "all" | "dated" | "none";
};

export type Basis =
  /** What an event carries counts if the event is newer, by whole seconds, than the last data applied to the row. */
  | { from: "event"; asOf: Date }
  /** What Stripe answered counts if the row is unchanged since the revision (0: no row) that was seen before asking. */
  | { from: "stripe"; asOf: Date; revision: number }
  /**
   * What a list of Stripe's carries, where no revision could be seen before asking: counts if the row's last data is
   * older than `since`, a second at which the list was certainly not yet read.
   */
  | { from: "list"; asOf: Date; since: Date };

/** An event on its way into the inbox. */
export type InboxEvent = {
  id: string;
  type: string;
  created: Date;
  apiVersion: string | null;
  /** The body as Stripe sent it. */
  payload: string;
  receivedAt: Date;
};

export type Outcome = {
  written: boolean;
  duplicate: boolean;
  ours: boolean;
  missing_products: string[];
  missing_prices: string[];
  /** What it brought was current. If it was still not written, another writer came in between. */
  current: boolean;
  /** The row's revision before this statement; 0 where there was no row. */
  revision: number;
  /** A workspace that has pending work (pending-work/run.ts): of a subscription, of a trial's first method, of a customer's the first. */
  pendingFor: string | null;
  /** The statement wrote mail, for this write or another one. */
  hasMail: boolean;
};

// Never part of JSON (RFC 7464). An array of texts would cost its escaping, there and back.
const RECORD_SEPARATOR = "\x1e";

/**
 * @param writes all of the kind, each of another object
 * @returns one outcome for each, in the same order
 */
export async function writeMirror(kind: Kind, writes: Write[]): Promise<Outcome[]> {
  if (writes.length === 0) return [];
  const told = writes.some((write) => newsOf(write) !== null && mayBeTold(kind, write.event?.type)) ? noticing() : null;
  const { name, text } = mirrorStatement(kind, writes[0]!.record.row, told !== null);
  const payloads = writes.map(({ event }) => event?.payload ?? "").join(RECORD_SEPARATOR);
  const values = [`[${writes.map(given).join(",")}]`, payloads, ...(told === null ? [] : [told])];
  const outcomes = await statement<Outcome>(name, text, values);
  if (outcomes.length !== writes.length) throw new Error(`The mirror's statement for ${kind} lost a write.`);
  if (outcomes[0]?.hasMail) sendSoon();
  return outcomes;
}

/** Of a subscription or a schedule: nothing more comes after it. */
const OVER = new Set<unknown>(["canceled", "incomplete_expired", "completed", "released"]);

/** Null for none. */
function newsOf({ news, basis }: Write): "all" | "dated" | null {
  const said = news ?? (basis.from === "list" ? "none" : "all");
  return said === "none" ? null : said;
}

/** What the statement reads of a write, as JSON; the payload travels beside it, as it came. */
function given(write: Write): string {
  const { record, basis, event, adopted } = write;
  return asJson({
    object: record.row,
    along: record.kind === "product" ? record.features : record.items,
    item_ids: record.items.map(({ id }) => id),
    looks: looks(record.items),
    over: record.row.deleted === true || OVER.has(record.row.status),
    customer_id: record.customerId,
    product_ids: record.productIds,
    price_ids: record.priceIds,
    as_of: basis.asOf,
    since: basis.from === "event" ? basis.asOf : basis.from === "list" ? basis.since : null,
    revision: basis.from === "stripe" ? basis.revision : null,
    event_id: event?.id,
    event_type: event?.type,
    event_created: event?.created,
    api_version: event?.apiVersion,
    received_at: event?.receivedAt,
    adopted: adopted ?? false,
    news: newsOf(write),
  });
}

/** JSON without what PostgreSQL's text can't hold: NUL, and halves of surrogate pairs. */
export const asJson = (value: unknown): string =>
  JSON.stringify(value).replace(/\\(u0000|ud[89a-f]..|.)/g, (escape, what: string) =>
    what.length > 1 ? "\\ufffd" : escape,
  );

/** What the timeline shows of a subscription's items, in a stable order. */
const looks = (items: Row[]) =>
  items
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ product_id, price_id, quantity }) => ({ product_id, price_id, quantity }));

const MOST_AT_ONCE = 64;
const batchedWrites = new Map<Kind, (write: Write) => Promise<Outcome>>();

/**
 * One write, batched with the other waiting writes of its kind, so that the database makes one commit durable instead
 * of many. No write waits longer for it, and each returns only when it is committed.
 */
export function writeTogether(write: Write): Promise<Outcome> {
  const { kind } = write.record;
  const batchedWrite =
    batchedWrites.get(kind) ??
    batched<Write, Outcome>(
      (writes) => writeMirror(kind, writes),
      ({ record }) => record.row.id,
      MOST_AT_ONCE,
    );
  batchedWrites.set(kind, batchedWrite);
  return batchedWrite(write);
}
