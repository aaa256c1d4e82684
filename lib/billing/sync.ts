import { statement } from "@/lib/db";
import { METADATA } from "@/lib/stripe/metadata";
import { installationId } from "./installation";
import { writeMirror, type Basis, type InboxEvent } from "./mirror";
import { readFromStripe } from "./read";
import type { Kind, MirrorRecord } from "./records";

/**
 * The one writer of the mirror. Every road to a row ends here: the webhook, the success page, a claim, a command.
 */
type Offer = { record: MirrorRecord; basis: Basis };

export type Synced = "written" | "duplicate" | "not_ours";

// Each round either ends, or has learned what stood in the way. More than a few mean an object under constant change.
const MOST_ROUNDS = 10;

/** Writes what an event carries, if it is newest beyond doubt, or else what Stripe says now; and the event into the inbox. */
export async function syncEvent(record: MirrorRecord, event: InboxEvent, trustPayload: boolean): Promise<Synced> {
  const carried: Offer = { record, basis: { from: "event", asOf: event.created } };
  return settle(record.kind, record.row.id, trustPayload ? carried : null, event, record.customerId);
}

/** Makes the row equal to what Stripe says now; one read. */
export async function syncObject(kind: Kind, id: string, event: InboxEvent | null = null): Promise<Synced> {
  return settle(kind, id, null, event, null);
}

/** @param customerId whose the object was when the event was told: a card that is detached no longer says so itself */
async function settle(
  kind: Kind,
  id: string,
  first: Offer | null,
  event: InboxEvent | null,
  customerId: string | null,
): Promise<Synced> {
  const look = async (revision: number) => {
    const { record, basis } = await ask(kind, id, revision);
    return { record: { ...record, customerId: record.customerId ?? customerId }, basis };
  };
  let offer = first ?? (await look(await seenRevision(kind, id)));
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const outcome = await writeMirror(offer.record, offer.basis, event);
    if (outcome.written) return "written";
    if (outcome.duplicate) return "duplicate";
    if (!outcome.ours) {
      if (!(await adoptCustomer(offer.record))) return "not_ours";
    } else if (outcome.missing_products.length + outcome.missing_prices.length > 0) {
      // A price brings its product, so prices come second: what the first step brought is not asked for again.
      for (const productId of outcome.missing_products) await syncObject("product", productId);
      for (const priceId of outcome.missing_prices) await syncObject("price", priceId);
    } else {
      // Not newer beyond doubt, or overtaken by another writer. The revision was read before Stripe is asked, so if it
      // still stands when we write, nobody has written anything later than what Stripe is about to say.
      offer = await look(outcome.revision);
    }
  }
  throw new Error(`${kind} ${id} kept changing while it was written; Stripe delivers the event again.`);
}

async function ask(kind: Kind, id: string, revision: number): Promise<Offer> {
  const { record, readAt } = await readFromStripe(kind, id);
  return { record, basis: { from: "stripe", asOf: readAt, revision } };
}

async function seenRevision(kind: Kind, id: string): Promise<number> {
  const [row] = await statement<{ revision: number }>(
    `revision_${kind}`,
    `SELECT revision FROM ${kind} WHERE id = $1`,
    [id],
  );
  return row?.revision ?? 0;
}

/**
 * A customer whom we don't know is ours if it carries our installation's and one of our users' ids: then a claim was
 * interrupted between Stripe's answer and ours, and is completed here. An e-mail address proves nothing.
 */
async function adoptCustomer(record: MirrorRecord): Promise<boolean> {
  if (!record.customerId) return false;
  const { record: customer, basis } = await ask("customer", record.customerId, 0);
  const metadata = customer.row.metadata as Record<string, string | undefined>;
  if (metadata[METADATA.installationId] !== (await installationId())) return false;
  const ours = await statement(
    "claim_complete",
    `INSERT INTO stripe_user AS s (user_id, customer_id) SELECT id, $2 FROM "user" WHERE id::text = $1
     ON CONFLICT (user_id) DO UPDATE SET customer_id = COALESCE(s.customer_id, excluded.customer_id)
     RETURNING user_id`,
    [metadata[METADATA.userId], record.customerId],
  );
  if (ours.length === 0) return false;
  await writeMirror(customer, basis, null, true);
  return true;
}
