import { statement } from "@/lib/db";
import { idInMetadata, METADATA } from "@/lib/stripe/metadata";
import { completeClaim } from "../customers/customers";
import { installationId } from "../customers/installation";
import { isNotedBefore, noteUnassigned, takeOutside, whoseAre } from "../ownership/outside";
import { writeTogether, type InboxEvent, type Write } from "./write";
import { bringParents } from "./parents";
import { fetchFromStripe } from "./fetch";
import type { Kind, MirrorRecord } from "./records";

/** One attempt to write an object: the record, where it comes from, and whether its customer was just recognized as ours. */
type Offer = Pick<Write, "record" | "basis" | "adopted">;

export type Synced = {
  outcome: "written" | "duplicate" | "not_ours";
  /** The workspace that has pending work (pending-work/run.ts); of a customer's the first. */
  pendingFor: string | null;
};

// Each round either ends or learns what blocked it. A writer that asks Stripe is overtaken by one that brings newer
// data meanwhile. Under constant change that happens to one writer in two, and ten times in a row to one in a thousand.
const MOST_ROUNDS = 40;

/** Writes what an event of our API version carries, if it is newest beyond doubt, or else what Stripe says now. */
export async function syncEvent(record: MirrorRecord, event: InboxEvent): Promise<Synced> {
  const carried: Offer = { record, basis: { from: "event", asOf: event.created } };
  return settle(record.kind, record.row.id, carried, event, record.customerId);
}

/**
 * Makes the row equal to what Stripe says now, with one fetch. An event that led here goes into the inbox with it.
 * @param customerId whose the object was, where Stripe may no longer say so, since a detached card has no customer
 */
export async function syncObject(
  kind: Kind,
  id: string,
  event: InboxEvent | null = null,
  customerId: string | null = null,
): Promise<Synced> {
  return settle(kind, id, null, event, customerId);
}

/** The same for an object that is ours for another reason than its customer. */
export const syncAdopted = (kind: Kind, id: string): Promise<Synced> => settle(kind, id, null, null, null, true);

async function settle(
  kind: Kind,
  id: string,
  first: Offer | null,
  event: InboxEvent | null,
  customerId: string | null,
  isAdopted = false,
): Promise<Synced> {
  let assigned = isAdopted;
  const look = async (revision: number): Promise<Offer> => {
    const { record, basis } = await ask(kind, id, revision);
    return { record: { ...record, customerId: record.customerId ?? customerId }, basis };
  };
  let offer = first ?? (await look(await seenRevision(kind, id)));
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const outcome = await writeTogether({ ...offer, event, adopted: assigned || offer.adopted });
    const { pendingFor } = outcome;
    if (outcome.written) return { outcome: "written", pendingFor };
    if (outcome.duplicate) return { outcome: "duplicate", pendingFor };
    if (!outcome.ours) {
      const customer = await customerOf(offer);
      const adopted = customer && (await adoptCustomer(customer));
      // For a customer this is the answer that was wanted; for anything else it only makes the write possible.
      if (adopted && kind === "customer") offer = adopted;
      else if (adopted) await writeTogether(adopted);
      else if (kind !== "subscription") return { outcome: "not_ours", pendingFor: null };
      else {
        // What is noted of a stranger's is what Stripe says now: an event may be older than its end, or than what took its
        // workspace away.
        if (offer.basis.from === "event" && !(await isNotedBefore(id, offer.basis.asOf)))
          offer = await look(outcome.revision);
        assigned = await takeIfAssigned(offer, customer);
        if (!assigned) return { outcome: "not_ours", pendingFor: null };
      }
    } else if (outcome.missing_products.length + outcome.missing_prices.length > 0) {
      await bringParents(outcome);
    } else if (offer.basis.from === "stripe" || !outcome.current) {
      // Not newer beyond doubt, or overtaken by another writer. The revision was read before Stripe is asked, so if it
      // is unchanged when we write, no writer has stored anything newer than what Stripe is about to say.
      offer = await look(outcome.revision);
    } // otherwise another writer came in between, and the next round shows whether the work is done
  }
  throw new Error(`${kind} ${id} kept changing while it was written; Stripe delivers the event again.`);
}

async function ask(kind: Kind, id: string, revision: number): Promise<Offer> {
  const { record, fetchedAt } = await fetchFromStripe(kind, id);
  return { record, basis: { from: "stripe", asOf: fetchedAt, revision } };
}

async function seenRevision(kind: Kind, id: string): Promise<number> {
  const [row] = await statement<{ revision: number }>(
    `revision_${kind}`,
    `SELECT revision FROM ${kind} WHERE id = $1`,
    [id],
  );
  return row?.revision ?? 0;
}

/** Whom an object belongs to, as Stripe has them. */
async function customerOf({ record, basis }: Offer): Promise<Offer | null> {
  if (!record.customerId) return null;
  const isAnswer = record.kind === "customer" && basis.from === "stripe";
  return isAnswer ? { record, basis } : await ask("customer", record.customerId, 0);
}

/** Of a customer who is none of our users. @returns whether it is assigned to a workspace of ours; else it is noted */
async function takeIfAssigned({ record, basis }: Offer, customer: Offer | null): Promise<boolean> {
  const customerMetadata = customer?.record.row.metadata as Record<string, string> | undefined;
  const [whose = "nobody"] = await whoseAre([{ record, customerMetadata }]);
  if (whose === "ours") await takeOutside(record);
  else await noteUnassigned([{ record, whose }], basis.asOf);
  return whose === "ours";
}

/**
 * A customer whom we don't know is ours if it carries our installation's and one of our users' ids. Then a claim was
 * interrupted between Stripe's answer and ours, and is completed here. An e-mail address proves nothing.
 */
async function adoptCustomer(customer: Offer): Promise<Offer | null> {
  const { row } = customer.record;
  const metadata = row.metadata as Record<string, string> | undefined;
  if (idInMetadata(metadata, "installationId") !== (await installationId())) return null;
  const isOurs = await completeClaim(metadata?.[METADATA.userId], row.id);
  return isOurs ? { ...customer, adopted: true } : null;
}
