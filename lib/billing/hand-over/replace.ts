import type Stripe from "stripe";
import { now } from "@/lib/clock";
import { statement } from "@/lib/db";
import type { Deadline } from "@/lib/stripe/deadline";
import { cancelAtOnce } from "../cancel-at-once";
import { MANAGED } from "../ownership/sql";
import { collectAgain, collectedElsewhere } from "../collection";
import { readAccessBy } from "../entitlements/by-subscription";
import { LIVE } from "../entitlements/statuses";
import { syncObject } from "../mirror/sync";
import { COMMENT } from "./cancel";
import { isBeingPaid } from "./debt";
import { finishHandOver, type HandOver, IS_PLANNED_ELSEWHERE, updateHandOver } from "./rows";
import { voidInvoices } from "./void-invoices";
import { isPausedOnRequest } from "./without-access";

/** Why the operator decides. */
export const MADE_AT_STRIPE = "The earlier subscription, or what is planned for it, was made at Stripe.";

/** A renewal's draft waits an hour before it is charged, and access lasts until the charge fails. */
const FIRST_TRY_MS = 2 * 3_600_000;

export const isOver = ({ status }: Pick<Stripe.Subscription, "status">): boolean =>
  status === "canceled" || status === "incomplete_expired";

type Old = { live: boolean; managed: boolean; status: string; customerId: string | null };

const OLD = `
  SELECT (${LIVE}) AS live, ${MANAGED} AND NOT ${IS_PLANNED_ELSEWHERE} AS managed, s.status, s.customer_id AS "customerId" FROM subscription s WHERE s.id = $1`;

/**
 * Ends a subscription that gave no access when its place was bought. If it gives access by now, both stay and the
 * operator decides, since both people have paid for the same time.
 */
export async function replacePredecessor(row: HandOver, deadline: Deadline): Promise<void> {
  const { predecessor_id: id } = row;
  // Asked before the subscription is read: a debit that arrives in between shows in what is read then.
  const isPaying = await isBeingPaid(id, deadline);
  await syncObject("subscription", id);
  const [old] = await statement<Old>("hand_over_old", OLD, [id]);
  // It was not ended by us, so neither is anything else of it.
  if (!old || (!old.live && row.canceled_for === null)) return void (await finishHandOver(row, "done"));
  if (old.live) {
    const hasAccess = (await readAccessBy([id])).get(id)?.hasAccess === true;
    if (hasAccess || (old.status === "paused" && (await isPausedOnRequest(id))))
      return void (await finishHandOver(row, "operator", "The earlier subscription gives access again."));
    if (!old.managed) return void (await finishHandOver(row, "operator", MADE_AT_STRIPE));
    // A debit that its payer's bank carries out can't be stopped, and may bring the access back. The event of its invoice
    // leads here again.
    if (isPaying) return;
  }
  await endUnpaid(row, false, deadline);
}

/**
 * Ends at once what is not paid for. Open invoices for time without access, and those that the new payer pays instead, are
 * voided; older ones stay owed.
 * @param hasAccess whether it gave access until now
 */
export async function endUnpaid(found: HandOver, hasAccess: boolean, deadline: Deadline): Promise<void> {
  let row = found;
  const { predecessor_id: id } = row;
  const [old] = await statement<Old>("hand_over_old", OLD, [id]);
  if (old?.live) {
    const ended = hasAccess ? now() : ((await readAccessBy([id])).get(id)?.endedAt ?? null);
    const collect_again = await collectedElsewhere(id, old.customerId, row.collect_again, deadline);
    row = await updateHandOver(row, { access_ended_at: ended, collect_again, canceled_for: now() });
    await cancelAtOnce(id, COMMENT, deadline);
    await syncObject("subscription", id);
  }
  await collectAgain(row.collect_again, deadline);
  const { owed_ids: owed, access_ended_at: ended } = row;
  const isWithoutAccess = (begin: Date) => ended === null || begin.getTime() + FIRST_TRY_MS >= ended.getTime();
  await voidInvoices(
    row,
    ({ id: invoice, begin }) => owed.includes(invoice) || (row.kind === "replace" && isWithoutAccess(begin)),
    deadline,
  );
  await finishHandOver(row, "done");
}
